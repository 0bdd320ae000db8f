"""Text that was typed into a form whose session had ended: kept for its writer until they sign in again."""

import datetime as dt
import json
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db import transaction
from django.http import Http404, HttpRequest
from django.urls import resolve

from tracker.base import clock, typed
from tracker.people.models import KEPT_FOR, KeptForm, User

# In the address of a form: which kept text it starts with.
KEPT = "kept"
MOST_FORMS = 5
MOST_CHARACTERS = 100_000


def is_worth_keeping(fields: typed.Fields, view) -> bool:
    """Whether somebody would miss it: the form of a page, or words. A tap on a button is neither."""
    return bool(fields) and (
        typed.form_of(view) is not None or any(one.label for one in typed.with_labels(fields, view))
    )


@transaction.atomic
def keep(*, by: User, path: str, fields: typed.Fields) -> KeptForm | None:
    """Keep what `by` typed for `path`, sealed; None when it is longer than any form of ours takes.

    Only the newest few stay, so that nobody can fill the database by it.
    """
    text = json.dumps(fields)
    if len(text) > MOST_CHARACTERS:
        return None
    row = KeptForm.objects.create(user=by, path=without_kept(path), typed=text, at=clock.now())
    newest = KeptForm.objects.filter(user=by).order_by("-at", "-id").values_list("pk", flat=True)[:MOST_FORMS]
    KeptForm.objects.filter(user=by).exclude(pk__in=list(newest)).delete()
    return row


def waiting(user: User):
    """What is kept for a user and not yet out of date, newest first."""
    return KeptForm.objects.filter(user=user, at__gt=clock.now() - KEPT_FOR).order_by("-at", "-id")


def called_for(request: HttpRequest) -> KeptForm | None:
    """The kept text that the address of this request names, if it is the reader's own."""
    public_id = request.GET.get(KEPT, "")[:12].replace("\x00", "")
    if not public_id or not request.user.is_authenticated:
        return None
    return waiting(request.user).filter(public_id=public_id).first()


def erase_for_others(*, public_id: str, signed_in: User) -> None:
    """Erase a kept text when somebody else signs in on the browser that it was typed on."""
    KeptForm.objects.filter(public_id=public_id).exclude(user=signed_in).delete()


def purge(now: dt.datetime | None = None) -> int:
    """Delete what nobody came back for in time; how many it were."""
    return KeptForm.objects.filter(at__lte=(now or clock.now()) - KEPT_FOR).delete()[0]


def without_kept(path: str) -> str:
    """A path with its query, but for the name of an earlier kept text."""
    parts = urlsplit(path)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != KEPT]
    return f"{parts.path}?{urlencode(query)}" if query else parts.path


def view_at(path: str):
    """The view that answers at `path`; None when there is none any more."""
    try:
        return resolve(urlsplit(path).path).func
    except Http404:
        return None
