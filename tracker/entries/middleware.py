"""The circle of the address, with the log of its reader."""

from tracker.entries.log import Log
from tracker.people import middleware


class CircleMiddleware(middleware.CircleMiddleware):
    """As in `people`, and `request.log` knows entries and their visibility."""

    log_class = Log
