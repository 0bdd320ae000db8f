"""Two mailers for settings.MAILERS: the outbox, which everything goes to, and a folder for local use."""

import json
import re
import uuid
from collections.abc import Iterator
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from tracker.base import clock
from tracker.mail.models import OutboxMail, recipient_key

# Headers that we set ourselves or that are kept in a column of their own.
OWN_HEADERS = {"message-id", "to", "cc", "bcc", "date", "subject", "forget"}
CODE = re.compile(r"\b([A-Z0-9]{3,}-[A-Z0-9]{3,})\b|^\s*([A-Z0-9]{6,})\s*$", re.MULTILINE)


class OutboxBackend(BaseEmailBackend):
    """Queues mail in the caller's transaction: one row for each recipient, so that nobody sees the others.

    It never talks to a mail server, so it cannot fail because one is down. A message may name a
    `Message-ID` of its own (queueing the same one again does nothing) and `Expires`, the moment from which
    it would be of no use; it is not sent after that. `Forget` (not sent either) asks that its row goes as soon
    as it has been sent or given up.
    """

    def send_messages(self, email_messages) -> int:
        return sum([self._queue(message) for message in email_messages])

    def _queue(self, message: EmailMessage) -> int:
        recipients = list(dict.fromkeys(message.recipients()))
        if not recipients:
            return 0
        if message.attachments:
            raise ValueError("the outbox keeps no attachments")
        rows = [self._row(message, recipient, alone=len(recipients) == 1) for recipient in recipients]
        OutboxMail.objects.bulk_create([OutboxMail(**row) for row in rows], ignore_conflicts=True)
        return 1

    @staticmethod
    def _row(message: EmailMessage, recipient: str, *, alone: bool) -> dict:
        """The columns for one recipient; raises ValueError for a header that smuggles in a line break."""
        given = {name.lower(): str(value) for name, value in message.extra_headers.items()}
        headers = {name: str(value) for name, value in message.extra_headers.items() if name.lower() not in OWN_HEADERS}
        headers.setdefault("From", str(message.from_email))
        headers.setdefault("Auto-Submitted", "auto-generated")
        if message.reply_to:
            headers.setdefault("Reply-To", ", ".join(map(str, message.reply_to)))
        html = next((part.content for part in getattr(message, "alternatives", []) if part.mimetype == "text/html"), "")
        row = {
            "recipient": str(recipient),
            "subject": str(message.subject),
            "body": str(message.body) if message.content_subtype == "plain" else "",
            "html": str(html) if message.content_subtype == "plain" else str(message.body),
            "message_id": (given.get("message-id") if alone else None) or new_message_id(headers["From"]),
        }
        build(**row, headers=headers).message()
        now = clock.now()
        return row | {
            "headers": json.dumps(headers),
            "recipient_key": recipient_key(parseaddr(row["recipient"])[1] or row["recipient"]),
            "created_at": now,
            "next_try_at": now,
            "forget": "forget" in given,
            "useful_until": parsedate_to_datetime(given["expires"]) if "expires" in given else None,
        }


def new_message_id(sender: str) -> str:
    """A Message-ID that names neither this machine nor the moment."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return f"<{uuid.uuid4()}@{domain or 'localhost'}>"


def build(*, recipient: str, subject: str, body: str, html: str, message_id: str, headers: dict) -> EmailMessage:
    """The message as it goes to the mail server: the same however often it is built, but for its date."""
    message = EmailMultiAlternatives(
        subject=subject,
        body=body,
        from_email=headers["From"],
        to=[recipient],
        headers=headers | {"Message-ID": message_id},
    )
    if html and body:
        message.attach_alternative(html, "text/html")
    elif html:
        message.body, message.content_subtype = html, "html"
    return message


class FolderBackend(BaseEmailBackend):
    """For local use: one .eml file for each mail, and a line on the screen that says so.

    The line shows the code that a mail carries, since that is what somebody who tries the app waits for.
    """

    def __init__(self, *, folder: str, **kwargs):
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            built = message.message()
            name = re.sub(r"[^A-Za-z0-9-]", "", built["Message-ID"].partition("@")[0])
            (self.folder / f"{clock.now():%Y%m%d-%H%M%S}-{name[:12]}.eml").write_bytes(built.as_bytes())
            print("\n".join(self._notices(message)), flush=True)  # noqa: T201
        return len(email_messages)

    def _notices(self, message: EmailMessage) -> Iterator[str]:
        found = CODE.search(message.body)
        for recipient in message.recipients():
            said = f"code {found[0].strip()}" if found else f"see {self.folder}/"
            yield f"Mail to {masked(recipient)}: {said}"


def masked(address: str) -> str:
    """a***@example.com"""
    local, _, domain = parseaddr(address)[1].rpartition("@")
    return f"{local[:1]}***@{domain}"
