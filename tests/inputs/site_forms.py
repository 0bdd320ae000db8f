"""Every form of the site as a browser finds it in the pages: its fields, filled in, sent, and what came back."""

import copy
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from tests.browser.full_circle import FullCircle, address, fill, patterns, takes_only_post
from tests.factories import PASSWORD, Person, confirm_it_is_me
from tracker.base import clock

# Pages that go elsewhere, end the session or are the same form under many addresses.
PASSED_OVER = {"tracker:leave", "tracker:demo", "tracker:topic-detail", "tracker:healthz"}
# What a page wants in its address before it shows its form.
NEEDS = {"tracker:topic-entries": "?topic=transport", "tracker:treatment-add": "?what=dose_missed"}
# What goes into a field that not every text suits: by its name.
FITTING = {
    "email": "typed@example.org", "address": "typed@example.org", "login": "typed@example.org",
    "phone": "312-555-0142", "password": PASSWORD,
    "password1": "six loud orange doors", "password2": "six loud orange doors", "oldpassword": PASSWORD,
    "limit": "hand out cash", "action": "say no once", "still": "drive you there", "when_text": "you ask for cash",
}  # fmt: skip
TEXT_TYPES = {"text", "textarea", "tel", "search", "email"}
UNSEEN_TYPES = {"hidden", "submit"}


@dataclass
class Control:
    """One input, select, textarea or button of a form."""

    name: str
    type: str
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    attrs: dict[str, str] = field(default_factory=dict)

    @property
    def is_text(self) -> bool:
        return self.type in TEXT_TYPES


