"""What a round of `send_due` does for many rows."""

import logging
from collections.abc import Callable, Iterable

from django.db import IntegrityError

log = logging.getLogger(__name__)


def each_by_itself[T](rows: Iterable[T], act: Callable[[T], int], what: str) -> int:
    """The sum of `act`, a transaction of its own, over the rows. What goes wrong for one holds up nobody.

    The log says which work and the name of the error, never its words; the next round tries again. An
    IntegrityError is another sender that did the same at the same moment.
    """
    total = 0
    for row in rows:
        try:
            total += act(row)
        except IntegrityError:
            log.info("%s: done by another sender, or refused by the database", what)
        except Exception as error:
            log.error("%s: %s; trying again", what, type(error).__name__)
    return total
