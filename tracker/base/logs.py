"""Logs: one record, one line."""

import logging


class OneLine(logging.Filter):
    """Escapes line breaks, so that no address or header can forge a second line."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        record.msg = message.replace("\r", "\\r").replace("\n", "\\n")
        record.args = ()
        return True
