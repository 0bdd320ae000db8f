"""What families write turns up nowhere but on their own pages: a circle full of canaries, and every place to look.

Titles, addresses, logs, mail, sessions, and the raw rows of the database, on SQLite and PostgreSQL alike.
"""

import base64
import logging
import re
import zlib
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client

from tests.browser.full_circle import CANARY, TEXT, address, fill, page_of, patterns, takes_only_post
from tests.database_files import bytes_of, files_of
from tests.mail.conftest import free_port, inbox, use_transport  # noqa: F401 (fixtures)
from tracker.mail.models import OutboxMail
from tracker.mail.send import send_due
from tracker.people import kept
from tracker.people.models import AuditEvent

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).parents[2] / "templates"
SIGNS_OUT = {"account_logout", "tracker:leave"}

# Every subject that a mail may have: what a locked screen shows to whoever holds the phone.
SUBJECTS = {
    "Your account",
    "Your code",
    "Alongside: a reminder",
    "Alongside: a question for you",
    "Alongside: your week",
}


@pytest.fixture
def full(owner):
    """Names, notes, places and numbers of the circle, the names of its members, and text that waits: all canaries."""
    full = fill(owner)
    owner.user.name = TEXT[:40]
    owner.user.save()
    kept.keep(by=owner.user, path=owner.url("contacts/add/"), fields=[("note", TEXT)])
    owner.user.refresh_from_db()
    return full


