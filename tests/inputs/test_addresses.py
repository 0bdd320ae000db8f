"""Odd addresses, methods, bodies and tokens against every address that the resolver knows."""

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from tests.browser.full_circle import address, fill, patterns
from tests.factories import PASSWORD, confirm_it_is_me
from tests.inputs.site_forms import Walk, read, undone

pytestmark = pytest.mark.django_db

TRACKER = Path(__file__).parents[2] / "tracker"
# They end the session, or send on to another site or circle.
PASSED_OVER = {"tracker:leave", "tracker:demo", "account_logout"}
# Pages that only read what is sent to them: no token, no trace.
READS = {"tracker:guidance-search", "tracker:resource-list"}
EVIL = ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/", "javascript:alert(1)",
        "http:///evil.example", "\t//evil.example", "data:text/html,x", "no-such-page", "evil.example"]  # fmt: skip


@pytest.fixture
def everywhere(owner, resources) -> dict[str, str]:
    """Name -> one address of each page or button, each of a real row of the owner's circle."""
    confirm_it_is_me(owner)
    full, found = fill(owner), {}
    for name, (route, _view) in patterns().items():
        try:
            found[name] = address(name, route, full)[0]
        except (KeyError, LookupError):  # a button on a shelf, an undo: made below
            found[name] = address_of_a_shelf(route, full)
    return {name: url for name, url in found.items() if name not in PASSED_OVER}


def address_of_a_shelf(route: str, full) -> str:
    circle, shelf = full.owner.circle.public_id, full.shelf.public_id
    return "/" + route.replace("<id:circle>", circle).replace("<id:id>", shelf)


def names_in_queries() -> list[str]:
    """Every name that the code reads from the query of an address."""
    found = {"q", "page", "kind", "author", "category", "since", "until", "state", "need", "next"}
    for path in TRACKER.rglob("*.py"):
        found |= set(re.findall(r"""GET(?:\.get|\.getlist)?[(\[]["'](\w+)""", path.read_text(encoding="utf-8")))
    assert found >= {"before", "what", "topic", "for"}
    return sorted(found)


@pytest.mark.parametrize("value", ["%00", "abc", "-1", "1" + "0" * 23, "%FF", "x" * 3000, "%0d%0aX-A:1"])
def test_bad_input_02_32_f14_odd_queries_never_break_a_page(everywhere, owner, value):
    """On PostgreSQL a NUL in a query is an error of the database, so this runs there too."""
    owner.client.raise_request_exception = False
    query, wrong = "&".join(f"{name}={value}" for name in names_in_queries()), []
    for name, url in everywhere.items():
        status = owner.client.get(f"{url}?{query}").status_code
        if status not in (200, 302, 404, 405):
            wrong.append((name, status))
    assert wrong == []


@pytest.mark.parametrize("odd", ["0", "-1", "9" * 20, "1" * 4300, "abc", "%FF", "%00", "a" * 13, "..", "a" * 12])
def test_bad_input_31_odd_ids_are_a_404_of_ours_everywhere(owner, odd):
    owner.client.raise_request_exception = False
    wrong = []
    for name, (route, _view) in patterns().items():
        if name.startswith("mfa_") or name == "tracker:invitation-open":
            continue  # ask who it is first, or go on to the one page that an invitation has, whatever the token
        for place in re.findall(r"<\w+:(?!circle)\w+>", route):
            path = re.sub(r"<\w+:circle>", owner.circle.public_id, route).replace(place, odd)
            response = owner.client.get("/" + re.sub(r"<\w+:\w+>", "b" * 12, path))
            is_button = response.status_code == 405  # refused before it looks for the row
            if (response.status_code != 404 and not is_button) or "911" not in response.content.decode():
                wrong.append((name, place, response.status_code))
    assert wrong == []


def test_bad_input_31_an_odd_circle_is_a_404_of_ours(owner):
    for odd in ("0", "-1", "9" * 20, "1" * 4300, "%FF", "%00", "a" * 12, "a" * 13):
        response = owner.client.get(f"/c/{odd}/")
        assert (response.status_code, "911" in response.content.decode()) == (404, True), odd


def test_bad_input_34_a_wrong_host_is_a_400_of_ours(client):
    for host in ("evil.example", "localhost.evil.example", "localhost:80:80", "<script>", ""):
        response = client.get("/", HTTP_HOST=host)
        assert response.status_code == 400, host
        assert "evil" not in response.content.decode()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_bad_input_35_other_methods_are_refused_everywhere(everywhere, owner, method):
    """allauth's own pages treat PUT as POST, with the same checks; all others answer 405 with a page of ours."""
    wrong = []
    for name, url in everywhere.items():
        with undone():
            response = getattr(owner.client, method)(url)
        ours = not name.startswith(("account_", "mfa_"))
        if response.status_code >= 500 or (ours and response.status_code != 405):
            wrong.append((name, response.status_code))
    assert wrong == []


def test_bad_input_35_a_button_opened_as_a_page_is_a_page_of_ours(everywhere, owner):
    """Somebody reloads, or types the address of a button: a way back, and what is allowed."""
    seen = 0
    for url in everywhere.values():
        response = owner.client.get(url)
        if response.status_code == 405:
            seen += 1
            assert "POST" in response["Allow"]
            assert "Go to the start" in response.content.decode()
    assert seen > 5


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "multipart/form-data; boundary=x", "application/json", "text/plain", "text/xml",
     "application/x-www-form-urlencoded; charset=none-such", "multipart/form-data; boundary=\u00e9"],
)  # fmt: skip
def test_bad_input_36_a_broken_body_never_breaks_a_form(everywhere, owner, content_type):
    owner.client.raise_request_exception = False
    wrong = []
    for name, url in everywhere.items():
        with undone():
            response = owner.client.generic("POST", url, b"{broken\xff", content_type)
        if response.status_code not in (200, 302, 400, 404, 405, 422):
            wrong.append((name, response.status_code))
    assert wrong == []


