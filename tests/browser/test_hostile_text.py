"""Text that would be code somewhere, in every field of a full circle, in a real browser: it stays text."""

import re

import pytest

from tests.browser import full_circle
from tests.browser.full_circle import address, fill, patterns, takes_only_post
from tests.browser.hands import follow
from tests.browser.test_axe import NEEDS, NO_PAGE
from tests.factories import make_contact

# Fields cut a text after 80 or 40 characters, so what matters stands in front.
PAYLOADS = [
    "<img src=x onerror=alert(1)>{{ 7*7 }}${7*7}<script>alert(2)</script>",
    "'\"></textarea></title><svg onload=alert(3)><b onclick=alert(4)>",
]
SCHEMES = ("http:", "https:", "tel:", "sms:", "mailto:", "#", "/", "?")
LOOK = """() => ({
  planted: document.querySelectorAll("img[src=x], svg[onload], b[onclick], script:not([src])").length,
  handlers: [...document.querySelectorAll("*")].filter((one) => one.getAttributeNames().some((name) => /^on/.test(name))).length,
  loads: [...document.querySelectorAll("script, img, iframe, source, video, audio, embed, object, form, link")]
    .map((one) => one.src || one.data || one.action || one.href).filter((one) => typeof one === "string" && one),
  text: document.body.innerText + [...document.querySelectorAll("input, textarea")].map((one) => one.value).join(" "),
  links: [...document.querySelectorAll("[href], [src], [action]")].flatMap((one) =>
    ["href", "src", "action"].map((name) => one.getAttribute(name)).filter((value) => value !== null)),
})"""


def pages_of(full) -> list[str]:
    """One address of each page of the circle and of the account."""
    urls = []
    for name, (route, view) in patterns().items():
        is_private = route.startswith(("c/", "me/", "start/"))
        if is_private and name not in NO_PAGE and not takes_only_post(view):
            urls += [url + NEEDS.get(name, "") for url in address(name, route, full)]
    return urls


@pytest.mark.parametrize("payload", PAYLOADS)
def test_t17_t27_f16_asvs_1_2_1_1_2_2_1_3_7_what_looks_like_code_is_text_on_every_page(
    phone, owner, live, monkeypatch, payload
):
    """No dialog, no breach of the content security policy (the phone sees to that), no element, no odd link.

    Whatever a page loads comes from this site.
    """
    monkeypatch.setattr(full_circle, "TEXT", payload)
    full = fill(owner)
    owner.circle.nickname = owner.user.name = payload[:40]
    owner.circle.save()
    owner.user.save()
    make_contact(owner.circle, role="driver", name=payload[:80], phone="javascript:alert(5)")
    page, dialogs, wrong, shown = phone(owner), [], [], 0
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for url in pages_of(full):
        page.goto(url)
        seen = page.evaluate(LOOK)
        shown += payload[:20] in seen["text"]
        if seen["planted"] or seen["handlers"]:
            wrong.append(f"{url}: an element that nobody wrote")
        wrong += [f"{url}: a link to {link[:60]}" for link in seen["links"] if not link.lower().startswith(SCHEMES)]
        wrong += [f"{url}: loads {one}" for one in seen["loads"] if not one.startswith((live, "data:"))]
        if re.search(r"(?<!\S)49(?!\S)", seen["text"]):
            wrong.append(f"{url}: it was worked out")
    assert dialogs == []
    assert wrong == []
    assert page.outside == []
    assert shown > 25


FORMS = {
    "contacts/add/": {"name": "\u00a0\u00a0", "phone": "call me"},
    "appointments/add/": {"minutes": "4", "note": "Kept as it was"},
    "readiness/kits/add/": {"doses": "0"},
}


@pytest.mark.parametrize("path", FORMS)
def test_asvs_2_2_2_the_answer_is_the_same_with_and_without_javascript(phone, owner, path):
    """The browser checks nothing by itself (novalidate): the server does, and says the same."""
    said = []
    for javascript in (True, False):
        page = phone(owner, javascript=javascript)
        page.goto(owner.url(path))
        while (folded := page.locator("main details:not([open]) > summary")).count():
            folded.first.click()
        for name, value in FORMS[path].items():
            page.locator(f"main [name={name}]").fill(value)
        answer = follow(page, page.locator("main form button[type=submit]").first)
        assert answer.status == 422
        said.append(page.locator("[data-error-summary]").inner_text())
        for name, value in FORMS[path].items():
            assert page.locator(f"main [name={name}]").input_value() == value
    assert said[0] == said[1]
    assert said[0]


def test_bad_input_03_the_page_says_how_much_still_fits(phone, owner):
    """A browser cuts a longer paste off in silence, so the field counts before anything is sent."""
    page = phone(owner)
    page.goto(owner.url("contacts/add/"))
    name, left = page.locator("[name=name]"), page.locator(".field [role=status]")
    name.fill("x" * 40)
    assert left.count() == 0
    name.press_sequentially("y" * 25)
    assert left.inner_text() == "15 characters left"
    name.press_sequentially("z" * 30)
    assert left.inner_text() == "0 characters left"
    assert name.input_value() == "x" * 40 + "y" * 25 + "z" * 15
    assert not page.locator("body").evaluate("(body) => body.scrollWidth > innerWidth")
    name.fill("short")
    assert left.inner_text() == ""
