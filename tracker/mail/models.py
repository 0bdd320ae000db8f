"""The outbox: mail that waits in the database until it is sent.

A mail is written in the transaction of what caused it, so neither can exist without the other. Sending is
another process's work (`manage.py send_due`); two of them, or one that dies, do no harm: see `claim`.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from tracker.base.fields import EncryptedTextField, one_of

# How long one sender may work on one mail before another takes over. An SMTP talk is ten replies of at
# most ten seconds each, so a sender that is alive always ends in time.
LEASE = dt.timedelta(minutes=5)
# How often we may not know whether the server took a mail (the sender died, the line was cut) before we
# stop: a second copy is better than none, a third is not.
UNSURE_TRIES = 2
# How long a mail may wait before we say that mail does not get through.
LATE = dt.timedelta(hours=1)
KEEP_SENT = dt.timedelta(days=7)
KEEP_FAILED = dt.timedelta(days=30)


class State(StrEnum):
    """Where a mail stands. `SENDING` with a lease that is over means that its sender died."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


def recipient_key(address: str) -> str:
    """A keyed digest of an address: finds the mails to a person without keeping the address readable."""
    return salted_hmac("tracker.mail.recipient", address.strip().lower(), algorithm="sha256").hexdigest()


class OutboxQuerySet(models.QuerySet):
    """Questions about the outbox, and the claim that lets one sender at a time have a mail."""

    def to(self, address: str) -> OutboxQuerySet:
        """Mails to `address`, sent ones included."""
        return self.filter(recipient_key=recipient_key(address))

    def waiting(self) -> OutboxQuerySet:
        """Mails that nobody knows to be sent yet."""
        return self.filter(state__in=[State.PENDING.value, State.SENDING.value])

    def failed(self) -> OutboxQuerySet:
        return self.filter(state=State.FAILED.value)

    def gets_through(self, address: str, now: dt.datetime) -> bool:
        """Whether mail reaches `address`, as far as we know: one small query.

        It does not when the newest mail that came to an end was given up, or one waits for over an hour since.
        What was given up longer ago than sent mails are remembered says nothing any more.
        """
        ended = Q(state=State.SENT.value) | Q(state=State.FAILED.value, created_at__gt=now - KEEP_SENT)
        late = Q(state__in=[State.PENDING.value, State.SENDING.value], created_at__lte=now - LATE)
        newest = self.to(address).filter(ended | late).order_by("-id").values_list("state", flat=True).first()
        return newest in {None, State.SENT.value}

    def due(self, now: dt.datetime) -> OutboxQuerySet:
        """Mails to send now: their turn has come, or their sender has died and one more try is allowed."""
        return self.filter(
            Q(state=State.PENDING.value, next_try_at__lte=now)
            | Q(state=State.SENDING.value, lease_until__lte=now, unsure__lt=UNSURE_TRIES - 1)
        )

    def hopeless(self, now: dt.datetime) -> OutboxQuerySet:
        """Mails whose sender has died on the last try that is allowed."""
        return self.filter(state=State.SENDING.value, lease_until__lte=now, unsure__gte=UNSURE_TRIES - 1)

    def too_late(self, now: dt.datetime) -> OutboxQuerySet:
        """Waiting mails that would only confuse by now, such as a code that no longer works."""
        idle = Q(state=State.PENDING.value) | Q(state=State.SENDING.value, lease_until__lte=now)
        return self.filter(idle, useful_until__lte=now)

    def claim(self, pk: int, now: dt.datetime) -> dt.datetime | None:
        """Take a due mail for `LEASE`; the end of the lease, or None when another sender was quicker.

        One conditional UPDATE, so that exactly one of several senders gets it on either database.
        """
        lease = now + LEASE
        taken = (
            self.due(now)
            .filter(pk=pk)
            .update(
                state=State.SENDING.value,
                lease_until=lease,
                attempts=F("attempts") + 1,
                unsure=F("unsure")
                + models.Case(
                    models.When(state=State.SENDING.value, then=1), default=0, output_field=models.IntegerField()
                ),
            )
        )
        return lease if taken else None

    def held(self, pk: int, lease: dt.datetime) -> OutboxQuerySet:
        """The mail, as long as the claim that `lease` stands for still holds."""
        return self.filter(pk=pk, state=State.SENDING.value, lease_until=lease)

    def close(self, state: State, *, error: str = "", sent_at: dt.datetime | None = None) -> int:
        """End these mails and forget what they said and to whom; how many it were.

        A mail to somebody who has gone leaves no row at all.
        """
        forgotten, _by_model = self.filter(forget=True).delete()
        return forgotten + self.update(
            state=state.value,
            error=error[:60],
            sent_at=sent_at,
            lease_until=None,
            recipient="",
            subject="",
            body="",
            html="",
            headers="",
        )

    def out_of_date(self, now: dt.datetime) -> OutboxQuerySet:
        """Rows that have served: sent a week ago, or given up a month ago."""
        return self.filter(
            Q(state=State.SENT.value, sent_at__lte=now - KEEP_SENT)
            | Q(state=State.FAILED.value, created_at__lte=now - KEEP_FAILED)
        )


class OutboxMail(models.Model):
    """One mail to one recipient. Once it is sent or given up, nothing of it stays but dates and codes."""

    recipient = EncryptedTextField()
    recipient_key = models.CharField(max_length=64, db_index=True, editable=False)
    subject = EncryptedTextField()
    body = EncryptedTextField()
    html = EncryptedTextField()
    headers = EncryptedTextField(help_text="JSON: header name -> value, From and Reply-To included")
    # Made once, when the mail is queued: should it go out twice, mail programs see one message.
    message_id = models.CharField(max_length=255, unique=True, editable=False)
    state = models.CharField(max_length=10, default=State.PENDING.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    unsure = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    useful_until = models.DateTimeField(null=True)
    # The recipient has no account any more: once the mail has ended, its row goes at once.
    forget = models.BooleanField(default=False)
    # The class of an exception and an SMTP code, never its text: servers quote addresses and content.
    error = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "next_try_at"], name="outbox_state_next_try")]
        constraints = [one_of("state", State, "outbox_state_known")]

    class PersonalData:
        export = []
        erase = ["id", "recipient", "recipient_key", "subject", "body", "html", "headers", "message_id", "state",
                 "attempts", "unsure", "next_try_at", "lease_until", "useful_until", "forget", "error",
                 "created_at", "sent_at"]  # fmt: skip

    def __str__(self) -> str:
        return f"mail {self.pk} {self.state}"