@pytest.fixture
def log_lines():
    """Every line that the handlers of the site would write, from every logger, as they would write it."""
    from django.conf import settings

    from tracker.base.logs import OneLine, WithoutWords

    lines = []
    plain = settings.LOGGING["formatters"]["plain"]
    formatter = WithoutWords(plain["format"], plain["datefmt"], plain["style"])

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(formatter.format(record))

    handler = Keep(level=logging.DEBUG)
    handler.addFilter(OneLine())
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "django.security", "tracker")]
    levels = [(logger, logger.level) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield lines
    for logger, level in levels:
        logger.removeHandler(handler)
        logger.setLevel(level)


def addresses(full) -> list[str]:
    """Every page that asks to sign in, as full_circle.py knows it."""
    found = []
    for name, (route, view) in sorted(patterns().items()):
        if getattr(view, "login_required", True) and not takes_only_post(view):
            query = "?topic=transport" if name.endswith("topic-entries") else ""
            found += [one + query for one in address(name, route, full)]
    return found


def answers(full):
    """(address, answer) of every page, of every form sent empty, and of every form sent with canaries in it."""
    client = full.owner.client
    client.raise_request_exception = False
    paths = addresses(full)
    for path in paths:
        yield path, client.get(path)
    names = {name for path in paths for name in names_of_texts(page_of(client.get(path)))}
    for path in paths:
        yield path, client.post(path, {})
        yield path, client.post(path, dict.fromkeys(names, TEXT))


def names_of_texts(page: str) -> set[str]:
    """The names of the boxes that take words."""
    boxes = re.findall(r"<textarea[^>]*>|<input[^>]*type=\"(?:text|tel|search)\"[^>]*>", page)
    return {name for box in boxes for name in re.findall(r' name="([^"]+)"', box)}


def is_bare(text: str) -> bool:
    """Whether a text holds no canary, written out or as addresses write it."""
    return CANARY not in text.lower()


# Pages ----------------------------------------------------------------------------------------------------
def test_t3_t20_asvs_14_2_1_16_2_5_no_canary_in_titles_addresses_headers_or_logs(full, log_lines):
    seen, shown = 0, 0
    for path, answer in answers(full):
        page = page_of(answer)
        seen += 1
        shown += not is_bare(page)
        title = re.search(r"<title>(.*?)</title>", page, re.S)
        assert title is None or is_bare(title[1]), path
        for attribute in re.findall(r'\b(?:href|action|src|formaction|content)="([^"]*)"', page):
            assert is_bare(attribute), (path, attribute)
        for name, value in answer.headers.items():
            assert is_bare(value), (path, name)
    assert seen > 100
    assert shown > 40  # the canaries are there, where they belong
    assert [line for line in log_lines if not is_bare(line)] == []


def test_t20_asvs_16_2_5_an_error_in_a_view_logs_no_canary(full, log_lines, monkeypatch):
    """Not from what was sent, and not from the error's own words: a database quotes the value that it refuses."""
    from tracker.appointments.views import AppointmentChangeView

    def fail(self, form):
        raise ValueError(TEXT) from KeyError(TEXT)

    monkeypatch.setattr(AppointmentChangeView, "save", fail)
    client = full.owner.client
    client.raise_request_exception = False
    form = {"what": "dose", "at": "2026-11-24T09:00", "minutes": "60", "how": "in_person", "outcome": "planned",
            "visibility": "circle", "version": "1", "note": TEXT}  # fmt: skip
    answer = client.post(full.entries["appointment"].url("change"), form)
    assert answer.status_code == 500
    assert is_bare(answer.content.decode())
    said = "\n".join(log_lines)
    assert "ValueError from KeyError" in said
    assert "test_canaries.py" in said
    assert is_bare(said)


def test_t20_a_line_with_a_canary_would_be_found(full, log_lines):
    """The control: what a careless line of code would write."""
    logging.getLogger("tracker.people").warning("saved %s", TEXT)
    assert [line for line in log_lines if not is_bare(line)]


def test_t20_the_web_server_writes_no_access_log():
    """An address may hold the token of a feed or a share: none is written down."""
    settings = {}
    exec(Path(__file__).parents[2].joinpath("gunicorn.conf.py").read_text(encoding="utf-8"), settings)  # noqa: S102
    assert settings.get("accesslog") is None


def test_t3_every_box_for_private_text_asks_the_browser_to_remember_nothing(full):
    """By its own attribute or its form's: a browser then keeps no list of what was typed."""
    client, wrong, boxes = full.owner.client, [], 0
    for path in addresses(full):
        page = page_of(client.get(path))
        for form in re.findall(r"<form.*?</form>", page, re.S):
            is_off = 'autocomplete="off"' in form.partition(">")[0]
            for box in re.findall(r"<textarea[^>]*>|<input[^>]*type=\"(?:text|tel|search|email)\"[^>]*>", form):
                boxes += 1
                says = re.search(r'autocomplete="([^"]*)"', box)
                says_off = says is not None and says[1] == "off"
                is_private = box.startswith("<textarea") or path.startswith("/c/")
                if is_private and not (says_off or (is_off and not box.startswith("<textarea"))):
                    wrong.append((path, box))
    assert boxes > 40
    assert wrong == []


# Mail -------------------------------------------------------------------------------------------------------
def test_t12_no_canary_in_any_mail_and_every_subject_is_on_the_list(full, inbox, use_transport):  # noqa: F811
    """Every mail that the account pages send to a person whose name and circle are canaries."""
    use_transport(inbox.port)
    cache.clear()
    email = full.owner.user.email
    Client().post("/accounts/password/reset/", {"email": email})
    Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    Client().post("/accounts/signup/", {"email": email, "password1": "five quiet green lamps"})
    Client().post("/accounts/signup/", {"email": "new@example.org", "password1": "five quiet green lamps"})
    assert OutboxMail.objects.count() == 4
    send_due()
    assert len(inbox.mails) == 4
    for mail in inbox.mails:
        assert mail["Subject"] in SUBJECTS
        assert is_bare(mail.as_string()), mail["Subject"]
        assert is_bare(mail.get_content())


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*_subject.txt")), ids=lambda path: path.name)
def test_t12_the_subject_of_every_mail_template_is_on_the_list(path):
    """Whatever a template is given, its subject is one of the list: it can name nobody."""
    given = dict.fromkeys(("user", "email", "circle", "nickname", "name", "current_site", "code"), TEXT)
    assert render_to_string(str(path.relative_to(TEMPLATES)), given).strip() in SUBJECTS


# The database -------------------------------------------------------------------------------------------------
def unpacked(value) -> list[str]:
    """A value of a column as text, and what can be read out of it without a key: sessions and the cache are packed."""
    if value is None or isinstance(value, (int, float)):
        return []
    raw = bytes(value) if isinstance(value, (bytes, bytearray, memoryview)) else str(value).encode()
    found = [raw]
    for part in re.findall(rb"[A-Za-z0-9+/_=-]{8,}", raw):
        for decode in (base64.b64decode, base64.urlsafe_b64decode):
            try:
                opened = decode(part + b"=" * (-len(part) % 4))
            except ValueError:
                continue
            found.append(opened)
            try:
                found.append(zlib.decompress(opened))
            except zlib.error:
                continue
    return [one.decode("utf-8", "replace") for one in found]


def raw_rows() -> dict[str, list[str]]:
    """Table -> every readable text in it, of every table that the database has."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (a name of our own)
            found[table] = [text for row in cursor.fetchall() for value in row for text in unpacked(value)]
    return found


def test_t19_no_canary_in_any_table_of_the_database(full):
    for _ in answers(full):
        pass
    tables = raw_rows()
    assert {"tracker_entry", "tracker_keptform", "django_session", "cache"} <= set(tables)
    assert tables["tracker_keptform"]
    assert tables["django_session"]
    assert [table for table, texts in tables.items() if not all(map(is_bare, texts))] == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the file of SQLite")
@pytest.mark.django_db(transaction=True)
def test_t19_no_canary_in_the_files_of_the_database(full):
    """The file and its write-ahead log, free pages included."""
    name = connection.settings_dict["NAME"]
    raw = bytes_of(*files_of(name))
    assert full.owner.circle.public_id.encode() in raw  # these are the right files
    assert CANARY.encode() not in raw.lower()


def test_t19_a_readable_text_in_a_table_would_be_found(full):
    """The control: a canary in a column that holds codes."""
    AuditEvent.objects.filter(circle=full.owner.circle).update(about=CANARY)
    tables = raw_rows()
    assert [table for table, texts in tables.items() if not all(map(is_bare, texts))] == ["tracker_auditevent"]
