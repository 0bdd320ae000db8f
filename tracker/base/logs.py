"""Logs: one record, one line, no secret of an address, and never what somebody wrote."""

import copy
import logging
import re
import traceback

# What follows here in an address opens something by itself.
SECRET_IN_PATH = re.compile(r"(/(?:invitations|calendar|share|unsubscribe)/)(?!join/)[^/\s]+")


class OneLine(logging.Filter):
    """Escapes line breaks, so that no address or header can forge a second line, and masks secrets in addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = SECRET_IN_PATH.sub(r"\1***", record.getMessage())
        record.msg = message.replace("\r", "\\r").replace("\n", "\\n")
        record.args = ()
        return True


class WithoutWords(logging.Formatter):
    """Says of an exception what it was and where it went through, not its own words: databases quote values in theirs."""

    def format(self, record: logging.LogRecord) -> str:
        # What another formatter said of the exception is kept on the record, with the words, and would be used again.
        record = copy.copy(record)
        record.exc_text = None
        return super().format(record)

    def formatException(self, exc_info) -> str:
        kind, error, trace = exc_info
        lines = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        cause = getattr(error, "__cause__", None)
        return "\n".join(["Traceback", *lines, kind.__name__ + (f" from {type(cause).__name__}" if cause else "")])
