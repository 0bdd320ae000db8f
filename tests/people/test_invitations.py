"""Invitations: made by mail or as a link, answered once, and never a way to bother or to find out about anybody."""

import datetime as dt
import logging
import re
import threading

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, confirm_it_is_me, join, make_circle, make_invitation, make_user
from tests.mail.conftest import inbox, use_transport  # noqa: F401 (fixtures: mail goes to the real outbox)
from tracker.base import clock
from tracker.base.logs import OneLine
from tracker.mail.models import OutboxMail
from tracker.mail.send import send_due
from tracker.people.invitations import actions, rules
from tracker.people.invitations.models import Invitation, InvitedAddress
from tracker.people.models import AuditEvent, Circle, Membership, User
from tracker.people.permissions import Role
from tracker.people.rules import MEMBERS_MAX

pytestmark = pytest.mark.django_db

TESS = "tess@example.org"
TOKEN = re.compile(r"/invitations/([A-Za-z0-9_-]{43})/")


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def travel():
    with time_machine.travel(clock.now(), tick=False) as travel:
        yield travel


def sign_in_anew(person) -> None:
    """After hours, the old session has ended."""
    person.client = Client()
    person.client.force_login(person.user)


def invite(person, address="", **data):
    """Send the form, having confirmed just now that it is you."""
    confirm_it_is_me(person)
    return person.client.post(person.url("people/invite/"), {"role": "viewer", "address": address} | data)


def token_in(answer) -> str:
    return TOKEN.search(answer.content.decode()).group(1)


def mails_to(address: str) -> list[OutboxMail]:
    return list(OutboxMail.objects.to(address).order_by("id"))


def opened(token: str, client=None) -> Client:
    """A client that has followed the link."""
    client = client or Client()
    answer = client.get(f"/invitations/{token}/")
    assert (answer.status_code, answer["Location"]) == (302, "/invitations/")
    return client


def someone(name="Tess") -> Client:
    client = Client()
    client.force_login(make_user(name))
    return client


def plain(answer) -> tuple[int, str]:
    """Status and text, without the token against forged forms and without names of people."""
    return answer.status_code, re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", answer.content.decode())


# Made -------------------------------------------------------------------------------------------------------
def test_a_link_is_shown_once_and_lets_one_person_in(owner):
    answer = invite(owner)
    token = token_in(answer)
    assert answer.status_code == 200
    assert token not in owner.client.get(owner.url("people/")).content.decode()
    client = opened(token, someone("Nora"))
    page = client.get("/invitations/", follow=True).content.decode()
    assert "Somebody invited you to a private notebook." in page
    assert "Cannot see what others keep to themselves." in page
    answer = client.post("/invitations/join/", follow=True)
    assert answer.redirect_chain == [(owner.url(), 302)]
    member = Membership.objects.exclude(user=owner.user).get()
    assert (member.circle, member.user.name, member.role) == (owner.circle, "Nora", Role.VIEWER)
    assert AuditEvent.objects.filter(action="invitation_accepted", actor=member.user).count() == 1


def test_t12_t21_the_mail_says_nothing_of_the_circle(owner):
    owner.circle.nickname = "Quokka"
    owner.circle.save()
    answer = invite(owner, TESS, role="helper")
    assert answer["Location"] == owner.url("people/")
    mail = mails_to(TESS)[0]
    assert mail.subject == "An invitation"
    told = f"{mail.subject} {mail.body}".lower()
    for word in ("quokka", owner.user.name.lower(), owner.user.email, "opioid", "drug", "recovery", "treatment", "overdose",
                 "naloxone", "addict", "helper"):  # fmt: skip
        assert word not in told
    assert abs(mail.useful_until - (clock.now() + rules.LASTS)) < dt.timedelta(minutes=1)
    assert opened(TOKEN.search(mail.body).group(1)).get("/invitations/").status_code == 200


def test_the_mail_reaches_a_real_server_and_its_link_opens(owner, inbox, use_transport):  # noqa: F811
    use_transport(inbox.port)
    invite(owner, TESS)
    assert send_due()["sent"] == 1
    mail = inbox.mails[0]
    assert (mail["Subject"], mail["To"], mail.recipients) == ("An invitation", TESS, [TESS])
    token = TOKEN.search(mail.get_body().get_content()).group(1)
    assert "You are invited" in opened(token).get("/invitations/").content.decode()


def test_the_name_of_the_one_who_invites_stands_there_when_they_say_so(owner):
    invite(owner, TESS, shows_name="on")
    body = mails_to(TESS)[0].body
    assert f"{owner.user.name} invited you" in body
    page = opened(TOKEN.search(body).group(1)).get("/invitations/").content.decode()
    assert f"<bdi>{owner.user.name}</bdi> invited you to a private notebook." in page


@pytest.mark.parametrize(
    "address",
    ["a b@c", "x@", "x" * 308 + "@example.org", "tess@exämple.org", "tëss@example.org", "tess@example.org\r\nBcc: b@example.org",
     "Tess <tess@example.org>", "tess@example.org, b@example.org", "tess@example.org\x00"],
)  # fmt: skip
def test_bad_input_38_an_address_that_is_none_is_refused_and_kept(owner, address):
    answer = invite(owner, address)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert form.errors["address"]
    assert form["address"].value() == address
    assert not Invitation.objects.exists()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("change", [str, str.upper])
