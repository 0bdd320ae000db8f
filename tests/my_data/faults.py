"""A process that dies in the middle, at any of its writes."""

from django.db import connection

WRITES = ("INSERT", "UPDATE", "DELETE")


class Killed(Exception):
    """Nothing after this was carried out; the transaction that was open is rolled back."""


def killed_at(number: int, *verbs: str):
    """Die instead of the so-many-th write (or of those that start with one of `verbs`)."""
    seen = 0

    def wrapper(execute, sql, params, many, context):
        nonlocal seen
        if sql.startswith(verbs or WRITES):
            seen += 1
            if seen == number:
                raise Killed
        return execute(sql, params, many, context)

    return connection.execute_wrapper(wrapper)
