"""Where somebody is signed in, and with which browsers they were before."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import models
from django.utils.functional import cached_property

from tracker.base import clock
from tracker.base.fields import PublicIdField, one_of
from tracker.people.middleware import SEEN
from tracker.people.models import User
from tracker.signing_in.rules import Browser, System

IN_USE = dt.timedelta(minutes=2)


class SignInQuerySet(models.QuerySet):
    """Questions about open sign-ins."""

    def open_for(self, user: User) -> list[SignIn]:
        """The sign-ins of `user` that the server still honors, the one used last first."""
        rows = self.filter(user=user, session__expire_date__gt=clock.now()).select_related("session")
        found = [row for row in rows if row.data.get(HASH_SESSION_KEY) == user.get_session_auth_hash()]
        return sorted(found, key=lambda row: row.seen_at, reverse=True)


class SignIn(models.Model):
    """A browser in which somebody is signed in. The row goes with its session. No IP address is kept."""

    public_id = PublicIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="+")
    browser = models.CharField(max_length=10)
    system = models.CharField(max_length=10)
    since = models.DateTimeField(auto_now_add=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("browser", Browser, "sign_in_browser_known"),
            one_of("system", System, "sign_in_system_known"),
        ]

    class PersonalData:
        export = ["browser", "system", "since"]
        erase = ["id", "public_id", "user", "session", "browser", "system", "since"]

    def __str__(self) -> str:
        return self.public_id

    @cached_property
    def data(self) -> dict:
        """What the session holds; empty when it does not open."""
        return self.session.get_decoded()

    @property
    def seen_at(self) -> dt.datetime:
        """When a page was last opened, to about a minute (UTC)."""
        seen = self.data.get(SEEN)
        return dt.datetime.fromtimestamp(seen, dt.UTC) if seen else self.since

    @property
    def is_in_use(self) -> bool:
        """Whether a page was opened in the last two minutes."""
        return clock.now() - self.seen_at < IN_USE

    @property
    def browser_label(self) -> str:
        return Browser.label_of(self.browser)

    @property
    def system_label(self) -> str:
        return System.label_of(self.system)


class KnownBrowser(models.Model):
    """A kind of browser that somebody has signed in with before: another kind is worth a mail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_browsers")
    browser = models.CharField(max_length=10)
    system = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "browser", "system"], name="known_browser_once"),
            one_of("browser", Browser, "known_browser_browser_known"),
            one_of("system", System, "known_browser_system_known"),
        ]

    class PersonalData:
        export = ["browser", "system"]
        erase = ["id", "user", "browser", "system"]

    def __str__(self) -> str:
        return f"{self.browser} {self.system}"
