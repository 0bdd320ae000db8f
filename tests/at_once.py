"""Calls that are made at the same moment, from real threads on the real database."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def at_once(*calls: Callable, refusals: tuple[type[Exception], ...] = ()) -> list:
    """What each call returned, in the order of the calls; for a refusal that is expected, the exception.

    Any other exception is raised here. Every thread gives its connection back.
    """
    start = threading.Barrier(len(calls), timeout=10)

    def make(call: Callable):
        start.wait()
        try:
            return call()
        except refusals as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(make, calls))


def statuses_at_once(*requests: Callable) -> list[int]:
    """The statuses that the requests are answered with, lowest first."""
    return sorted(response.status_code for response in at_once(*requests))
