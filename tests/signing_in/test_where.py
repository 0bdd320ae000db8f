"""Where somebody is signed in, ending it from elsewhere, and the mail about a new browser."""

import datetime as dt

import pytest
import time_machine
from django.db import connection

from tests.factories import PASSWORD, make_sign_in
from tests.signing_in.conftest import DESKTOP, PHONE, add_app, is_signed_in, mails_to, sign_in, visitor
from tracker.base import clock
from tracker.signing_in.models import SignIn

LIST = "/me/security/sessions/"
NEW = "a browser that was not used for it before"


def test_t5_asvs_7_5_2_another_sign_in_is_on_the_list_and_can_be_ended(owner):
    mine, _ = sign_in(owner)
    theirs, _ = sign_in(owner, agent=DESKTOP)
    html = mine.get(LIST).content.decode()
    assert "Safari on iPhone" in html
    assert "This one" in html
    assert "Firefox on Windows" in html
    answer = mine.post(f"{LIST}{SignIn.objects.get(browser='firefox').public_id}/end/", follow=True)
    assert "Signed out there." in answer.content.decode()
    assert "Nowhere else." in answer.content.decode()
    assert not is_signed_in(theirs)
    assert is_signed_in(mine)


def test_t11_sign_out_everywhere_else_keeps_this_browser_alone(owner):
    mine, _ = sign_in(owner)
    lost = [sign_in(owner, agent=DESKTOP)[0] for _ in range(3)]
    assert "in 3 other browsers" in mine.get("/me/security/").content.decode()
    mine.post(f"{LIST}end/")
    assert is_signed_in(mine)
    assert not any(map(is_signed_in, lost))


def test_the_list_says_since_when_and_when_it_was_last_used(owner):
    with time_machine.travel(clock.now(), tick=False) as travel:
        theirs, _ = sign_in(owner, agent=DESKTOP)
        travel.shift(dt.timedelta(minutes=40))
        theirs.get("/me/")
        mine, _ = sign_in(owner)
        assert "Signed in 40\xa0minutes ago, in use now" in mine.get(LIST).content.decode()
        travel.shift(dt.timedelta(minutes=10))
        assert "Signed in 50\xa0minutes ago, last used 10\xa0minutes ago" in mine.get(LIST).content.decode()


def test_nobody_ends_the_sign_in_of_somebody_else(owner, stranger):
    theirs = make_sign_in(stranger.user)
    assert owner.client.post(f"{LIST}{theirs.public_id}/end/").status_code == 404
    owner.client.post(f"{LIST}end/")
    assert SignIn.objects.filter(pk=theirs.pk).exists()


def test_signing_out_takes_it_off_the_list(owner):
    mine, _ = sign_in(owner)
    theirs, _ = sign_in(owner, agent=DESKTOP)
    theirs.post("/accounts/logout/")
    assert "Nowhere else." in mine.get(LIST).content.decode()


def test_asvs_7_4_3_a_new_password_signs_out_everywhere(owner):
    mine, _ = sign_in(owner)
    theirs, _ = sign_in(owner, agent=DESKTOP)
    change = {"oldpassword": PASSWORD, "password1": "six loud orange doors", "password2": "six loud orange doors"}
    assert mine.post("/accounts/password/change/", change).status_code == 302
    assert not is_signed_in(theirs)
    again, _ = sign_in(owner, password="six loud orange doors")
    assert "Nowhere else." in again.get(LIST).content.decode()


def test_asvs_7_4_3_after_a_new_second_step_the_other_browsers_can_be_ended(owner):
    theirs, _ = sign_in(owner, agent=DESKTOP)
    add_app(owner)
    page = owner.client.get("/accounts/2fa/", follow=True)
    assert page.redirect_chain[-1][0] == "/me/security/"
    assert "Sign out everywhere else" in page.content.decode()
    owner.client.post(f"{LIST}end/")
    assert not is_signed_in(theirs)


def test_t5_a_browser_not_seen_before_is_worth_a_mail_that_tells_nothing(owner):
    sign_in(owner)
    assert mails_to(owner) == []
    sign_in(owner)
    assert mails_to(owner) == []
    sign_in(owner, agent=DESKTOP)
    (subject, text) = mails_to(owner)[0]
    assert subject == "Your account"
    assert NEW in text
    for word in ("Firefox", "Windows", "198.51", owner.user.name, owner.circle.nickname):
        assert word not in text
    sign_in(owner, agent=DESKTOP)
    assert len(mails_to(owner)) == 1


def test_a_sign_in_that_stops_at_the_second_step_is_on_no_list(owner):
    add_app(owner)
    SignIn.objects.all().delete()
    _, answer = sign_in(owner)
    assert answer.url == "/accounts/2fa/authenticate/"
    assert not SignIn.objects.exists()


def test_no_address_of_a_network_is_kept(owner):
    """Neither in the list nor readable in the table of rate limits."""
    sign_in(owner, password="wrong password here", ip="203.0.113.77")
    sign_in(owner, ip="203.0.113.77")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (our own tables)
            assert "203.0.113.77" not in repr(cursor.fetchall()), table


@pytest.mark.parametrize("path", ["/me/security/", LIST])
def test_pages_about_signing_in_take_no_form(owner, path):
    assert owner.client.post(path).status_code == 405


@pytest.mark.parametrize("path", [f"{LIST}end/", f"{LIST}{'x' * 12}/end/"])
def test_bad_input_35_ending_needs_a_post(owner, path):
    assert owner.client.get(path).status_code == 405


def test_an_ended_session_cannot_be_saved_again(owner):
    """Its own request that is still under way does not bring it back."""
    from django.contrib.sessions.backends.base import UpdateError

    mine = visitor(PHONE)
    sign_in(owner, mine)
    session = mine.session
    assert session["_auth_user_id"]
    SignIn.objects.get().session.delete()
    session["late"] = 1
    with pytest.raises(UpdateError):
        session.save()
