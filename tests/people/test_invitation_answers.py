"""Invitations are answered: once, by a button, by whoever holds the link; and the link shows up nowhere else."""

import datetime as dt
import logging
import re
from functools import partial

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.at_once import statuses_at_once
from tests.factories import PASSWORD, make_invitation, make_user
from tests.mail.conftest import use_transport  # noqa: F401 (mail goes to the real outbox)
from tests.people.inviting import TESS, invite, mails_to, opened, plain, sign_in_anew, someone, token_in
from tracker.base import clock
from tracker.base.logs import OneLine
from tracker.base.tokens import new_token
from tracker.people.invitations.models import Invitation
from tracker.people.models import AuditEvent, Membership
from tracker.people.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def travel():
    with time_machine.travel(clock.now(), tick=False) as travel:
        yield travel


# Links that work no more --------------------------------------------------------------------------------------
def used(owner) -> str:
    opened(token := token_in(invite(owner)), client := someone("Nora"))
    client.post("/invitations/join/")
    return token


def withdrawn(owner) -> str:
    token = token_in(invite(owner))
    made = Invitation.objects.get()
    answer = owner.client.post(owner.url(f"people/invite/{made.public_id}/withdraw/"), follow=True)
    assert "Withdrawn. The link no longer works." in answer.content.decode()
    return token


def refused(owner) -> str:
    opened(token := token_in(invite(owner)), client := Client())
    client.post("/invitations/")
    return token


def of_a_removed_owner(owner) -> str:
    """They have kept a link for themselves."""
    token = token_in(invite(owner))
    owner.membership.delete()
    return token


def of_a_lowered_owner(owner) -> str:
    token = token_in(invite(owner))
    Membership.objects.filter(pk=owner.membership.pk).update(role=Role.HELPER)
    return token


def expired(owner) -> str:
    token = token_in(invite(owner))
    Invitation.objects.update(expires_at=clock.now())
    return token


def made_up(owner) -> str:
    return new_token()


def cut_off(owner) -> str:
    return token_in(invite(owner))[:-1]


ENDINGS = [used, withdrawn, refused, of_a_removed_owner, of_a_lowered_owner, expired, made_up, cut_off]


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_t21_asvs_6_4_1_a_link_that_does_not_work_says_the_same_whatever_the_reason(owner, ending):
    token, members = ending(owner), Membership.objects.count()
    missing = plain(Client().get("/invitations/"))
    assert missing[0] == 404
    assert "This invitation does not work" in missing[1]
    assert plain(opened(token).get("/invitations/")) == missing
    late = opened(token, someone())
    for answer in (late.get("/invitations/"), late.get("/invitations/join/"), late.post("/invitations/join/")):
        assert answer.status_code == 404
        assert "This invitation does not work" in answer.content.decode()
    assert Membership.objects.count() == members


def test_asvs_6_4_1_an_invitation_lasts_72_hours(owner, travel):
    token = token_in(invite(owner))
    travel.shift(dt.timedelta(hours=72, seconds=-1))
    assert opened(token).get("/invitations/").status_code == 200
    travel.shift(dt.timedelta(seconds=1))
    assert opened(token).get("/invitations/").status_code == 404
    sign_in_anew(owner)
    assert "Not accepted" in owner.client.get(owner.url("people/")).content.decode()


# Answers ----------------------------------------------------------------------------------------------------
def test_an_invitation_that_ends_while_its_page_is_open_lets_nobody_in(owner):
    client = opened(token_in(invite(owner)), someone())
    assert client.get("/invitations/join/").status_code == 200
    Invitation.objects.update(withdrawn_at=clock.now())
    assert client.post("/invitations/join/").status_code == 404
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("path", ["/invitations/", "/invitations/join/"])
def test_asvs_2_3_1_nobody_joins_or_refuses_without_having_opened_a_link(owner, path):
    make_invitation(owner.membership)
    client = someone()
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 404
    assert Membership.objects.count() == 1
    assert not Invitation.objects.get().refused_at


def test_a_member_who_opens_the_link_uses_nothing_up(owner, helper):
    token = token_in(invite(owner))
    for person in (owner, helper):
        client = opened(token, person.client)
        for answer in (client.get("/invitations/join/"), client.post("/invitations/join/")):
            assert "You are in this circle already" in answer.content.decode()
    helper.membership.refresh_from_db()
    assert helper.membership.role == Role.HELPER
    assert opened(token, someone()).post("/invitations/join/").status_code == 302


def test_who_has_no_name_yet_is_asked_for_one(owner):
    client = opened(token_in(invite(owner)), someone(""))
    assert "What should the others call you?" in client.get("/invitations/join/").content.decode()
    answer = client.post("/invitations/join/", {"name": " \u200b"})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert client.post("/invitations/join/", {"name": "Nora"}).status_code == 302
    assert "Nora" in owner.client.get(owner.url("people/")).content.decode()