@dataclass
class Form:
    """A form that is sent by POST: where it stands, where it goes, and its controls by name."""

    page: str
    action: str
    controls: dict[str, Control] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the address that it goes to."""
        return resolve(urlsplit(self.action).path).view_name

    @property
    def key(self) -> tuple[str, ...]:
        return (self.name, *sorted(self.controls))

    @property
    def takes_a_file(self) -> bool:
        return any(control.type == "file" for control in self.controls.values())

    @property
    def is_shown(self) -> bool:
        """Whether somebody fills it in; the others are one button."""
        return any(control.type not in UNSEEN_TYPES for control in self.controls.values())

    def of(self, *types: str) -> list[Control]:
        return [control for control in self.controls.values() if control.type in types]

    @property
    def texts(self) -> list[Control]:
        return [control for control in self.controls.values() if control.is_text]

    @cached_property
    def answers(self) -> dict[str, list[str]]:
        """What a person would send who left nothing empty, by name."""
        data = {name: _answer(control, number) for number, (name, control) in enumerate(self.controls.items())}
        if self.name == "tracker:ride-add":
            data["at"] = [_on_the_clock(minutes=30)]
        if "every" in self.controls:  # a visit that comes once has no end and no weekdays
            data |= {name: self.controls[name].values for name in ("weekdays", "until", "count")}
        return data

    def filled(self, /, **changed: str | list[str]) -> dict[str, list[str]]:
        """The answers as a browser sends them, but for what is `changed`."""
        data = self.answers | {name: value if isinstance(value, list) else [value] for name, value in changed.items()}
        return {name: values for name, values in data.items() if values}


def _answer(control: Control, number: int) -> list[str]:
    """What stands there already; else what the field asks for, and a choice only where one has to be made."""
    if control.values and any(control.values):
        return control.values
    has_to = "required" in control.attrs
    match control.type:
        case "checkboxes":
            return control.options[:1]
        case "select" | "radio" | "checkbox":
            return [option for option in control.options if option][:1] if has_to else control.values
        case "hidden" | "submit":
            return control.values
        case "number":
            return [control.attrs.get("min", "1")]
        case "date":
            return [str(clock.now().date())]
        case "time":
            return ["09:00"]
        case "datetime-local":
            return [_on_the_clock()]
    return [FITTING.get(control.name, f"typed {number}")]


def _on_the_clock(**ahead: int) -> str:
    """Now, or that much later, on the clock of the circle."""
    moment = clock.now() + dt.timedelta(**ahead)
    return moment.astimezone(ZoneInfo("America/Chicago")).strftime("%Y-%m-%dT%H:%M")


class _Reader(HTMLParser):
    """Collects the forms of a page, the ids on it, and the texts that stand under an id."""

    def __init__(self, page: str):
        super().__init__()
        self.page, self.forms, self.form, self.area, self.select, self.group = page, [], None, None, None, ""
        self.ids, self.links, self.texts, self.open_ids = set(), set(), {}, []
        self.described: dict[str, str] = {}

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        if "id" in attrs:
            self.ids.add(attrs["id"])
        if tag == "a":
            self.links.add(attrs.get("href", ""))
        if tag in {"div", "fieldset", "p"}:
            self.open_ids.append((tag, attrs.get("id", "")))
        if tag == "fieldset":
            self.group = attrs.get("aria-describedby", "")
        if name := attrs.get("name", ""):
            described = f" {attrs.get('aria-describedby', '')} {self.group}"
            self.described[name] = self.described.get(name, "") + described
        if tag == "form":
            is_post = attrs.get("method", "").lower() == "post"
            self.form = Form(self.page, urljoin(self.page, attrs.get("action", ""))) if is_post else None
            if is_post:
                self.forms.append(self.form)
        elif self.form and tag in {"input", "textarea", "select", "button"} and attrs.get("name"):
            self._control(tag, attrs)
        elif self.select is not None and tag == "option":
            self.select.options.append(attrs.get("value", ""))
            if "selected" in attrs:
                self.select.values.append(attrs.get("value", ""))

    def _control(self, tag: str, attrs: dict[str, str]) -> None:
        name, kind = attrs["name"], tag
        if tag in {"input", "button"}:
            kind = attrs.get("type", "text" if tag == "input" else "submit")
        if name == "csrfmiddlewaretoken":
            return
        known = self.form.controls.get(name)
        if kind in {"checkbox", "radio"}:
            if known is None:
                known = self.form.controls[name] = Control(name, kind, attrs=attrs)
            elif kind == "checkbox":
                known.type = "checkboxes"
            known.options.append(attrs.get("value", "on"))
            if "checked" in attrs:
                known.values.append(attrs.get("value", "on"))
        elif known is None:
            value = [attrs["value"]] if "value" in attrs else []
            control = self.form.controls[name] = Control(name, kind, value, attrs=attrs)
            self.area = control if tag == "textarea" else self.area
            self.select = control if tag == "select" else self.select

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select" and self.select is not None:
            if not self.select.values and self.select.options:
                self.select.values = self.select.options[:1]
            self.select = None
        elif tag == "textarea":
            self.area = None
        elif tag in {"div", "fieldset", "p"} and self.open_ids:
            self.group = "" if tag == "fieldset" else self.group
            self.open_ids.pop()

    def handle_data(self, data):
        if self.area is not None:
            self.area.values = ["".join([*self.area.values, data]).removeprefix("\n")]
        for _tag, ident in self.open_ids:
            if ident:
                self.texts[ident] = self.texts.get(ident, "") + data


@dataclass
class Page:
    """A page that came back: its forms, and what is said about a field."""

    status: int
    html: str
    reader: _Reader

    def form(self, like: Form) -> Form | None:
        """The form that was sent, as it came back."""
        names = set(like.controls)
        return max(self.reader.forms, key=lambda one: len(names & set(one.controls)), default=None)

    def says(self, name: str) -> str:
        """The error beside a field, if the field points to it and the summary, where there is one, to the field."""
        described = self.reader.described.get(name, "").split()
        beside = " ".join(self.reader.texts.get(ident, "").strip() for ident in described if "error" in ident)
        linked = {link[1:] for link in self.reader.links if link.startswith("#") and link[1:] in self.reader.ids}
        is_linked = "data-error-summary" not in self.html or any(one.endswith(f"_{name}") for one in linked)
        return beside if is_linked else ""


def read(response: HttpResponse, page: str = "") -> Page:
    html = response.content.decode()
    reader = _Reader(page)
    reader.feed(html)
    return Page(response.status_code, html, reader)


# The walk ---------------------------------------------------------------------------------------------
@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back in the database, so that every form meets the same circle."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Walk:
    """The owner of a circle with something of everything, and the forms that they and strangers find."""

    full: FullCircle
    person: Person
    forms: list[Form]

    def client(self, form: Form) -> Client:
        """A client with the session of whoever found the form; a fault shows as a status 500."""
        client = Client(raise_request_exception=False)
        if form not in self.for_strangers:
            client.cookies = copy.deepcopy(self.person.client.cookies)
        return client

    @property
    def for_strangers(self) -> list[Form]:
        return [form for form in self.forms if form.name in STRANGERS_SEND]

    def send(self, form: Form, data: dict, **options) -> HttpResponse:
        return self.client(form).post(form.action, data, **options)

    def sent(self, form: Form, /, **changed) -> Page:
        """Fill in and send a form, take back what it did, and read what came back."""
        with undone():
            return read(self.send(form, form.filled(**changed)), form.page)

    def kept(self, form: Form, /, **changed) -> tuple[Page, Form]:
        """Fill in and send a form, and open its page again: the answer, and the form with what was saved."""
        with undone():
            answer = read(self.send(form, form.filled(**changed)), form.page)
            again = read(self.client(form).get(form.page), form.page).form(form)
        return answer, again


STRANGERS_SEND = {"account_login", "account_signup", "account_reset_password"}


def walk_as(owner: Person) -> Walk:
    """Every different form in the pages that the resolver knows."""
    confirm_it_is_me(owner)
    full = fill(owner)
    forms: dict[tuple[str, ...], Form] = {}
    for name, (route, view) in sorted(patterns().items()):
        if name in PASSED_OVER or takes_only_post(view):
            continue
        client = Client() if name in STRANGERS_SEND else owner.client
        for url in _addresses(name, route, full):
            response = client.get(url)
            if response.status_code == 200:
                for form in read(response, url).reader.forms:
                    forms.setdefault(form.key, form)
    return Walk(full, owner, list(forms.values()))


def _addresses(name: str, route: str, full: FullCircle) -> list[str]:
    try:
        return [url + NEEDS.get(name, "") for url in address(name, route, full)]
    except (KeyError, LookupError):
        return []
