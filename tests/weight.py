"""What pages weigh and when they paint, in a real Chromium: `make weight`, or `python -m tests.weight`.

Bytes are counted on the wire, headers included, without a throttle. Paint is measured as a cold visit at a
quarter of the processor's speed on Slow 4G, against a static page of 500 bytes with one stylesheet, in turn.
"""

import argparse
import contextlib
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench import budgets
from tests.bench.server import FLOOR, SITE, prepare_floor, prepare_site, serve

ENTRIES = 1_000
RUNS, QUICK_RUNS = 7, 3
PHONE = {"width": 360, "height": 740}
SLOWER = 4
# Slow 4G as Chromium's developer tools have it: 150 ms each way and 1.6 Mbit/s, adjusted for a simulated line.
SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
SETTLE_MS = 400
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

WATCH = """
window.seen = {lcp: 0, shift: 0, tasks: []};
const watch = (type, see) => new PerformanceObserver(list => list.getEntries().forEach(see)).observe({type, buffered: true});
watch("largest-contentful-paint", entry => { seen.lcp = entry.startTime; });
watch("layout-shift", entry => { if (!entry.hadRecentInput) seen.shift += entry.value; });
watch("longtask", entry => { seen.tasks.push([entry.startTime, entry.duration]); });
"""
# Blocking: what tasks after the first paint take beyond 50 ms each.
READ = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  const blocking = seen.tasks.filter(([start]) => start >= paint).reduce((sum, [, took]) => sum + Math.max(0, took - 50), 0);
  return {paint, lcp: seen.lcp, shift: seen.shift, blocking};
}"""


@dataclass(frozen=True)
class Weight:
    """Bytes on the wire and requests of one visit; `foreign` are the requests to anyone else."""

    size: int
    requests: int
    foreign: int

    @property
    def kilobytes(self) -> float:
        return self.size / 1000


# Bytes ------------------------------------------------------------------------------------------------
def visit(page: Page, address: str) -> Weight:
    """Open the address and add up what came over the wire; files from the browser's cache weigh nothing."""
    session = page.context.new_cdp_session(page)
    sizes, asked = [], []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.on("Network.responseReceived", lambda event: asked.append(event["response"]))
    session.send("Network.enable")
    page.goto(address, wait_until="load")
    page.wait_for_timeout(SETTLE_MS)
    session.detach()
    over_the_wire = [one for one in asked if not one.get("fromDiskCache") and not one["url"].startswith("data:")]
    own = page.url[: page.url.index("/", 8)]
    foreign = [one["url"] for one in asked if not one["url"].startswith((own, "data:"))]
    return Weight(round(sum(sizes)), len(over_the_wire), len(foreign))


def weigh(browser: Browser, base: str, cookies: dict[str, str], path: str) -> tuple[Weight, Weight]:
    """The first visit with an empty cache, and the same page again."""
    with phone(browser, base, cookies) as page:
        return visit(page, base + path), visit(page, base + path)


# Paint ------------------------------------------------------------------------------------------------
def paint(browser: Browser, base: str, cookies: dict[str, str], path: str) -> dict[str, float]:
    """First and largest paint and blocking in ms, and the layout shift, of a cold visit on a slow phone."""
    with phone(browser, base, cookies) as page:
        page.add_init_script(WATCH)
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_4G)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(base + path, wait_until="load")
        page.wait_for_timeout(SETTLE_MS)
        return page.evaluate(READ)


