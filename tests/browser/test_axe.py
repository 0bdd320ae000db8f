"""Every page that the URL resolver knows, and every state, without a fault in light and in dark, at 320 px.

axe runs with no rule switched off. What it cannot see is looked at as well: nothing scrolls sideways,
targets are 44 px, one h1, neutral titles, no word of an entry in a title or an address.
"""

import re
import uuid

import pytest
from django.template import loader

from tests.browser.axe import faults_of
from tests.browser.full_circle import CANARY, TEXT, address, fill, patterns, takes_only_post
from tests.browser.hands import follow
from tests.factories import at, make_appointment, make_user
from tracker.entries import actions
from tracker.entries.models import Shelf

SMALL = {"width": 320, "height": 640}
# The titles of signed-in pages come from this list: what stands in the history of a browser tells nothing.
NEUTRAL_TITLES = re.compile(
    r"(Error: )?(Today|Week|Weeks|Patterns|Visit|Visits|Ride|Rides|Note|Notes|Add|List|Delete|Deleted|People|Contact|"
    r"Contacts|Settings|Account|Start|Sign in|Stage) · Alongside"
)
# name: why there is no page of ours to look at.
NO_PAGE = {
    "tracker:healthz": "for machines",
    "tracker:leave": "goes to another site",
    "tracker:go-today": "goes on to Today",
    "tracker:go-week": "goes on to the week",
    "tracker:go-log": "goes on to the sheet",
    "tracker:go-entries": "goes on to the entries of a topic",
    "tracker:demo": "signs in and goes on",
    "tracker:invitation-open": "goes on to what the invitation is: test_invitations looks at it",
    "tracker:invitation-answer": "needs a link that was opened: test_invitations looks at it",
    "tracker:invitation-join": "needs a link that was opened: test_invitations looks at it",
    "tracker:calendar-feed": "for calendar programs",
    "tracker:patterns-numbers": "a file for spreadsheets",
    "tracker:appointment-calendar": "a file for calendar programs",
    "account_confirm_login_code": "signing in by code is off",
    "account_confirm_password_reset_code": "test_a_forgotten_password goes there",
    "account_complete_password_reset": "test_a_forgotten_password goes there",
    "tracker:session-end": "a button on the list of places",
    "tracker:session-end-others": "a button on the list of places",
    "mfa_index": "goes on to tracker:me-security",
    "mfa_list_webauthn": "goes on to tracker:me-security",
    "mfa_login_webauthn": "the sign-in page has its button",
    "mfa_download_recovery_codes": "they are shown once, on a page to print",
    # In the middle of signing in, or only after "Confirm it is you": test_signing_in goes there.
    "mfa_authenticate": "comes after a password",
    "mfa_view_recovery_codes": "comes with a second step",
    "mfa_deactivate_totp": "comes with an authenticator app",
    "mfa_reauthenticate": "for those with a second step",
    "account_set_password": "everyone has a password, so it goes on to changing it",
}
NEEDS = {"tracker:topic-entries": "?topic=transport"}
# Signed-in people are sent on from these.
FOR_NOBODY_KNOWN = {"tracker:home", "account_login", "account_signup", "account_reset_password", "account_inactive",
                    "account_email_verification_sent", "account_password_reset_completed"}  # fmt: skip


class Walk:
    """Looks at pages on a small phone and keeps what is wrong with them."""

    def __init__(self, page):
        self.page, self.faults, self.seen = page, [], 0

    def visit(self, url: str, status: int = 200, name: str = ""):
        answer = self.page.goto(url)
        if answer.status != status:
            self.faults.append(f"{name or url}: status {answer.status}, not {status}")
        self.look(name or url)

    def look(self, name: str):
        """The page as it stands."""
        self.seen += 1
        faults = faults_of(self.page, CANARY)
        if self.page.locator("script[src*='guard']").count() and not NEUTRAL_TITLES.fullmatch(self.page.title()):
            faults.append(f"the title {self.page.title()!r} is not on the neutral list")
        self.faults += [f"{name}: {fault}" for fault in faults]

    def finish(self, at_least: int = 1):
        assert self.seen >= at_least
        assert not self.faults, "\n".join(self.faults)


@pytest.fixture
def walk(phone):
    def walk(person=None, **options):
        return Walk(phone(person, size=SMALL, reduced_motion="reduce", **options))

    return walk


def all_addresses(full) -> dict[str, list[str]]:
    """Where to look at each page that the resolver knows; fails on a new page for which nobody said where."""
    found, unknown = {}, []
    for name, (route, view) in patterns().items():
        if name in NO_PAGE or takes_only_post(view):
            continue
        try:
            found[name] = [one + NEEDS.get(name, "") for one in address(name, route, full)]
        except (KeyError, LookupError):
            unknown.append(f"{name} at {route}")
    assert not unknown, f"say in full_circle.address or NO_PAGE where these are: {unknown}"
    return found


