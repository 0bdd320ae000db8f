"""The admin, switched on: a host adds and corrects resources through its pages, and updates leave them alone."""

from dataclasses import replace

import pytest
from django.contrib.admin import AdminSite
from django.test import Client
from django.urls import include, path

from supporter_site.urls import handler400, handler403, handler404, handler500  # noqa: F401 (this is a URLconf)
from tests.factories import make_user
from tracker.guidance.admin import switch_on
from tracker.guidance.directory import load_resources
from tracker.guidance.models import Resource
from tracker.management.commands.load_guidance import load

site = AdminSite()
switch_on(site)
urlpatterns = [path("", include("supporter_site.urls")), path("admin/", site.urls)]

LIST = "/admin/tracker/resource/"
NEW = {
    "slug": "our-group", "position": "1000", "name": "Our group", "organisation": "Saint Anne", "kind": "family-group",
    "phone": "312-555-0100", "states": ["IL"], "topics": ["support-groups"], "last_checked": "2026-11-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _the_admin_is_on(settings, db):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "django.contrib.admin"]
    settings.ROOT_URLCONF = __name__
    # The admin's own files are collected only where it is switched on.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    load(load_resources())


@pytest.fixture
def host() -> Client:
    client = Client()
    client.force_login(make_user("Host", is_staff=True, is_superuser=True))
    return client


def filled_in(response) -> dict:
    """What a browser would send back from the form as it was shown."""
    form = response.context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in shown.items() if value is not False}


def address(row: Resource, page: str = "change") -> str:
    return f"{LIST}{row.pk}/{page}/"


def test_a_host_adds_a_resource_and_everybody_sees_it(host):
    assert host.get(f"{LIST}add/").status_code == 200
    response = host.post(f"{LIST}add/", NEW)
    assert response.status_code == 302, response.context["errors"]
    row = Resource.objects.get(slug="our-group")
    assert (row.states, row.topics, row.edited_by_host) == (("IL",), ("support-groups",), True)
    page = Client().get("/resources/?state=IL&need=family-group").content.decode()
    assert "Our group" in page
    assert 'href="tel:3125550100"' in page


def test_a_host_corrects_a_shipped_resource_and_an_update_leaves_it(host):
    row = Resource.objects.get(slug="illinois-helpline")
    data = filled_in(host.get(address(row))) | {"hours": "Until 8 in the evening"}
    response = host.post(address(row), data)
    assert response.status_code == 302, response.context["errors"]
    row.refresh_from_db()
    assert (row.slug, row.hours, row.edited_by_host) == ("illinois-helpline", "Until 8 in the evening", True)
    assert "Until 8 in the evening" in Client().get("/resources/?state=IL").content.decode()
    before = Resource.objects.values().get(pk=row.pk)
    newer = tuple(replace(one, hours="Never") if one.slug == row.slug else one for one in load_resources())
    assert load(newer)["kept"] == 1
    assert Resource.objects.values().get(pk=row.pk) == before


def test_every_shipped_resource_can_be_saved_as_it_is(host):
    for row in Resource.objects.all():
        before = row.as_data()
        response = host.post(address(row), filled_in(host.get(address(row))))
        assert response.status_code == 302, (row.slug, response.context["errors"])
        row.refresh_from_db()
        assert row.as_data() == before


def test_an_imported_place_can_be_corrected(host):
    row = Resource.objects.create(
        slug="place-1", name="A place", organisation="A place", kind="treatment", imported_from="List", city="Chicago",
        states=("IL",), phone="312-555-0100 x12", services="Peer support", position=2000,
    )  # fmt: skip
    response = host.post(address(row), filled_in(host.get(address(row))) | {"phone": "312-555-0199"})
    assert response.status_code == 302, response.context["errors"]
    row.refresh_from_db()
    assert (row.phone, row.imported_from, row.slug, row.edited_by_host) == ("312-555-0199", "List", "place-1", True)


def test_what_an_update_would_bring_back_is_hidden_and_not_deleted(host):
    row = Resource.objects.get(slug="nar-anon")
    assert host.post(address(row, "delete"), {"post": "yes"}).status_code == 403
    many = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    host.post(LIST, many)
    assert Resource.objects.filter(pk=row.pk).exists()
    host.post(address(row), filled_in(host.get(address(row))) | {"hidden": "on"})
    load(load_resources())
    assert Resource.objects.get(pk=row.pk).hidden
    assert "Nar-Anon" not in Client().get("/resources/").content.decode()
    assert Resource.objects.in_order(["nar-anon"]) == []


def test_what_the_host_added_can_be_deleted(host):
    host.post(f"{LIST}add/", NEW)
    row = Resource.objects.get(slug="our-group")
    assert host.post(address(row, "delete"), {"post": "yes"}).status_code == 302
    assert not Resource.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "call us"), ("phone", "312-555-0100; 911"), ("url", "javascript:alert(1)"), ("kind", "spying"),
        ("states", ["ZZ"]), ("topics", ["nothing"]), ("slug", "nar-anon"), ("last_checked", "2026-02-30"), ("name", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_reason(host, field, value):
    response = host.post(f"{LIST}add/", NEW | {field: value})
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    assert not Resource.objects.filter(slug="our-group").exists()


def test_the_list_finds_and_filters(host):
    page = host.get(f"{LIST}?q=nar-anon&kind__exact=family-group").content.decode()
    assert "Nar-Anon" in page
    assert "Poison Control" not in page


@pytest.mark.parametrize("page", ["", "add/", "login"])
def test_nobody_else_gets_in(page, owner):
    path = "/admin/login/" if page == "login" else LIST + page
    asked = Client().get(path)
    assert asked.status_code == 302
    assert asked["Location"].startswith("/accounts/login/")
    assert owner.client.post(LIST + "add/", NEW).status_code in (302, 403)
    assert not Resource.objects.filter(slug="our-group").exists()
