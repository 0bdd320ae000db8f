"""Measure what pages cost, against the floor: `make bench`, or `python -m tests.bench --quick`.

Every round asks each page once for a small and a large circle, and the floor's pages in between, so a
machine that slows down slows all of them. What counts is the ratio of the medians.
"""

import argparse
import contextlib
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from tests.bench import capacity
from tests.bench.browser import Browser
from tests.bench.budgets import BUDGETS, CIRCLES, LARGE, SMALL, TOLERANCE
from tests.bench.report import Result, circle_lines, floor_lines, memory_line, table
from tests.bench.server import FLOOR, SITE, prepare_floor, prepare_site, serve, worker_mb

ROUNDS, QUICK_ROUNDS, WARM_UP = 200, 40, 8
MEMORY_ROUNDS = 10  # a worker has then opened every page
OF_MANY_CIRCLES = ("today", "list", "entry", "timeline", "week", "patterns", "visit-form")
FLOOR_PAGES = {"rows": "/rows/", "hello-session": "/hello-session/", "hello": "/hello/"}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROUNDS} rounds instead of {ROUNDS}")
    parser.add_argument("--pages", nargs="+", choices=BUDGETS, default=list(BUDGETS), metavar="PAGE", help="only these")
    check = f"exit 1 when a time is more than {TOLERANCE} times its budget, or when there are too many queries"
    parser.add_argument("--check", action="store_true", help=check)
    parser.add_argument("--capacity", action="store_true", help="requests a second on PostgreSQL instead")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if options.capacity:
            print("\n".join(capacity.measure(Path(folder))))
            return 0
        results, floor, more = measure(Path(folder), options.pages, QUICK_ROUNDS if options.quick else ROUNDS)
    print("\n".join([*floor_lines(floor), "", *table(results), *more]))
    return int(options.check and any(one.fails for one in results))


def measure(folder: Path, names: Sequence[str], rounds: int) -> tuple[list[Result], dict[str, float], list[str]]:
    """The result of each page, the medians of the floor's pages in ms, and lines about circles and memory."""
    floor_session = prepare_floor(folder)
    prepare_site(folder)
    from tests.bench import pages
    from tracker.base.database import refresh_statistics

    start = time.perf_counter()
    lives = {count: pages.live(count) for count in (SMALL, LARGE)}
    refresh_statistics()  # as `prepare` and `send_due` do on a host
    print(f"Wrote {SMALL + LARGE:,} entries in {time.perf_counter() - start:.0f} s.", file=sys.stderr)
    asked = {
        count: [one for one in (*pages.pages_of(life), *pages.PUBLIC_PAGES) if one.name in names]
        for count, life in lives.items()
    }
    queries = {
        (count, one.name): len(pages.queries_of(lives[count], one)) for count, some in asked.items() for one in some
    }
    with contextlib.ExitStack() as servers:
        floor, pids = Browser(servers.enter_context(serve(FLOOR)), {"sessionid": floor_session}), []
        port = servers.enter_context(serve(SITE, pids=pids))
        readers = {count: Browser(port, life.session) for count, life in lives.items()}
        anyone = Browser(port, {})
        visits = [
            [(count, page, anyone if page in pages.PUBLIC_PAGES else readers[count]) for count, page in row]
            for row in zip(*([(count, page) for page in some] for count, some in asked.items()), strict=True)
        ]
        sizes = {page.name: _sizes(reader, page) for row in visits for _count, page, reader in row if not page.saves}
        _times(floor, visits, MEMORY_ROUNDS)
        memory = [worker_mb(pids[0])]
        times = _times(floor, visits, rounds)
        memory.append(worker_mb(pids[0]))
        pages.add_circles(CIRCLES)
        refresh_statistics()
        alone = [[one for one in row if one[0] == LARGE and one[1].name in OF_MANY_CIRCLES] for row in visits]
        among_many = _times(floor, [row for row in alone if row], rounds)
    requests = sum(map(len, times.values())) - len(FLOOR_PAGES) * rounds
    median = {key: statistics.median(seconds) * 1000 for key, seconds in times.items()}
    results = [
        Result(
            name=one.name,
            small=median[SMALL, one.name],
            large=median[LARGE, one.name],
            floor=median["floor", "rows"],
            queries=(queries[SMALL, one.name], queries[LARGE, one.name]),
            of_circle=one not in pages.PUBLIC_PAGES,
            sizes=sizes.get(one.name),
        )
        for one in asked[LARGE]
    ]
    more = [*circle_lines(times, among_many), memory_line(requests, *memory)]
    return results, {name: median["floor", name] for name in FLOOR_PAGES}, more


def _sizes(reader: Browser, page) -> tuple[int, int]:
    """Bytes of the page as it is, and packed as it travels."""
    return len(reader.get(page.path, packed=False).wire), len(reader.get(page.path).wire)


def _times(floor: Browser, visits: list[list[tuple]], rounds: int) -> dict[tuple, list[float]]:
    """Seconds of every request by (where, page), without the first rounds."""
    from tests.bench import pages

    tokens = {
        (count, page): pages.token_of(reader, page) for row in visits for count, page, reader in row if page.saves
    }
    times = defaultdict(list)
    for number in range(-WARM_UP, rounds):
        if number == 0:
            times.clear()
        for name, path in FLOOR_PAGES.items():
            reply = floor.get(path)
            if reply.status != 200:
                raise RuntimeError(f"the floor answered {reply.status} for {path}")
            times["floor", name].append(reply.seconds)
        for row in visits:
            for count, page, reader in row[:: 1 if number % 2 else -1]:
                reply = pages.ask(reader, page, tokens.get((count, page), ""))
                times[count, page.name].append(reply.seconds)
                if page.saves:
                    reader.get(reply.headers["Location"])  # where the reader lands, and "Saved" is shown
    return times


if __name__ == "__main__":
    sys.exit(main())
