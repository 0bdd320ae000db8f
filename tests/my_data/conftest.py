"""Mail goes through the real outbox to a real server."""

from tests.mail.conftest import inbox, use_transport

__all__ = ["inbox", "use_transport"]
