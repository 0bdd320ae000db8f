"""Invitations are made, by mail or as a link, and never a way to bother or to find out about anybody."""

import datetime as dt
import re
from functools import partial

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from tests.at_once import statuses_at_once
from tests.factories import PASSWORD, confirm_it_is_me, join, make_circle, make_invitation, make_user
from tests.mail.conftest import inbox, use_transport  # noqa: F401 (fixtures: mail goes to the real outbox)
from tests.people.inviting import TESS, TOKEN, invite, mails_to, opened, plain, sign_in_anew, someone, token_in
from tracker.base import clock
from tracker.mail.models import OutboxMail
from tracker.mail.send import send_due
from tracker.people.invitations import actions, rules
from tracker.people.invitations.models import Invitation, InvitedAddress
from tracker.people.models import AuditEvent, Circle, Membership, User
from tracker.people.permissions import Role
from tracker.people.rules import MEMBERS_MAX

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def travel():
    with time_machine.travel(clock.now(), tick=False) as travel:
        yield travel


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


@pytest.mark.django_db(transaction=True)
def test_t21_two_circles_that_invite_one_address_at_once_send_one_mail(owner, stranger):
    for person in (owner, stranger):
        confirm_it_is_me(person)
    data = {"role": "viewer", "address": TESS}
    calls = (partial(person.client.post, person.url("people/invite/"), data) for person in (owner, stranger))
    statuses = statuses_at_once(*calls)
    assert statuses == [302, 302]
    assert len(mails_to(TESS)) == 1


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
    opened(token_in(invite(owner)), client := someone("Nora"))
    client.post("/invitations/join/")
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
