"""A circle with something of everything in it, and an address of every page about it."""

from dataclasses import dataclass, field

from django.urls import URLPattern, get_resolver, reverse

from tests.factories import (
    Person,
    add_entry,
    at,
    confirm_it_is_me,
    join,
    make_call,
    make_checkin,
    make_contact,
    make_daily,
    make_good_thing,
    make_invitation,
    make_kit,
    make_observation,
    make_passkey,
    make_share_link,
    make_sign_in,
    make_standing_ride,
    make_task,
    make_trained_person,
    make_treatment,
)
from tracker.appointments.models import Appointment
from tracker.boundaries.models import Boundary, BoundaryTest
from tracker.entries import actions
from tracker.guidance.topics import TOPIC_SLUGS
from tracker.people.models import Contact
from tracker.people.permissions import Role
from tracker.reminders import actions as reminders
from tracker.reminders.due import settings_of
from tracker.reminders.link_rules import unsubscribe_token
from tracker.rides.models import Ride

# Stands in everything that a user writes. The long word has to wrap, the last one reads from right to left.
CANARY = "quokka"
TEXT = f"Quokka {'quokka' * 12} שלום"


@dataclass
class FullCircle:
    """`entries`: one public id for each kind; the others give every list its rows."""

    owner: Person
    contact: Contact
    entries: dict[str, object] = field(default_factory=dict)
    shelf: object = None
    rows: dict[str, object] = field(default_factory=dict)
    passkey: object = None
    sign_in: object = None


def fill(owner: Person) -> FullCircle:
    """Entries of every kind, of the owner, in every state that looks different."""
    confirm_it_is_me(owner)
    reminders.make_link(by=owner.user, shows_details=False)
    wanted = settings_of(owner.user)
    wanted.kinds = ("task",)
    reminders.choose(by=owner.user, wanted=wanted, has_digest=True)
    me, circle = owner.membership, owner.circle
    circle.nickname = "Quokka"
    circle.save()
    contact = make_contact(circle, name=TEXT[:80], phone="312-555-0142 ext. 7", note=TEXT)
    full = FullCircle(owner, contact)
    words = {"name": TEXT[:80], "place": TEXT, "goes_along": TEXT[:80], "bring": TEXT, "note": TEXT}
    visits = {
        -3: {"outcome": "went"},
        -2: {"outcome": "missed", "why_missed": "no_ride"},
        -1: {},
        1: {"contact": contact, **words},
    }
    for days, fields in visits.items():
        full.entries["appointment"] = add_entry(Appointment, me, what="dose", at=at(days=days), **fields)
    words = {"pickup_place": TEXT, "driver": TEXT[:80], "confirmation": "Q1", "plan_b": TEXT, "note": TEXT}
    add_entry(Ride, me, how="medicaid", leg="there", at=at(days=-1), status="did_not_come")
    add_entry(Ride, me, how="taxi", leg="back", at=at(hours=-3), status="confirmed")
    to_book = {"how": "medicaid", "leg": "there", "status": "to_book", "contact": contact}
    daily = make_daily(me, place=TEXT, name=TEXT[:80])
    # Of everything a ride can be: still to book, one of many, and asked of whoever looks at it.
    full.entries["ride"] = make_standing_ride(daily, me, at=at(hours=23), asked=owner.user, **to_book, **words)
    words = {"when_text": TEXT, "limit": TEXT, "action": TEXT, "still": TEXT, "note": TEXT}
    full.entries["boundary"] = boundary = add_entry(Boundary, me, kind_of="money", **words)
    add_entry(Boundary, me, kind_of="safety", limit=TEXT, state="paused")
    for outcome in ("dropped", "bent", "kept"):
        full.entries["boundary-test"] = add_entry(
            BoundaryTest, me, boundary=boundary, outcome=outcome, what_happened=TEXT, what_i_did=TEXT
        )
    make_observation(me, signs=("TE1", "MS3"), could_be=TEXT, what_i_did=TEXT, note=TEXT)
    said = {"strength": "clearly", "how_known": "saw", "note": TEXT}
    full.entries["sign"] = make_observation(me, signs=("MS3", "TE2", "SW1"), **said)
    full.entries["treatment"] = make_treatment(me, medicine="methadone", note=TEXT)
    full.entries["good-thing"] = make_good_thing(me, own_words=TEXT[:80], note=TEXT)
    full.entries["checkin"] = make_checkin(me, good_thing=TEXT, note=TEXT)
    full.entries["task"] = task = make_task(me, template="treatment_search", what=TEXT[:80], steps=TEXT, note=TEXT)
    make_call(task, whom=TEXT[:80], said=TEXT, wait=TEXT[:80])
    full.rows = {
        "kit": make_kit(circle, where=TEXT[:80]),
        "trained-person": make_trained_person(circle, name=TEXT[:40]),
    }
    full.sign_in = make_sign_in(owner.user)
    full.passkey = make_passkey(owner.user, TEXT[:40])
    other = join(circle, Role.HELPER, "Kim")
    other.user.name = TEXT[:40]
    other.user.save()
    full.rows["member"] = other.membership
    full.rows["share-link"] = make_share_link(me)
    full.rows["invitation"] = make_invitation(me, address="quokka@example.org")
    confirm_it_is_me(owner)
    gone = add_entry(Appointment, me, what="court", name=TEXT[:80], at=at(days=2))
    full.shelf = actions.delete(entry=gone, by=owner.user)
    return full


