"""Sending what waits in the outbox: each mail once, or twice at worst when a sender dies at the wrong moment."""

import contextlib
import datetime as dt
import json
import smtplib
from collections import Counter

from django.core.mail import mailers

from tracker.base import clock
from tracker.mail.backend import build
from tracker.mail.models import LEASE, UNSURE_TRIES, OutboxMail, State

# Minutes to wait after the first try, the second, ... The last one holds for all that follow.
BACKOFF_MINUTES = (1, 5, 15, 60, 240)
MAX_TRIES = 8


class ServerUnreachable(Exception):
    """The mail server did not let us in. Nothing was sent, and the next mail would fare no better."""


class Line:
    """A connection to the mail server that is opened when needed and opened anew after an error."""

    def __init__(self):
        self._mailer = None

    def send(self, message) -> None:
        if self._mailer is None:
            try:
                self._mailer = mailers["transport"]
                self._mailer.open()
            except Exception as error:  # a server that is down, or settings that are wrong
                self.close()
                raise ServerUnreachable from error
        self._mailer.send_messages([message])

    def may_have_handed_over(self) -> bool:
        """Whether the server may have the mail that failed just now; yes, where the mailer cannot tell."""
        return getattr(getattr(self._mailer, "connection", None), "handed_over", True)

    def close(self) -> None:
        """Hang up. The mails are sent or not by now: an error here changes nothing."""
        mailer, self._mailer = self._mailer, None
        if mailer is not None:
            with contextlib.suppress(OSError):
                mailer.close()


def send_due(now: dt.datetime | None = None, limit: int = 50, stopping=lambda: False) -> Counter:
    """Send at most `limit` due mails, or fewer once `stopping()`; how many were sent, put off and given up.

    Call it outside a transaction: each claim has to be visible to other senders at once. When the server
    cannot be reached, or hangs up before it has heard a mail, the round ends, and the others keep their tries.
    """
    moment = now or clock.now()
    counts = Counter(sent=0, later=0, failed=0)
    counts["failed"] += OutboxMail.objects.too_late(moment).close(State.FAILED, error="TooLate")
    counts["failed"] += OutboxMail.objects.hopeless(moment).close(State.FAILED, error="SenderDied")
    due = OutboxMail.objects.due(moment).order_by("next_try_at", "id").values_list("pk", flat=True)[:limit]
    line = Line()
    try:
        for pk in list(due):
            if stopping():
                break
            lease = OutboxMail.objects.claim(pk, now or clock.now())
            if lease is None:
                continue
            outcome, reachable = _send(pk, lease, line)
            counts[outcome] += 1
            if not reachable:
                break
    finally:
        line.close()
    return counts


def purge(now: dt.datetime | None = None) -> int:
    """Delete rows that have served; how many it were."""
    return OutboxMail.objects.out_of_date(now or clock.now()).delete()[0]


def _send(pk: int, lease: dt.datetime, line: Line) -> tuple[str, bool]:
    """Send a claimed mail and write down what came of it: (what to count it as, whether the server answers)."""
    held = OutboxMail.objects.held(pk, lease)
    try:
        mail = held.get()
        line.send(
            build(
                recipient=mail.recipient,
                subject=mail.subject,
                body=mail.body,
                html=mail.html,
                message_id=mail.message_id,
                headers=json.loads(mail.headers),
            )
        )
    except ServerUnreachable as error:
        return _put_off(held, lease, error.__cause__), False
    except Exception as error:  # whatever is wrong with one mail must not stop the others
        was_cut, handed_over = _is_cut(error), line.may_have_handed_over()
        line.close()
        if _is_final(error):
            held.close(State.FAILED, error=_code(error))
            return "failed", True
        return _put_off(held, lease, error, unsure=was_cut and handed_over), handed_over or not was_cut
    held.close(State.SENT, sent_at=clock.now())
    return "sent", True


def _put_off(held, lease: dt.datetime, error: BaseException, *, unsure: bool = False) -> str:
    """Plan the next try, counted from when the claim was made, or give up after too many."""
    tries, doubts = held.values_list("attempts", "unsure").first() or (MAX_TRIES, 0)
    doubts += unsure
    if tries >= MAX_TRIES or doubts >= UNSURE_TRIES:
        held.close(State.FAILED, error=_code(error))
        return "failed"
    wait = dt.timedelta(minutes=BACKOFF_MINUTES[min(tries, len(BACKOFF_MINUTES)) - 1])
    held.update(
        state=State.PENDING.value,
        unsure=doubts,
        next_try_at=lease - LEASE + wait,
        lease_until=None,
        error=_code(error),
    )
    return "later"


def _smtp_code(error: BaseException) -> int | None:
    """The server's answer, if it gave one. A mail has one recipient, so a refusal has one code."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    return getattr(error, "smtp_code", None)


def _is_final(error: BaseException) -> bool:
    """Whether this mail can never be sent: the server said so (5xx), or it cannot even be built."""
    about_this_mail = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
    if isinstance(error, about_this_mail):
        return (_smtp_code(error) or 0) >= 500
    return isinstance(error, (ValueError, TypeError, LookupError))


def _is_cut(error: BaseException) -> bool:
    """Whether the line was cut or fell silent while we talked, so that no answer says what became of the mail."""
    return isinstance(error, OSError) and _smtp_code(error) is None


def _code(error: BaseException) -> str:
    """The class of an error and the SMTP code: all that is kept of it."""
    code = _smtp_code(error)
    return type(error).__name__ if code is None else f"{type(error).__name__} {code}"
