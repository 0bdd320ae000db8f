"""The authenticator app and the recovery codes."""

import datetime as dt

import pytest
import time_machine
from django.db import connection

from tests.factories import PASSWORD, confirm_it_is_me, join
from tests.signing_in.conftest import (
    add_app,
    app_code,
    is_signed_in,
    mails_to,
    new_password_by_mail,
    sign_in,
    text_codes,
    visitor,
)
from tracker.base import clock
from tracker.signing_in import actions

STEP, APP, CODES = "/accounts/2fa/authenticate/", "/accounts/2fa/totp/", "/accounts/2fa/recovery-codes/"


@pytest.fixture
def travel():
    """A clock that stands at the start of a half minute."""
    start = clock.now()
    with time_machine.travel(start - dt.timedelta(seconds=start.timestamp() % 30), tick=False) as travel:
        yield travel


def all_rows() -> str:
    """Everything that the database holds, as its own files would show it."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (our own tables)
            rows += cursor.fetchall()
    return repr(rows)


def test_asvs_6_3_3_a_second_step_can_be_turned_on_and_then_is_asked_for(owner, travel):
    secret, _ = add_app(owner)
    travel.shift(dt.timedelta(minutes=2))
    client, answer = sign_in(owner)
    assert answer.url == STEP
    assert not is_signed_in(client)
    assert client.get("/go/today/").url.startswith("/accounts/login/")
    assert client.post(STEP, {"code": "000000"}).status_code == 200
    assert not is_signed_in(client)
    assert client.post(STEP, {"code": app_code(secret)}).url == "/go/today/"
    assert is_signed_in(client)


def test_asvs_6_5_1_a_code_counts_once(owner, travel):
    secret, _ = add_app(owner)
    travel.shift(dt.timedelta(minutes=2))
    code = app_code(secret)
    first, _ = sign_in(owner)
    first.post(STEP, {"code": code})
    assert is_signed_in(first)
    for seconds in (0, 20, 25):  # still good by the clock, one step back allowed
        travel.shift(dt.timedelta(seconds=seconds))
        again, _ = sign_in(owner)
        again.post(STEP, {"code": f" {code[:3]}-{code[3:]} "})
        assert not is_signed_in(again)


def test_asvs_6_5_1_the_code_that_turned_the_app_on_signs_nobody_in(owner, travel):
    secret, _ = add_app(owner)
    client, _ = sign_in(owner)
    client.post(STEP, {"code": app_code(secret)})
    assert not is_signed_in(client)


def test_asvs_6_5_1_a_code_confirms_it_is_me_only_once(owner, travel):
    secret, _ = add_app(owner)
    travel.shift(dt.timedelta(minutes=10))
    code = {"code": app_code(secret), "next": "/me/"}
    assert owner.client.post("/accounts/2fa/reauthenticate/", code).status_code == 302
    assert owner.client.post("/accounts/2fa/reauthenticate/", code).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_asvs_6_5_1_eight_at_once_use_a_code_once(owner):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    def use(_):
        try:
            return actions.use_code(by=owner.user, code="123456")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use, range(8))) == 1


@pytest.mark.parametrize(("steps", "is_in"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(owner, travel, steps, is_in):
    secret, _ = add_app(owner)
    travel.shift(dt.timedelta(minutes=5))
    client, _ = sign_in(owner)
    client.post(STEP, {"code": app_code(secret, steps)})
    assert is_signed_in(client) is is_in


def test_asvs_6_4_1_6_5_1_a_recovery_code_works_once(owner):
    _, codes = add_app(owner)
    assert len(codes) == 10
    client, _ = sign_in(owner)
    client.post(STEP, {"code": codes[3]})
    assert is_signed_in(client)
    again, _ = sign_in(owner)
    again.post(STEP, {"code": codes[3]})
    assert not is_signed_in(again)
    again.post(STEP, {"code": codes[4]})
    assert is_signed_in(again)
    assert "8 codes are left" in client.get("/me/security/").content.decode()


def test_recovery_codes_are_shown_once_and_new_ones_end_the_old(owner):
    _, codes = add_app(owner)
    page = owner.client.get(CODES)
    assert text_codes(page) == []
    assert "10 codes are left" in page.content.decode()
    assert not any(code in page.content.decode() for code in codes)
    assert owner.client.get(f"{CODES}download/").status_code == 403
    owner.client.post(f"{CODES}generate/")
    new = text_codes(owner.client.get(CODES))
    assert len(new) == 10
    client, _ = sign_in(owner)
    client.post(STEP, {"code": codes[0]})
    assert not is_signed_in(client)
    client.post(STEP, {"code": new[0]})
    assert is_signed_in(client)


def test_asvs_6_4_3_a_new_password_by_mail_does_not_skip_the_second_step(owner):
    _, codes = add_app(owner)
    client = visitor()
    new = "six loud orange doors"
    _, answer = new_password_by_mail(owner, client, new)
    assert "Your new password is saved" in answer.content.decode()
    assert not is_signed_in(client)
    _, answer = sign_in(owner, client, password=new)
    assert answer.url == STEP
    assert not is_signed_in(client)
    client.post(STEP, {"code": codes[0]})
    assert is_signed_in(client)


def test_asvs_6_6_3_codes_of_the_second_step_are_limited(owner, travel):
    secret, _ = add_app(owner)
    travel.shift(dt.timedelta(minutes=6))
    client, _ = sign_in(owner)
    for number in range(5):
        client.post(STEP, {"code": f"00000{number}"})
    answer = client.post(STEP, {"code": app_code(secret)})
    assert "Wait five minutes" in answer.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", [f"{APP}activate/", f"{APP}deactivate/", f"{CODES}generate/", CODES,
                                  "/accounts/2fa/webauthn/add/"])  # fmt: skip
def test_asvs_7_5_1_a_change_of_the_second_step_asks_first_who_it_is(owner, travel, path):
    add_app(owner)
    if path == f"{APP}activate/":
        owner.client.post(f"{APP}deactivate/")
    travel.shift(dt.timedelta(minutes=6))
    owner.client.get("/me/")
    answer = owner.client.get(path)
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/accounts/reauthenticate/")
    owner.client.post(path)
    assert ("On. After your password" in owner.client.get("/me/security/").content.decode()) is (
        path != f"{APP}activate/"
    )


def test_asvs_7_5_1_it_is_me_by_code_and_by_recovery_code(owner, travel):
    secret, codes = add_app(owner)
    for code in (lambda: app_code(secret), lambda: codes[0]):
        travel.shift(dt.timedelta(minutes=6))
        owner.client.get("/me/")
        assert owner.client.get(f"{APP}deactivate/").status_code == 302
        page = owner.client.get(f"/accounts/reauthenticate/?next={APP}deactivate/").content.decode()
        assert "Use a code" in page
        answer = owner.client.post(f"/accounts/2fa/reauthenticate/?next={APP}deactivate/", {"code": code()})
        assert answer.url == f"{APP}deactivate/"
        assert owner.client.get(f"{APP}deactivate/").status_code == 200


def test_turning_the_app_off_makes_the_password_enough_again(owner):
    add_app(owner)
    owner.client.post(f"{APP}deactivate/")
    page = owner.client.get("/me/security/").content.decode()
    assert "Recovery codes" not in page
    client, _ = sign_in(owner)
    assert is_signed_in(client)


def test_t19_the_raw_database_holds_no_secret_of_the_app_and_no_recovery_code(owner):
    """Before the app is turned on its secret waits in the session, which is sealed as well."""
    confirm_it_is_me(owner)
    waiting = text_codes(owner.client.get(f"{APP}activate/"))[0]
    assert waiting not in all_rows()
    assert owner.client.session["mfa.totp.secret"] == waiting
    session = owner.client.session.session_key
    from django.contrib.sessions.models import Session
    from django.core import signing

    raw = Session.objects.get(pk=session).session_data
    unsigned = signing.loads(raw, salt="django.contrib.sessions.SessionStore", serializer=Bytes)
    assert waiting.encode() not in unsigned
    secret, codes = add_app(owner)
    rows = all_rows()
    assert secret not in rows
    assert not any(code in rows for code in codes)


class Bytes:
    """A serializer that leaves what is signed as it is."""

    def loads(self, data):
        return data


def test_asvs_11_5_1_secrets_are_long_and_random(owner):
    import base64

    from tracker.base.fields import new_public_id

    secrets = set()
    for number in range(3):
        secret, codes = add_app(join(owner.circle, name=f"Person {number}") if number else owner)
        assert len(base64.b32decode(secret)) * 8 >= 128
        secrets |= {secret, *codes}
    assert len(secrets) == 3 * 11
    assert len(owner.client.session.session_key) >= 32  # of 36 characters each: 165 bits
    assert len({new_public_id() for _ in range(1000)}) == 1000


@pytest.mark.django_db(transaction=True)
def test_mails_about_the_second_step_tell_nothing(owner):
    add_app(owner)
    owner.client.post(f"{CODES}generate/")
    owner.client.post(f"{APP}deactivate/")
    mails = mails_to(owner)
    assert [subject for subject, _ in mails] == ["Your account"] * 3
    assert "authenticator app was added" in mails[0][1]
    for _, text in mails:
        assert owner.user.name not in text
        assert "Was it not you?" in text


def test_a_typed_code_is_shown_again_only_as_an_error(owner):
    confirm_it_is_me(owner)
    secret = text_codes(owner.client.get(f"{APP}activate/"))[0]
    page = owner.client.post(f"{APP}activate/", {"code": "123456"})
    assert "There is a problem" in page.content.decode()
    assert text_codes(page) == [secret]
    assert PASSWORD not in page.content.decode()