@contextlib.contextmanager
def phone(browser: Browser, base: str, cookies: dict[str, str]) -> Iterator[Page]:
    """A page in a browser that has been nowhere yet."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
    try:
        yield context.new_page()
    finally:
        context.close()


# Report -----------------------------------------------------------------------------------------------
def weight_lines(weights: dict[str, tuple[Weight, Weight]]) -> list[str]:
    """A line for each page; `OVER` where a budget is broken."""
    head = f"{'page':12}{'first KB':>10}{'budget':>8}{'requests':>10}{'budget':>8}{'later KB':>10}{'budget':>8}{'others':>8}"
    lines = [head, "-" * len(head)]
    for name, (first, later) in weights.items():
        most = budgets.EMERGENCY_KB if name == "emergency" else budgets.FIRST_VISIT_KB
        over = {
            "first visit": first.kilobytes > most,
            "requests": first.requests > budgets.FIRST_VISIT_REQUESTS,
            "later visit": later.kilobytes > budgets.LATER_VISIT_KB,
            "third parties": first.foreign + later.foreign > 0,
        }
        lines.append(
            f"{name:12}{first.kilobytes:10.1f}{most:8}{first.requests:10}{budgets.FIRST_VISIT_REQUESTS:8}"
            f"{later.kilobytes:10.1f}{budgets.LATER_VISIT_KB:8}{first.foreign + later.foreign:8}  {verdict(over)}"
        )
    return lines


def paint_lines(runs: dict[str, list[dict[str, float]]]) -> list[str]:
    """A line for each page with its medians, against the static page."""
    medians = {
        name: {key: statistics.median(run[key] for run in some) for key in some[0]} for name, some in runs.items()
    }
    floor = medians["static page"]["paint"]
    head = (
        f"{'page':12}{'paint ms':>10}{'largest':>9}{'ratio':>7}{'budget':>8}{'blocking':>10}{'budget':>8}{'shift':>8}"
    )
    lines = [head, "-" * len(head)]
    for name, one in medians.items():
        latest = max(one["paint"], one["lcp"])
        over = {
            "paint": latest > budgets.PAINT_OVER_STATIC_PAGE * floor,
            "blocking": one["blocking"] > budgets.BLOCKING_MS,
            "layout shift": round(one["shift"], 3) > budgets.LAYOUT_SHIFT,
        }
        lines.append(
            f"{name:12}{one['paint']:10.0f}{one['lcp']:9.0f}{latest / floor:7.2f}{budgets.PAINT_OVER_STATIC_PAGE:8}"
            f"{one['blocking']:10.0f}{budgets.BLOCKING_MS:8}{one['shift']:8.3f}  {verdict(over)}"
        )
    return lines


def verdict(over: dict[str, bool]) -> str:
    found = [what for what, is_over in over.items() if is_over]
    return "OVER: " + ", ".join(found) if found else "ok"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.weight", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_RUNS} slow visits of each page instead of {RUNS}")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="weight-") as folder:
        weights, runs = measure(Path(folder), QUICK_RUNS if options.quick else RUNS)
    print("\n".join([*weight_lines(weights), "", *paint_lines(runs)]))
    return 0


def measure(folder: Path, count: int) -> tuple[dict[str, tuple[Weight, Weight]], dict[str, list[dict[str, float]]]]:
    """The weight of each page, and `count` slow visits of each and of the static page, in turn."""
    prepare_floor(folder)
    prepare_site(folder)
    from tests.bench import pages
    from tests.browser.conftest import find_chromium

    life = pages.live(ENTRIES)
    measured = [one for one in (*pages.pages_of(life), *pages.PUBLIC_PAGES) if not one.saves]
    runs = defaultdict(list)
    with contextlib.ExitStack() as stack:
        site = f"http://127.0.0.1:{stack.enter_context(serve(SITE, threads=4))}"
        floor = f"http://127.0.0.1:{stack.enter_context(serve(FLOOR, threads=4))}"
        # The driver runs a loop in this thread, so everything that needs the database comes before it.
        session = life.session
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find_chromium(playwright), args=ARGUMENTS)
        stack.callback(browser.close)
        cookies = {one.name: {} if one in pages.PUBLIC_PAGES else session for one in measured}
        weights = {one.name: weigh(browser, site, cookies[one.name], one.path) for one in measured}
        for _run in range(count):
            runs["static page"].append(paint(browser, floor, {}, "/static-page/"))
            for one in measured:
                runs[one.name].append(paint(browser, site, cookies[one.name], one.path))
    return weights, runs


if __name__ == "__main__":
    sys.exit(main())
