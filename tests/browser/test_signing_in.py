"""Signing in with a passkey, an app and a recovery code, in a browser that has a passkey of its own (WebAuthn).

Every page on the way is looked at as in test_axe: it fails on what is wrong with one.
"""

import re

import pytest
from django.test import Client

from tests.browser.hands import follow
from tests.browser.test_axe import SMALL, Walk
from tests.factories import PASSWORD, join, make_circle
from tests.signing_in.conftest import app_code

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def live(live):
    """Browsers take localhost for safe, and no address in digits."""
    return live.replace("127.0.0.1", "localhost")


@pytest.fixture
def person(db):
    return join(make_circle())


@pytest.fixture
def looking(phone):
    """A phone that keeps passkeys, nobody signed in."""
    page = phone(size=SMALL, reduced_motion="reduce")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return Walk(page)


def sign_in(page, person):
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(person.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    return follow(page, page.get_by_role("button", name="Sign in", exact=True))


def sign_out(page):
    follow(page, page.get_by_role("button", name="Sign out", exact=True))
    page.goto("/me/")
    assert "/accounts/login/" in page.url


def confirm(page, walk):
    page.wait_for_url("**/reauthenticate/**")
    walk.look("confirm it is you")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Go on"))


def press(page, name: str):
    """A button whose script answers after the device has."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_t6_a_passkey_from_adding_it_to_removing_it(looking, person):
    page = looking.page
    sign_in(page, person)
    page.goto("/me/security/")
    looking.look("nothing set up")
    follow(page, page.get_by_role("link", name="Add a passkey"))
    confirm(page, looking)
    looking.look("adding a passkey")
    page.get_by_label("A name for it").fill("Kitchen tablet")
    press(page, "Add it")
    looking.look("recovery codes, shown once")
    follow(page, page.get_by_role("link", name="I have them"))
    looking.look("one passkey")
    assert "Kitchen tablet" in page.locator("main").inner_text()
    sign_out(page)

    # Whoever guesses passwords, from this very network too, does not stop a passkey.
    for _ in range(6):
        Client().post("/accounts/login/", {"login": person.user.email, "password": "wrong password here"})
    sign_in(page, person)
    assert "Wait five minutes" in page.locator("main").inner_text()
    looking.look("too many tries")
    press(page, "Sign in with a passkey")
    assert page.url.endswith(person.url())
    sign_out(page)

    _fresh_limits()
    sign_in(page, person)
    assert "/accounts/2fa/authenticate/" in page.url
    looking.look("the second step, by passkey")
    press(page, "Use my passkey")
    assert page.url.endswith(person.url())

    page.goto("/accounts/2fa/webauthn/reauthenticate/?next=/me/security/")
    looking.look("confirm by passkey")
    press(page, "Use my passkey")
    follow(page, page.get_by_role("link", name=re.compile("Rename.*Kitchen tablet")))
    looking.look("another name")
    page.get_by_label("Name").fill("Old tablet")
    follow(page, page.get_by_role("button", name="Save"))
    follow(page, page.get_by_role("link", name=re.compile("Remove.*Old tablet")))
    looking.look("remove it?")
    follow(page, page.get_by_role("button", name="Remove it"))
    looking.look("it is gone")
    assert "Old tablet" not in page.locator("main").inner_text()
    sign_out(page)
    sign_in(page, person)
    assert page.url.endswith(person.url())
    looking.finish()


def _fresh_limits():
    from django.core.cache import cache

    cache.clear()


def test_a_passkey_that_does_not_come_is_said_beside_the_button(looking):
    """Nothing on this device: the page says so, and the password still works."""
    page = looking.page
    page.goto("/accounts/login/")
    page.route("**/webauthn/login/", lambda route: route.abort())
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("That did not work.").wait_for()
    page.complaints.clear()  # the browser says that the request was stopped
    looking.look("a passkey that failed")
    looking.finish()


def test_a_browser_without_passkeys_is_told_so(phone, person):
    page = phone()
    page.add_init_script("delete window.PublicKeyCredential")
    sign_in(page, person)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Go on"))
    assert page.get_by_text("This browser cannot keep a passkey").is_visible()
    assert not page.get_by_role("button", name="Add it").is_visible()


def test_asvs_6_4_1_an_authenticator_app_and_a_recovery_code(looking, person):
    page = looking.page
    sign_in(page, person)
    page.goto("/accounts/2fa/totp/activate/")
    confirm(page, looking)
    looking.look("adding an app")
    square = page.locator("img.square-code")
    assert square.evaluate("(one) => one.complete && one.naturalWidth > 0")
    secret = page.locator(".code-text").inner_text().replace(" ", "")
    assert re.fullmatch(r"[A-Z2-7]{32}", secret)
    page.get_by_label("Code").fill("000000")
    follow(page, page.get_by_role("button", name="Turn it on"))
    looking.look("a wrong code")
    page.get_by_label("Code").fill(app_code(secret))
    follow(page, page.get_by_role("button", name="Turn it on"))
    codes = page.locator(".code-list .code-text").all_inner_texts()
    assert len(codes) == 10
    page.reload()
    looking.look("recovery codes, not shown again")
    sign_out(page)

    sign_in(page, person)
    looking.look("the second step, by code")
    assert not page.get_by_role("button", name="Use my passkey").is_visible()
    page.get_by_label("Code").fill("000000")
    follow(page, page.get_by_role("button", name="Sign in", exact=True))
    looking.look("a wrong second step")
    page.get_by_label("Code").fill(codes[0])
    follow(page, page.get_by_role("button", name="Sign in", exact=True))
    assert page.url.endswith(person.url())

    page.goto("/accounts/2fa/reauthenticate/?next=/accounts/2fa/recovery-codes/generate/")
    looking.look("confirm by code")
    page.get_by_label("Code").fill(codes[1])
    follow(page, page.get_by_role("button", name="Go on"))
    looking.look("make new codes?")
    page.goto("/accounts/2fa/totp/deactivate/")
    looking.look("turn it off?")
    page.goto("/me/security/")
    looking.look("an app and recovery codes")
    looking.finish()


def test_recovery_codes_print_on_one_page_without_buttons(looking, person):
    page = looking.page
    sign_in(page, person)
    page.goto("/accounts/2fa/totp/activate/")
    confirm(page, looking)
    page.get_by_label("Code").fill(app_code(page.locator(".code-text").inner_text().replace(" ", "")))
    follow(page, page.get_by_role("button", name="Turn it on"))
    page.emulate_media(media="print")
    assert page.locator(".code-list").is_visible()
    assert not page.get_by_role("link", name="I have them").is_visible()
    assert not page.get_by_text("Keep the paper").is_visible()


def test_t5_the_list_of_places_and_ending_one(looking, person):
    page = looking.page
    other = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/150.0"})
    other.post("/accounts/login/", {"login": person.user.email, "password": PASSWORD})
    sign_in(page, person)
    page.goto("/me/security/")
    looking.look("signed in elsewhere too")
    page.goto("/me/security/sessions/")
    looking.look("where I am signed in")
    follow(page, page.get_by_role("button", name=re.compile("Sign out there.*Firefox, Windows")))
    looking.look("only here")
    assert "Nowhere else." in page.locator("main").inner_text()
    assert other.get("/me/").status_code == 302
    looking.finish()


def test_asvs_6_2_7_a_password_can_be_pasted(looking):
    page = looking.page
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("someone@example.org")
    page.get_by_label("Email").press("ControlOrMeta+a")
    page.get_by_label("Email").press("ControlOrMeta+c")
    page.get_by_label("Password").press("ControlOrMeta+v")
    assert page.get_by_label("Password").input_value() == "someone@example.org"


def test_signing_in_works_without_javascript(phone, person):
    page = phone(javascript=False)
    page.goto("/accounts/login/")
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    assert "Passkeys need JavaScript." in page.locator("main").inner_text()
    sign_in(page, person)
    assert page.url.endswith(person.url())
    page.goto("/me/security/")
    assert page.get_by_role("heading", name="Passkeys").is_visible()
