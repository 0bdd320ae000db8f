"""Requests that are sent at the same moment, from real threads on the real database."""

import threading

from django.db import connection


def at_once(*calls) -> list[int]:
    """The statuses that the calls answer, lowest first."""
    start, statuses = threading.Barrier(len(calls)), []

    def go(call):
        try:
            start.wait()
            statuses.append(call().status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(call,)) for call in calls]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return sorted(statuses)
