"""Passkeys, with one in software. The whole ceremony in a browser: tests/browser/test_signing_in.py."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from fido2.utils import websafe_encode

from tests.factories import confirm_it_is_me, make_passkey
from tests.signing_in.conftest import is_signed_in, mails_to, sign_in, visitor
from tests.soft_passkey import SoftPasskey

STEP, KEYS = "/accounts/2fa/authenticate/", "/accounts/2fa/webauthn/"


@pytest.fixture
def passkey(owner):
    passkey = SoftPasskey()
    make_passkey(owner.user, "Kitchen tablet", passkey)
    return passkey


def challenge_of(response, kind: str = "request_options") -> str:
    return response.context["js_data"][kind]["publicKey"]["challenge"]


def add(person, name: str, passkey: SoftPasskey):
    """Through the page, as its script does."""
    challenge = challenge_of(person.client.get(f"{KEYS}add/"), "creation_options")
    credential = json.dumps(passkey.registration(challenge))
    return person.client.post(f"{KEYS}add/", {"name": name, "passwordless": "on", "credential": credential})


def test_a_passkey_is_added_and_signs_in_alone(owner):
    confirm_it_is_me(owner)
    passkey = SoftPasskey()
    assert add(owner, "Kitchen tablet", passkey).url == "/accounts/2fa/recovery-codes/"
    assert "Kitchen tablet" in owner.client.get("/me/security/").content.decode()
    client = visitor()
    assert passkey.sign_in(client, owner.user).url == "/go/today/"
    assert is_signed_in(client)
    assert mails_to(owner)[0][0] == "Your account"


def test_a_passkey_is_the_second_step_after_a_password(owner, passkey):
    client, answer = sign_in(owner)
    assert answer.url == STEP
    assert not is_signed_in(client)
    credential = json.dumps(passkey.signature(challenge_of(client.get(STEP)), owner.user))
    client.post(STEP, {"credential": credential})
    assert is_signed_in(client)


def test_asvs_6_5_1_an_answer_of_a_passkey_counts_once(owner, passkey):
    client = visitor()
    asked = client.get(f"{KEYS}login/", headers={"accept": "application/json"}).json()
    answer = json.dumps(passkey.signature(asked["request_options"]["publicKey"]["challenge"], owner.user))
    client.post(f"{KEYS}login/", {"credential": answer})
    assert is_signed_in(client)
    for replaying in (visitor(), visitor()):
        replaying.get(f"{KEYS}login/", headers={"accept": "application/json"})
        replaying.post(f"{KEYS}login/", {"credential": answer})
        assert not is_signed_in(replaying)


@pytest.mark.parametrize(
    "fake", [SoftPasskey(), SoftPasskey(origin="https://evil.example"), SoftPasskey(host="evil.example")]
)
def test_a_passkey_that_is_not_the_account_s_is_refused(owner, passkey, fake):
    fake.id = passkey.id
    if fake.origin != passkey.origin or fake.host != passkey.host:
        fake.key = passkey.key
    client = visitor()
    answer = fake.sign_in(client, owner.user)
    assert answer.url == "/accounts/login/"
    assert "That did not work" in client.get(answer.url).content.decode()
    assert not is_signed_in(client)


ODD = [
    "",
    "{}",
    "[]",
    "null",
    "not json",
    '{"id": 1}',
    '{"id": 1, "rawId": 1}',
    '{"response": {"userHandle": "!"}}',
    "\x00",
]


@pytest.mark.parametrize("credential", ODD)
def test_bad_input_36_an_answer_that_is_none_is_refused(owner, passkey, credential):
    client = visitor()
    client.get(f"{KEYS}login/", headers={"accept": "application/json"})
    assert client.post(f"{KEYS}login/", {"credential": credential}).status_code == 302
    sign_in(owner, client)
    assert client.post(STEP, {"credential": credential}).status_code == 200
    assert not is_signed_in(client)
    assert owner.client.post(f"{KEYS}reauthenticate/", {"credential": credential}).status_code == 302
    confirm_it_is_me(owner)
    owner.client.get(f"{KEYS}add/")
    assert owner.client.post(f"{KEYS}add/", {"name": "Odd", "credential": credential}).status_code == 200


@pytest.mark.parametrize("handle", [b"", b"0", b"9" * 40, b"-1", b"x", b"\x00"])
def test_bad_input_31_a_passkey_of_nobody_is_refused(owner, passkey, handle):
    client = visitor()
    asked = client.get(f"{KEYS}login/", headers={"accept": "application/json"}).json()
    answer = passkey.signature(asked["request_options"]["publicKey"]["challenge"], owner.user)
    answer["response"]["userHandle"] = websafe_encode(handle)
    assert client.post(f"{KEYS}login/", {"credential": json.dumps(answer)}).status_code == 302
    assert not is_signed_in(client)


def test_a_passkey_of_a_closed_account_opens_nothing(owner, passkey):
    owner.user.is_active = False
    owner.user.save()
    client = visitor()
    assert passkey.sign_in(client, owner.user).url == "/accounts/inactive/"
    assert not is_signed_in(client)


def test_asvs_7_5_1_it_is_me_by_passkey(owner, passkey):
    page = owner.client.get("/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/").content.decode()
    assert "Use my passkey" in page
    here = f"{KEYS}reauthenticate/?next=/accounts/2fa/totp/activate/"
    credential = json.dumps(passkey.signature(challenge_of(owner.client.get(here)), owner.user))
    assert owner.client.post(here, {"credential": credential}).url == "/accounts/2fa/totp/activate/"
    assert owner.client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_rename_and_remove(owner, passkey):
    confirm_it_is_me(owner)
    pk = Authenticator.objects.get().pk
    edit, remove = f"{KEYS}keys/{pk}/edit/", f"{KEYS}keys/{pk}/remove/"
    assert "Kitchen tablet" in owner.client.get(edit).content.decode()
    assert owner.client.post(edit, {"name": "x" * 41}).status_code == 200
    assert owner.client.post(edit, {"name": "Old tablet"}, follow=True).redirect_chain[-1][0] == "/me/security/"
    assert "Old tablet" in owner.client.get(remove).content.decode()
    page = owner.client.post(remove, follow=True).content.decode()
    assert "The passkey is removed." in page
    assert "Old tablet" not in page
    client = visitor()
    passkey.sign_in(client, owner.user)
    assert not is_signed_in(client)


def test_t8_nobody_renames_or_removes_the_passkey_of_somebody_else(owner, stranger, passkey):
    confirm_it_is_me(stranger)
    pk = Authenticator.objects.get().pk
    for action in ("edit", "remove"):
        assert stranger.client.get(f"{KEYS}keys/{pk}/{action}/").status_code == 404
        assert stranger.client.post(f"{KEYS}keys/{pk}/{action}/", {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.exists()


def test_t19_the_raw_database_does_not_hold_the_name_of_a_passkey(owner):
    confirm_it_is_me(owner)
    add(owner, "Kitchen tablet", SoftPasskey())
    pk = Authenticator.objects.get(type="webauthn").pk
    owner.client.post(f"{KEYS}keys/{pk}/edit/", {"name": "Kitchen tablet two"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert "Kitchen" not in repr(cursor.fetchall())


def test_the_device_is_told_the_address_and_not_the_name_in_the_circle(owner):
    confirm_it_is_me(owner)
    options = owner.client.get(f"{KEYS}add/").context["js_data"]["creation_options"]["publicKey"]
    assert options["rp"]["name"] == "Alongside"
    assert (options["user"]["name"], options["user"]["displayName"]) == (owner.user.email, owner.user.email)
