"""The pages of quiet settings and of text that waits, in every state, looked at as in test_axe.py."""

from tests.browser.hands import follow
from tests.browser.test_axe import walk  # noqa: F401 (a fixture)
from tests.factories import make_appointment
from tracker.people import kept


def test_quiet_settings_and_text_that_waits(walk, owner):  # noqa: F811
    entry = make_appointment(owner.membership)
    looking = walk(owner)
    page = looking.page
    looking.visit("/me/kept/", name="nothing waits")
    looking.visit(owner.url(), name="Leave explained")
    looking.visit("/me/quiet/")
    page.get_by_label("Lock after this many minutes").fill("2")
    follow(page, page.locator("main").get_by_role("button", name="Save", exact=True))
    looking.look("quiet settings with an error")
    kept.keep(by=owner.user, path=entry.url("change"), fields=[("note", "We talked for long"), ("bring", "Papers, ID")])
    kept.keep(by=owner.user, path="/start/", fields=[("name", "Two words")])
    looking.visit("/me/kept/", name="two texts wait")
    looking.visit("/me/", name="my page says that text waits")
    for gone in ("csrf", "session"):
        page.goto(entry.url("change"))
        page.locator("[name=note]").fill("We talked for long")
        page.context.clear_cookies(name=gone)
        follow(page, page.locator("main").get_by_role("button", name="Save", exact=True))
        looking.look(f"not saved: without the {gone}")
    looking.finish(at_least=8)
