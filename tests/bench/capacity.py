"""How many requests a second two workers answer to eight clients on PostgreSQL: `python -m tests.bench --capacity`.

The clients run in threads of one process beside the servers, so the figures are lower than a host would see, and
lower for both alike; what counts is the ratio of Today to the floor's list.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from tests.bench.browser import Browser
from tests.bench.budgets import CAPACITY, SMALL
from tests.bench.server import FLOOR, SITE, prepare_floor, prepare_site, serve

CLIENTS, WORKERS, SECONDS, WARM_UP = 8, 2, 8, 40
DEFAULT_SERVER = "postgres://dev:dev@localhost:5433/postgres"


@contextmanager
def databases(address: str) -> Iterator[dict[str, str]]:
    """Two empty databases on a server, by what they are for; they are dropped afterwards."""
    names = {use: f"bench_{use}_{os.getpid()}" for use in ("floor", "site")}
    connection = psycopg2.connect(address)
    connection.autocommit = True  # databases are made and dropped outside of transactions
    try:
        with connection.cursor() as cursor:
            for name in names.values():
                cursor.execute(f'CREATE DATABASE "{name}"')
            try:
                yield {use: f"{address.rsplit('/', 1)[0]}/{name}" for use, name in names.items()}
            finally:
                for name in names.values():
                    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        connection.close()


def measure(folder: Path) -> list[str]:
    """Lines that say what was measured; BENCH_SERVER is the address of the server."""
    with databases(os.environ.get("BENCH_SERVER", DEFAULT_SERVER)) as address:
        session = prepare_floor(folder, address["floor"])
        prepare_site(folder, address["site"])
        from django.db import connection

        from tests.bench import pages
        from tracker.base.database import refresh_statistics

        life = pages.live(SMALL)
        refresh_statistics()
        connection.close()
        rates: dict[str, list[float]] = {"floor": [], "today": []}
        with serve(FLOOR, workers=WORKERS) as floor, serve(SITE, workers=WORKERS) as site:
            for _turn in range(2):  # in turn, as the machine may slow down
                rates["floor"].append(_rate(floor, {"sessionid": session}, "/rows/"))
                rates["today"].append(_rate(site, life.session, pages.pages_of(life)[0].path))
    floor, today = (max(some) for some in rates.values())
    ratio = today / floor
    return [
        f"Capacity on PostgreSQL, {WORKERS} workers, {CLIENTS} clients, requests a second: the floor's list {floor:.0f}, "
        f"Today {today:.0f}: {ratio:.2f} of it (at least {CAPACITY}). {'ok' if ratio >= CAPACITY else 'OVER'}"
    ]


def _rate(port: int, cookies: dict[str, str], path: str) -> float:
    """Answers a second to all clients together."""
    begin = threading.Barrier(CLIENTS)
    counts: list[float] = []

    def client() -> None:
        browser, count = Browser(port, cookies), 0
        for _ in range(WARM_UP // CLIENTS):
            browser.get(path)
        begin.wait()
        start = time.perf_counter()
        while time.perf_counter() - start < SECONDS:
            reply = browser.get(path)
            if reply.status != 200:
                raise RuntimeError(f"{path} answered {reply.status}")
            count += 1
        counts.append(count / (time.perf_counter() - start))

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(counts) < CLIENTS:
        raise RuntimeError(f"{CLIENTS - len(counts)} clients gave up")
    return sum(counts)
