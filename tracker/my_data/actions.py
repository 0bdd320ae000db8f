"""What people do with their data. Each leaves a line in the audit trail of the circles that it is about."""

import datetime as dt
from collections.abc import Callable
from typing import IO

from django.db import transaction

from tracker.base import clock
from tracker.entries.log import Log
from tracker.my_data.account import write_everything
from tracker.my_data.bring_in import Arrival, Report
from tracker.my_data.export import temporary, write_circle
from tracker.my_data.rules import EXPORTS_A_DAY
from tracker.people import audit
from tracker.people.models import AuditEvent, Circle, Membership, User

EXPORTED, IMPORTED = "export_made", "import_made"


class TooManyExports(Exception):
    """The person made as many files of a circle as a day allows. None was made."""


def logs_of(user: User) -> list[Log]:
    """What a person may see, circle by circle, the oldest membership first."""
    memberships = Membership.objects.filter(user=user).select_related("circle").order_by("created_at", "id")
    for membership in memberships:
        membership.user = user
    return [Log(membership) for membership in memberships]


def _check_limit(log: Log) -> None:
    """The trail is the count: it is shared by all worker processes and outlives a cache."""
    since = clock.now() - dt.timedelta(days=1)
    made = AuditEvent.objects.filter(circle=log.circle, actor=log.reader, action=EXPORTED, at__gt=since)
    if made.count() >= EXPORTS_A_DAY:
        raise TooManyExports


def _made(write: Callable[[IO[bytes]], None]) -> IO[bytes]:
    """The file that `write` has written, at its beginning; nothing of it when that fails."""
    file = temporary()
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def export_circle(*, log: Log) -> IO[bytes]:
    """The ZIP of a circle as the reader of `log` may see it, to be read from its beginning.

    Raises TooManyExports. A long export runs outside a transaction, so that nobody waits for it to write.
    """
    _check_limit(log)
    file = _made(lambda target: write_circle(log, target))
    audit.record(circle=log.circle, by=log.reader, action=EXPORTED)
    return file


def export_everything(*, by: User) -> IO[bytes]:
    """The ZIP of a person: the account, and what they may see of each circle. Raises TooManyExports."""
    logs = logs_of(by)
    for log in logs:
        _check_limit(log)
    file = _made(lambda target: write_everything(by, logs, target))
    for log in logs:
        audit.record(circle=log.circle, by=by, action=EXPORTED)
    return file


def preview_import(*, log: Log, content: dict) -> Report:
    """What an import would do, found by doing it and taking it back: the two can never differ."""
    with transaction.atomic():
        report = _bring_in(log, content)
        transaction.set_rollback(True)
    return report


@transaction.atomic
def import_file(*, log: Log, content: dict) -> Report:
    """Add what a file holds to the circle of `log`, as entries of its reader; what is here already stays as it is."""
    report = _bring_in(log, content)
    if report.changes_something:
        audit.record(circle=log.circle, by=log.reader, action=IMPORTED)
    return report


def _bring_in(log: Log, content: dict) -> Report:
    """On rows of its own, so that a preview leaves nothing on those of the request.

    One import of a circle at a time; others go on writing entries (on PostgreSQL: the key stays free).
    """
    circle = Circle.objects.select_for_update(no_key=True).get(pk=log.circle.pk)
    membership = Membership.objects.get(pk=log.membership.pk)
    membership.circle, membership.user = circle, log.reader
    return Arrival(Log(membership), content).run()