def test_a_new_person_signs_up_on_the_way_and_lands_in_the_circle(owner):
    client = opened(token_in(invite(owner)))
    page = client.get("/invitations/").content.decode()
    sign_up = re.search(r'href="(/accounts/signup/[^"]*)"', page).group(1)
    client.get(sign_up)
    client.post("/accounts/signup/", {"email": TESS, "password1": PASSWORD, "next": "/invitations/join/"})
    code = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mails_to(TESS)[0].body, re.M).group(0)
    answer = client.post("/accounts/confirm-email/", {"code": code, "next": "/invitations/join/"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/invitations/join/"
    answer = client.post("/invitations/join/", {"name": "Tess"}, follow=True)
    assert answer.redirect_chain[-1][0] == owner.url()
    assert Membership.objects.get(user__email=TESS).role == Role.VIEWER


def test_signing_in_on_the_way_keeps_the_invitation(owner):
    person, client = make_user("Nora"), opened(token_in(invite(owner)))
    answer = client.post(
        "/accounts/login/?next=/invitations/join/",
        {"login": person.email, "password": PASSWORD, "next": "/invitations/join/"},
        follow=True,
    )
    assert answer.redirect_chain[-1][0] == "/invitations/join/"
    assert client.post("/invitations/join/").status_code == 302


def test_asvs_7_3_1_an_idle_session_joins_nothing(owner, travel):
    client = opened(token_in(invite(owner)), someone())
    client.get("/invitations/join/")
    travel.shift(dt.timedelta(minutes=15, seconds=1))
    assert client.post("/invitations/join/")["Location"].startswith("/accounts/login/")
    assert Membership.objects.count() == 1


def test_asvs_6_4_1_a_code_from_a_mail_works_once():
    sign_up, data = Client(), {"email": TESS, "password1": PASSWORD}
    sign_up.post("/accounts/signup/", data)
    code = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mails_to(TESS)[0].body, re.M).group(0)
    assert sign_up.post("/accounts/confirm-email/", {"code": code}).status_code == 302
    assert "_auth_user_id" in sign_up.session
    sign_up.post("/accounts/logout/")
    for client in (sign_up, Client()):
        client.post("/accounts/confirm-email/", {"code": code})
        assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "name",
    ["account_email_verification_sent", "account_confirm_password_reset_code", "account_complete_password_reset"],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_asvs_2_3_1_a_page_in_the_middle_of_signing_up_or_of_a_reset_leads_to_the_start(name, method):
    client = Client()
    answer = getattr(client, method)(reverse(name), {"code": "ABC-DEF", "password1": PASSWORD})
    assert answer.status_code in (302, 405), answer.status_code
    if answer.status_code == 302:
        assert answer["Location"].split("?")[0] in {
            "/accounts/login/",
            "/accounts/password/reset/",
            "/accounts/signup/",
        }
    assert "_auth_user_id" not in client.session


def test_asvs_3_5_1_refusing_takes_a_form_of_this_site(owner):
    client = opened(token_in(invite(owner)), Client(enforce_csrf_checks=True))
    assert client.post("/invitations/").status_code == 403
    assert not Invitation.objects.get().refused_at


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same", [True, False], ids=["the same person twice", "two people"])
def test_asvs_6_4_1_two_at_once_end_in_one_membership(owner, same):
    token = token_in(invite(owner))
    first = make_user("Nora")
    people = [first, first if same else make_user("Tess")]
    clients = []
    for person in people:
        client = Client()
        client.force_login(person)
        clients.append(opened(token, client))
    statuses = statuses_at_once(*(partial(client.post, "/invitations/join/") for client in clients))
    assert Membership.objects.filter(role=Role.VIEWER).count() == 1
    assert AuditEvent.objects.filter(action="invitation_accepted").count() == 1
    assert 302 in statuses
    assert set(statuses) <= ({200, 302} if same else {302, 404})


def test_a_second_tap_on_join_ends_in_the_circle_and_not_in_a_dead_link(owner):
    client = Client()
    client.force_login(make_user("Nora"))
    opened(token_in(invite(owner)), client)
    for _tap in range(2):
        answer = client.post("/invitations/join/")
        assert (answer.status_code, answer.url) == (302, owner.url())
    Membership.objects.filter(role=Role.VIEWER).delete()
    assert client.post("/invitations/join/").status_code == 404


# The token --------------------------------------------------------------------------------------------------
def test_asvs_6_4_1_the_token_stands_in_no_table_no_trail_and_no_session(owner):
    token = token_in(invite(owner))
    assert len(token) == 43
    opened(token, someone())
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (names of our own tables)
            assert token not in repr(cursor.fetchall()), table
    from django.contrib.sessions.models import Session

    assert all(token not in repr(session.get_decoded()) for session in Session.objects.all())


def test_asvs_6_4_1_the_token_stands_in_no_log(owner):
    token, lines = token_in(invite(owner)), []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Keep()
    handler.addFilter(OneLine())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        assert Client().post(f"/invitations/{token}/").status_code == 405
        assert Client().get(f"/invitations/{token}/x").status_code == 404
        Client().get("/invitations/")
    finally:
        logger.removeHandler(handler)
    assert [line for line in lines if "/invitations/***/" in line]
    assert [line for line in lines if line.endswith("Not Found: /invitations/")]
    assert token not in "\n".join(lines)


def test_the_console_of_the_site_masks_the_token_too(settings):
    handlers = settings.LOGGING["handlers"]
    assert all("one_line" in handler["filters"] for handler in handlers.values())