def patterns(resolver=None, prefix: str = "", namespace: str = "") -> dict[str, tuple[str, object]]:
    """Every name that the resolver knows: (route, view)."""
    found = {}
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            found[namespace + (one.name or route)] = (route, one.callback)
        else:
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            found |= patterns(one, route, inner)
    return found


def page_of(answer) -> str:
    """The page that was answered; "" for a file to download, which holds what its reader asked for."""
    return "" if answer.streaming else answer.content.decode()


def takes_only_post(view) -> bool:
    cls = getattr(view, "view_class", None)
    return cls is not None and "get" not in cls.http_method_names


def address(name: str, route: str, full: FullCircle) -> list[str]:
    """The addresses at which to look at the page called `name`; raises KeyError when none is known."""
    circle = full.owner.circle.public_id
    short = name.removeprefix("tracker:")
    noun = "member" if short == "handover" else short.rpartition("-")[0]
    if "<slug:slug>" in route and short == "topic-detail":
        return [reverse(name, args=[slug]) for slug in sorted(TOPIC_SLUGS)]
    if "<" not in route:
        return [reverse(name)]
    if route.count("<") == 1 and "<id:circle>" in route:
        return [reverse(name, args=[circle])]
    if route.endswith(("<int:pk>/edit/", "<int:pk>/remove/")):
        return [reverse(name, args=[full.passkey.pk])]
    if short == "unsubscribe":
        return [reverse(name, args=[unsubscribe_token(full.owner.user.pk)])]
    if short == "session-end":
        return [reverse(name, args=[full.sign_in.public_id])]
    if short == "share-open":
        return [reverse(name, args=[full.rows["share-link"].token])]
    if short in {"week-detail", "week-copy", "share-link-add"}:
        return [reverse(name, args=[circle, "2026-W47"])]
    if short in {"invitation-open", "calendar-feed"}:
        return [reverse(name, args=["x" * 43])]
    if short == "invitation-withdraw":
        return [reverse(name, args=[circle, full.rows["invitation"].public_id])]
    if noun == "contact":
        return [reverse(name, args=[circle, full.contact.public_id])]
    if noun in full.rows:
        return [reverse(name, args=[circle, full.rows[noun].public_id])]
    if short in {"task-call-add", "task-call-delete"}:
        return [reverse(name, args=[circle, full.entries["task"].public_id])]
    if short == "boundary-test-add":
        return [reverse(name, args=[circle, full.entries["boundary"].public_id])]
    entry = full.entries[noun]
    return [entry.url(short.rpartition("-")[2])]