def is_public(name: str) -> bool:
    view = patterns()[name][1]
    return not getattr(view, "login_required", True)


@pytest.mark.parametrize("half", [0, 1])
def test_public_pages(walk, owner, half):
    """Public pages and those of the account for somebody who is not signed in; two processes share them."""
    looking = walk()
    pages = all_addresses(fill(owner))
    urls = [url for name in sorted(pages) if is_public(name) and name != "account_logout" for url in pages[name]]
    for url in urls[half::2]:
        looking.visit(url)
    looking.finish(at_least=15)


@pytest.mark.parametrize("half", [0, 1])
def test_signed_in_pages(walk, owner, half):
    looking = walk(owner)
    pages = all_addresses(fill(owner))
    names = sorted(name for name in pages if not is_public(name) or name == "account_logout")
    for name in names[half::2]:
        for url in pages[name]:
            looking.visit(url)
    looking.finish(at_least=15)


def test_pages_of_a_viewer(walk, owner, viewer):
    """A viewer's lists and entries: no buttons to change anything."""
    full = fill(owner)
    looking = walk(viewer)
    for path in ("", "timeline/", "deleted/", "people/", "contacts/", "week/", "rides/"):
        looking.visit(viewer.url(path))
    looking.visit(full.entries["appointment"].get_absolute_url())
    looking.visit(viewer.url("settings/"), status=403)
    looking.finish()


def test_empty_pages(walk, owner):
    """A new circle with nothing in it."""
    looking = walk(owner)
    for name, (route, view) in patterns().items():
        is_page = name not in NO_PAGE and not takes_only_post(view)
        if route.startswith("c/<id:circle>/") and route.count("<") == 1 and is_page:
            looking.visit(address(name, route, _empty(owner))[0] + NEEDS.get(name, ""))
    looking.finish(at_least=10)


def _empty(owner):
    from tests.browser.full_circle import FullCircle

    return FullCircle(owner, None)


CLEAR = """document.querySelectorAll("main form").forEach((form) => {
  for (const one of form.querySelectorAll("input:not([type=hidden]), textarea, select")) {
    if (one.type.match(/radio|checkbox/)) one.checked = false;
    else one.value = "";
  }
})"""


def test_forms_with_errors(walk, owner):
    """Every form of the circle, sent empty: the error summary, the fields, and what is folded."""
    looking, full = walk(owner), fill(owner)
    pages = {name: urls[0] for name, urls in all_addresses(full).items() if re.search(r"-(add|change)$|start$", name)}
    pages["tracker:treatment-add"] += "?what=left_treatment"  # before that, one chooses what happened
    for name in ("tracker:house-plan-change",):  # nothing in it has to be filled in
        del pages[name]
    for name, url in pages.items():
        looking.page.goto(url)
        looking.page.evaluate(CLEAR)
        answer = _send(looking.page)
        if answer.status != 422:
            looking.faults.append(f"{name}: an empty form answers {answer.status}")
        looking.look(f"{name} with errors")
    looking.finish(at_least=8)


def _send(page):
    return follow(page, page.locator("main form button[type=submit]").first)


def test_states_of_entries(walk, owner, helper):
    """Just saved with Undo, undone, more than a page, a conflict, a lapsed form, put back."""
    looking, page = (one := walk(owner)), one.page
    for number in range(22):
        last = make_appointment(owner.membership, name=TEXT[:80], at=at(days=-number))
    looking.visit(owner.url("appointments/"), name="a full list")
    follow(page, page.get_by_role("link", name="Older"))
    looking.look("its second page")

    looking.visit(owner.url("appointments/add/?what=dose"))
    answer = _send(page)
    assert answer.status == 200, page.locator(".error-summary").inner_text()
    looking.look("just saved")
    follow(page, page.get_by_role("button", name="Undo"))
    looking.look("undone")

    page.goto(last.url("change"))
    _changed_by_somebody_else(last, helper)
    page.locator("[name=at]").fill("2026-11-20T10:00")
    assert _send(page).status == 422
    looking.look("a conflict")

    page.goto(last.url("change"))
    page.context.clear_cookies(name="csrf")
    assert _send(page).status == 403
    looking.look("a form that lapsed")

    looking.visit(owner.url("appointments/nothinghere1/"), status=404)
    looking.finish()


def _changed_by_somebody_else(entry, person):
    again = type(entry).objects.get(pk=entry.pk)
    again.note = TEXT
    actions.change(entry=again, version=again.version, membership=person.membership)