def test_bad_input_36_bytes_that_are_no_text_never_break_a_form(everywhere, owner):
    """Half a character, an overlong one and a NUL, in names that forms read."""
    owner.client.raise_request_exception = False
    body = b"&".join(
        name.encode() + b"=%ED%A0%80%C0%80%FF%00" for name in ("name", "note", "at", "at_fold", "q", "what", "next")
    )
    wrong = []
    for name, url in everywhere.items():
        with undone():
            status = owner.client.generic("POST", url, body, "application/x-www-form-urlencoded").status_code
        if status >= 500:
            wrong.append((name, status))
    assert wrong == []


@pytest.mark.parametrize(
    "cookie", ["session=x", 'session="\\000\\000\\000abcdefgh"', "session=" + "x" * 5000, "csrf=%00; ;=;"]
)
def test_bad_input_36_an_odd_cookie_is_nobody(owner, cookie):
    client = Client(raise_request_exception=False, headers={"cookie": cookie})
    assert client.get(owner.url()).status_code == 302
    assert client.get("/accounts/login/").status_code == 200
    assert client.get("/about/").status_code == 200


# Tokens -----------------------------------------------------------------------------------------------
# A mail program sends no token of ours: what it may do stands signed in the address (RFC 8058).
WITHOUT_TOKEN = {"tracker:unsubscribe"}


def test_asvs_3_5_1_t23_a_post_without_a_token_is_refused_everywhere(everywhere, owner):
    client = Client(enforce_csrf_checks=True)
    client.cookies = owner.client.cookies
    wrong, refused = [], 0
    for name, url in everywhere.items():
        status = client.post(url, {"note": "x"}).status_code
        refused += status == 403
        is_read = name in READS or (status == 405 and getattr(patterns()[name][1], "is_public_page", False))
        if status != 403 and not is_read and name not in WITHOUT_TOKEN:
            wrong.append((name, status))
    assert refused > 80
    assert wrong == []


def test_asvs_3_5_1_a_token_of_somebody_else_is_refused(owner):
    client = Client(enforce_csrf_checks=True)
    client.cookies = owner.client.cookies
    client.get(owner.url("settings/stage/"))
    assert (
        client.post(owner.url("settings/stage/"), {"stage": "settled", "csrfmiddlewaretoken": "a" * 64}).status_code
        == 403
    )


# Where one is sent to -----------------------------------------------------------------------------------
def stays(response) -> bool:
    """Whether the browser is still on this site afterwards."""
    if response.status_code != 302:
        return True
    aim = urlsplit(urljoin(f"http://testserver{response.wsgi_request.path}", response["Location"]))
    return (aim.scheme, aim.netloc) == ("http", "testserver") and not re.search(r"[\\\s]", response["Location"])


def test_bad_input_33_t23_asvs_3_7_2_next_never_leads_to_another_site(walk: Walk):
    wrong = []
    for form in walk.forms:
        for evil in EVIL[:5]:
            with undone():
                response = walk.send(form, form.filled(next=evil), query_params={"next": evil})
                if response.status_code >= 500 or not stays(response):
                    wrong.append((form.name, evil, response.status_code, response.get("Location")))
    assert wrong == []


def test_bad_input_33_t23_signing_in_never_leads_to_another_site(owner):
    for evil in EVIL:
        with undone():
            client = Client()
            answer = client.post(
                f"/accounts/login/?next={evil}", {"login": owner.user.email, "password": PASSWORD, "next": evil}
            )
            assert answer.status_code == 302
            assert stays(answer), (evil, answer["Location"])
            known = client.get("/accounts/login/", {"next": evil})
            assert stays(known), (evil, known["Location"])


def test_bad_input_33_t23_confirming_never_leads_to_another_site(owner):
    for evil in EVIL:
        answer = owner.client.post(f"/accounts/reauthenticate/?next={evil}", {"password": PASSWORD, "next": evil})
        assert answer.status_code == 302
        assert stays(answer), (evil, answer["Location"])


def test_asvs_3_7_2_only_leave_goes_to_another_site_and_only_to_the_one_that_is_set(everywhere, owner, settings):
    for name, url in everywhere.items():
        assert stays(owner.client.get(url)), name
    settings.LEAVE_URL = "https://weather.example/"
    assert owner.client.get("/leave/?next=//evil.example")["Location"] == "https://weather.example/"


# What an address says -----------------------------------------------------------------------------------
def test_t3_asvs_14_2_1_no_form_puts_what_is_typed_into_an_address(everywhere, owner):
    """Every form with something to fill in is sent by POST, and every text asks the browser to forget it."""
    wrong = []
    for name, url in everywhere.items():
        response = owner.client.get(url)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        html = response.content.decode()
        for form in re.findall(r"<form\b.*?</form>", html, re.S):
            has_text = re.search(r'<textarea|<input[^>]*type="(?:text|search|email|tel|password)"', form)
            if has_text and not re.match(r"<form[^>]*method=\"post\"", form):
                wrong.append((name, form[:80]))
        wrong += [(name, area) for area in re.findall(r"<textarea[^>]*>", html) if 'autocomplete="off"' not in area]
    assert wrong == []


def test_asvs_14_2_1_searching_leaves_no_words_in_an_address(walk: Walk):
    """The answer to a search, and every link on it."""
    for form in walk.forms:
        if "q" in form.controls:
            with undone():
                page = read(walk.send(form, form.filled(q="quokka")), form.page)
            assert not [link for link in page.reader.links if "quokka" in link.lower()], form.name
