"""A copy of a circle on a phone: made, opened, and brought into a new circle."""

import re
from zipfile import ZipFile

import pytest

from tests.browser.axe import faults_of
from tests.browser.full_circle import CANARY, fill
from tests.browser.hands import follow
from tests.factories import PASSWORD, join, make_appointment, make_circle
from tests.my_data.files import packed
from tracker.entries.models import Entry

SMALL = {"width": 320, "height": 640}


def download(page, tmp_path) -> str:
    """Press "Make the file" and save what comes; where it lies."""
    with page.expect_download() as coming:
        page.locator("main").get_by_role("button", name="Make the file").click()
    assert re.fullmatch(r"alongside-\d{4}-\d\d-\d\d\.zip", coming.value.suggested_filename)
    path = tmp_path / coming.value.suggested_filename
    coming.value.save_as(path)
    return str(path)


def choose(page, path: str, button: str):
    page.get_by_label("ZIP file").set_input_files(path)
    follow(page, page.locator("main").get_by_role("button", name=button))


def confirm(page):
    """ "Confirm it is you", with the password."""
    page.get_by_label(re.compile("^Password")).fill(PASSWORD)
    follow(page, page.locator("main button[type=submit]").first)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_copy_is_made_opened_and_brought_into_a_new_circle(phone, owner, tmp_path, javascript):
    make_appointment(owner.membership, name="Oak Street", note="bring the card")
    newcomer = join(make_circle(nickname="New"), name="Nan")

    page = phone(owner, javascript=javascript, accept_downloads=True)
    page.goto(owner.url("people/"))
    follow(page, page.get_by_role("link", name="A copy of this circle"))
    confirm(page)
    assert page.url.endswith("/settings/export/")
    path = download(page, tmp_path)
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {"README.txt", "alongside.json", "appointment.csv"} <= set(archive.namelist())

    page = phone(newcomer, javascript=javascript)
    page.goto(newcomer.url("people/"))
    follow(page, page.get_by_role("link", name="Bring in a file"))
    confirm(page)
    choose(page, path, "Look into the file")
    assert "What would be added" in page.locator("main").inner_text()
    assert Entry.objects.filter(circle=newcomer.circle).count() == 0
    choose(page, path, "Add it")
    assert "Added 1 row." in page.locator("body").inner_text()
    follow(page, page.get_by_role("link", name=re.compile("Oak Street")).first)
    assert "bring the card" in page.locator("main").inner_text()


def test_a_copy_of_everything_is_made_from_my_page(phone, owner, tmp_path):
    page = phone(owner, accept_downloads=True)
    page.goto("/me/")
    follow(page, page.get_by_role("link", name="My data"))
    confirm(page)
    with ZipFile(download(page, tmp_path)) as archive:
        assert {"account.json", "circle-1.zip"} <= set(archive.namelist())


def test_pages_about_my_data_have_no_fault(phone, owner, tmp_path):
    """In light and dark at 320 px: a preview with everything in it, an error, and the limit of a day."""
    fill(owner)  # which confirms that it is the owner
    for _ in range(9):
        owner.client.post(owner.url("settings/export/")).close()
    page = phone(owner, size=SMALL, accept_downloads=True, reduced_motion="reduce")
    faults = []

    def look(name: str):
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        faults.extend(f"{name}: {fault}" for fault in faults_of(page, CANARY))

    page.goto("/me/data/")
    look("my-data")
    page.goto(owner.url("settings/export/"))
    look("export")
    path = download(page, tmp_path)
    page.goto(owner.url("settings/import/"))
    look("import")
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"x")
    choose(page, str(broken), "Look into the file")
    look("import-error")
    held = {"format": 1, "sign": [{"public_id": "a" * 12}], "boundary": [{"note": "x" * 4001}] * 3, "weather": []}
    mixed = tmp_path / "mixed.zip"
    mixed.write_bytes(packed(held))
    choose(page, str(mixed), "Look into the file")
    look("nothing-to-add")
    choose(page, path, "Look into the file")
    look("here-already")
    Entry.objects.filter(circle=owner.circle).delete()
    choose(page, path, "Look into the file")
    look("preview")
    page.goto(owner.url("settings/export/"))
    follow(page, page.locator("main").get_by_role("button", name="Make the file"))
    look("limit")
    assert faults == []