def test_bad_input_38_one_s_own_address_is_refused(owner, change):
    answer = invite(owner, change(owner.user.email))
    assert answer.status_code == 422
    assert "That is your own address." in answer.content.decode()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("role", ["owner", "admin", ""])
def test_nobody_becomes_an_owner_by_a_link(owner, role):
    answer = invite(owner, role=role)
    assert answer.status_code == 422
    assert answer.context["form"].errors["role"]
    assert not Invitation.objects.exists()


def test_asvs_2_3_1_t21_inviting_without_a_fresh_sign_in_is_not_possible(owner):
    for method in ("get", "post"):
        answer = getattr(owner.client, method)(owner.url("people/invite/"), {"role": "viewer"})
        assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not Invitation.objects.exists()


def test_t21_an_account_without_a_confirmed_address_opens_no_circle_and_invites_nobody(client):
    client.post("/accounts/signup/", {"email": TESS, "password1": PASSWORD})
    for path in ("/start/", "/me/"):
        assert client.get(path)["Location"].startswith("/accounts/")
    assert not Circle.objects.exists()


# Limits -----------------------------------------------------------------------------------------------------
def test_t21_asvs_2_1_3_the_sixth_invitation_of_a_day_is_a_429_page(owner, travel):
    for number in range(rules.PER_DAY):
        assert invite(owner, f"a{number}@example.org").status_code == 302
    answer = invite(owner, "a6@example.org")
    html = answer.content.decode()
    assert answer.status_code == 429
    assert "You have sent 5 invitations in the last 24 hours. Try again tomorrow." in html
    assert 'value="a6@example.org"' in html
    assert not mails_to("a6@example.org")
    other = join(make_circle(), name="Other")
    Membership.objects.create(circle=other.circle, user=owner.user, role=Role.OWNER)
    assert owner.client.post(other.url("people/invite/"), {"role": "viewer"}).status_code == 429
    travel.shift(dt.timedelta(hours=11))
    sign_in_anew(owner)
    assert invite(owner).status_code == 429
    travel.shift(dt.timedelta(hours=13, seconds=1))
    sign_in_anew(owner)
    assert invite(owner).status_code == 200


def test_t21_one_mail_to_an_address_in_seven_days_whoever_invites(owner, stranger, travel):
    first, second, third = invite(owner, TESS), invite(owner, TESS.upper()), invite(stranger, TESS)
    assert len(mails_to(TESS)) == 1
    assert plain(first) == plain(second)
    assert third.status_code == first.status_code
    pages = [owner.client.get(owner.url("people/")).content.decode() for _ in range(2)]
    assert pages[0].count("Invited. If that address can get mail from us") == 2
    assert pages[1].lower().count("<bdi>t***@example.org</bdi>") == 2
    travel.shift(dt.timedelta(days=7, seconds=1))
    sign_in_anew(owner)
    invite(owner, TESS)
    assert len(mails_to(TESS)) == 2


def test_t21_i_do_not_know_this_person_stops_all_that_follow(owner, stranger, travel):
    invite(owner, TESS)
    client = opened(TOKEN.search(mails_to(TESS)[0].body).group(1))
    before = plain(owner.client.get(owner.url("people/")))
    before = plain(owner.client.get(owner.url("people/")))
    answer = client.post("/invitations/")
    assert answer.status_code == 200
    assert "that address gets no other one" in answer.content.decode()
    assert plain(owner.client.get(owner.url("people/"))) == before, "nobody is told"
    assert client.get("/invitations/").status_code == 404
    for months in range(3):
        travel.shift(dt.timedelta(days=30))
        for person in (owner, stranger):
            sign_in_anew(person)
            assert invite(person, TESS).status_code == 302, months
        actions.purge_invitations()
    assert len(mails_to(TESS)) == 1
    assert InvitedAddress.objects.get().refused_at


def test_t22_an_address_with_an_account_is_answered_like_one_without(owner):
    known = make_user("Known", email="known@example.org").email
    member = join(owner.circle, Role.VIEWER, "Vera").user.email
    answers = {}
    for address in (known, member, "unknown@example.org"):
        answer = invite(owner, address)
        text = plain(owner.client.get(owner.url("people/")))[1]
        said = re.findall(r'<div class="message.*?</div>', text, re.S)
        answers[address] = (answer.status_code, answer["Location"], said, len(mails_to(address)))
        Invitation.objects.all().delete()
    assert answers[known] == answers[member] == answers["unknown@example.org"]
    assert answers[known][3] == 1


def test_asvs_2_1_3_ten_open_invitations_are_enough(owner):
    for _ in range(rules.OPEN_MAX):
        make_invitation(join(owner.circle, Role.OWNER).membership)
    answer = invite(owner)
    assert answer.status_code == 422
    assert "10 invitations are open already." in answer.content.decode()
    actions.withdraw(by=owner.user, invitation=Invitation.objects.first())
    assert invite(owner).status_code == 200