def test_shelf_and_its_buttons(walk, owner):
    looking = walk(owner)
    fill(owner)
    looking.visit(owner.url("deleted/"), name="the shelf")
    follow(looking.page, looking.page.get_by_role("button", name="Put back").first)
    looking.look("put back")
    assert not Shelf.objects.deleted().exists()
    looking.finish()


def test_states_of_the_account(walk, letterbox):
    """Sign-up refused, the page for the code, a wrong code; a forgotten password; a wrong one."""
    looking, page = (one := walk()), one.page
    looking.visit("/accounts/login/")
    _send(page)
    looking.look("sign-in sent empty")
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail").or_(page.get_by_label("Email")).first.fill(f"{uuid.uuid4().hex}@example.org")
    page.locator("[type=password]").fill("short")
    _send(page)
    looking.look("a password that is too short")
    page.locator("[type=password]").fill("five quiet green lamps")
    _send(page)
    looking.look("the page for the code")
    page.locator("[name=code]").fill("AAAAAA")
    _send(page)
    looking.look("a wrong code")
    looking.finish()


def test_a_forgotten_password(walk, letterbox):
    looking, page = (one := walk()), one.page
    person = make_user()
    page.goto("/accounts/password/reset/")
    page.locator("[type=email]").fill(person.email)
    _send(page)
    looking.look("the page for the code")
    page.locator("[name=code]").fill(letterbox.code())
    _send(page)
    looking.look("the new password")
    page.locator("[type=password]").first.fill("six loud orange doors")
    for again in page.locator("[type=password]").all()[1:]:
        again.fill("six loud orange doors")
    _send(page)
    looking.look("the new password is set")
    person.refresh_from_db()
    assert person.check_password("six loud orange doors")
    looking.finish()


def test_what_is_explained_the_first_time(walk, owner):
    """The words before the first entry, ticked and sent empty; the hint by a note; the page before a boundary."""
    owner.user.has_read = ()
    owner.user.save()
    looking, page = (one := walk(owner)), one.page
    looking.visit(owner.url("signs/add/"), name="before the first sign")
    looking.visit(owner.url("good-things/add/"), name="before the first good thing")
    page.locator("#id_read_writing").check()
    assert _send(page).status == 422
    looking.look("ticked, and the form came back")
    assert page.locator("#id_read_writing").is_checked()
    looking.visit(owner.url("treatment/add/?what=started"), name="the hint by a note")
    looking.visit(owner.url("boundaries/add/"), name="before a boundary")
    follow(page, page.get_by_role("button", name="It is safe. Go on"))
    looking.look("the form of a boundary")
    looking.finish()


def test_wide_screens(walk, owner):
    """The bar is at the top and lists stand beside each other."""
    full = fill(owner)
    looking = walk(owner)
    looking.page.set_viewport_size({"width": 1280, "height": 900})
    for path in ("", "week/", "timeline/", "signs/add/", "people/"):
        looking.visit(owner.url(path))
    looking.visit(full.entries["ride"].get_absolute_url())
    looking.visit("/guidance/overdose-risk/")
    looking.visit("/resources/")
    looking.finish()


@pytest.mark.parametrize("status", ["400", "403", "404", "405", "429", "500", "503"])
def test_error_pages(walk, status):
    """As they are sent, under an address of the site; what brings each about is tried in tests/inputs."""
    looking = walk()
    html = loader.render_to_string(f"errors/{status}.html")
    looking.page.route("**/broken/", lambda route: route.fulfill(status=200, body=html, content_type="text/html"))
    looking.visit("/broken/", name=f"the page of {status}")
    looking.finish()


def test_a_planted_fault_is_found(walk):
    """The walk would notice: low contrast, an unlabelled field, a small target, a page too wide."""
    looking = walk()
    looking.page.goto("/about/")
    looking.page.evaluate(
        """() => {
          const main = document.querySelector("main"), style = new CSSStyleSheet();
          style.replaceSync(`.planted { color: #8a8a8a; display: block; width: 400px }
            .tiny { display: block; width: 20px; height: 20px }`);
          document.adoptedStyleSheets = [style];
          for (const [tag, name] of [["p", "planted"], ["input", "planted"], ["button", "tiny"]]) {
            const one = document.createElement(tag);
            one.className = name;
            one.textContent = "<b >planted";
            main.append(one);
          }
          document.title = "quokka";
        }"""
    )
    faults = "\n".join(faults_of(looking.page, CANARY))
    for words in ("color-contrast", "label", "scrolls sideways", "20 by 20 px", "markup", "words of an entry"):
        assert words in faults