def test_asvs_2_1_3_a_full_circle_lets_nobody_in(owner):
    token = token_in(invite(owner))
    for _ in range(MEMBERS_MAX - 1):
        join(owner.circle, Role.VIEWER)
    answer = invite(owner)
    assert answer.status_code == 422
    assert "This circle is full." in answer.content.decode()
    late = opened(token, someone())
    answer = late.post("/invitations/join/")
    assert answer.status_code == 409
    assert "There is no room right now" in answer.content.decode()
    Membership.objects.filter(role=Role.VIEWER).first().delete()
    assert late.post("/invitations/join/").status_code == 302


# Answered ---------------------------------------------------------------------------------------------------
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
    return rules.new_token()


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
    statuses, start = [], threading.Barrier(2)

    def go(client):
        start.wait()
        statuses.append(client.post("/invitations/join/").status_code)
        connection.close()

    threads = [threading.Thread(target=go, args=(client,)) for client in clients]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert Membership.objects.filter(role=Role.VIEWER).count() == 1
    assert AuditEvent.objects.filter(action="invitation_accepted").count() == 1
    assert 302 in statuses
    assert set(statuses) <= ({200, 302} if same else {302, 404})


@pytest.mark.django_db(transaction=True)
def test_t21_two_circles_that_invite_one_address_at_once_send_one_mail(owner, stranger):
    for person in (owner, stranger):
        confirm_it_is_me(person)
    start, statuses = threading.Barrier(2), []

    def go(person):
        start.wait()
        data = {"role": "viewer", "address": TESS}
        statuses.append(person.client.post(person.url("people/invite/"), data).status_code)
        connection.close()

    threads = [threading.Thread(target=go, args=(person,)) for person in (owner, stranger)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert statuses == [302, 302]
    assert len(mails_to(TESS)) == 1


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


# Afterwards -------------------------------------------------------------------------------------------------
def test_what_has_ended_is_erased_after_a_week(owner, travel):
    invite(owner, TESS)
    actions.purge_invitations()
    assert (Invitation.objects.count(), InvitedAddress.objects.count()) == (1, 1)
    travel.shift(dt.timedelta(days=10, seconds=1))
    actions.purge_invitations()
    assert (Invitation.objects.count(), InvitedAddress.objects.count()) == (0, 0)


def test_an_address_is_kept_no_longer_than_the_invitation_is_open(owner):
    invite(owner, TESS)
    made = Invitation.objects.get()
    assert made.address == TESS
    actions.withdraw(by=owner.user, invitation=made)
    made.refresh_from_db()
    assert made.address == ""


def test_a_withdrawal_after_somebody_joined_changes_nothing(owner):
    used(owner)
    made = Invitation.objects.get()
    actions.withdraw(by=owner.user, invitation=made)
    made.refresh_from_db()
    assert made.withdrawn_at is None
    assert not AuditEvent.objects.filter(action="invitation_withdrawn").exists()


def test_open_invitations_stand_on_the_people_page_for_owners_alone(owner, helper):
    make_invitation(owner.membership, address=TESS)
    assert "t***@example.org" in owner.client.get(owner.url("people/")).content.decode()
    html = helper.client.get(helper.url("people/")).content.decode()
    assert "t***" not in html
    assert "Invite someone" not in html


def test_t13_every_link_in_every_mail_leads_to_the_sign_in_or_a_neutral_page(owner, helper):
    """Whoever else reads the mail account finds no word of a log behind any link."""
    owner.circle.nickname = "Quokka"
    owner.circle.save()
    invite(join(owner.circle, Role.OWNER, "Anne"), TESS)
    confirm_it_is_me(owner)
    owner.client.post(owner.url(f"people/{helper.membership.public_id}/handover/"))
    Client().post("/accounts/signup/", {"email": owner.user.email, "password1": PASSWORD})
    Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    Client().post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD})
    links = {link for mail in OutboxMail.objects.all() for link in re.findall(r"https?://testserver(\S+)", mail.body)}
    assert len(links) >= 4
    for link in links:
        answer = Client().get(link, follow=True)
        html = answer.content.decode()
        where = answer.redirect_chain[-1][0].split("?")[0] if answer.redirect_chain else link
        assert where.startswith("/accounts/") or where == "/invitations/", link
        assert answer.status_code == 200, link
        for word in ("Quokka", owner.user.name, helper.user.name, owner.circle.public_id + '"'):
            assert word not in html, (link, word)
    assert not [mail for mail in OutboxMail.objects.all() if "Quokka" in mail.body or "Quokka" in mail.subject]
    assert User.objects.filter(email=owner.user.email).count() == 1


def test_invitations_fall_with_the_right_to_invite(owner, helper):
    invite(owner)
    confirm_it_is_me(owner)
    owner.client.post(owner.url(f"people/{helper.membership.public_id}/handover/"))
    assert "A link" not in helper.client.get(helper.url("people/")).content.decode()
