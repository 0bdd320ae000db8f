"""What is served of Bootstrap: all that a page needs of it, and no more."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.browser.full_circle import address, fill, page_of, patterns, takes_only_post
from tracker.base.static_files import BOOTSTRAP, bootstrap, used_css

CLASS = re.compile(r"\.([A-Za-z][\w-]*)")


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".a{x:y}.b{x:y}", ".a{x:y}"),
        ("body,p>a[href='.b']{x:y}", "body,p>a[href='.b']{x:y}"),
        (".b,.a .c,.a,.c.b{x:y}", ".a .c,.a{x:y}"),
        (".a:not(.b){x:y}.b:not(.a){x:y}", ".a:not(.b){x:y}"),
        (":is(.b,.d),.b :is(.a,.c){x:y}", ":is(.b,.d){x:y}"),
        ("@media print{.b{x:y}}@media print{.a{x:y}.b{x:y}}", "@media print{.a{x:y}}"),
        ("@media print{@supports (x:y){.a{x:y}.b{x:y}}}", "@media print{@supports (x:y){.a{x:y}}}"),
        ("/* .a */.b{x:y}:root{--b:1.5rem}", ":root{--b:1.5rem}"),
        ("@charset 'utf-8';@keyframes k{to{x:y}}.a{x:y}", "@charset 'utf-8';@keyframes k{to{x:y}}.a{x:y}"),
        (".a{background:url('x.b,.c')}", ".a{background:url('x.b,.c')}"),
        ("", ""),
    ],
)
def test_a_rule_stays_when_all_its_classes_are_used(css, kept):
    assert used_css(css, frozenset({"a", "c"})).replace('"', "'") == kept


def test_what_is_served_is_a_sixth_and_still_whole():
    whole = Path(finders.find(BOOTSTRAP)).read_text(encoding="utf-8")
    used = bootstrap()
    assert len(used) < len(whole) / 6
    assert used.count("{") == used.count("}")
    assert {"btn-primary", "form-control", "is-invalid", "form-check-input", "visually-hidden"} <= classes(used)
    assert not {"carousel", "offcanvas", "navbar-toggler"} & classes(used)
    # Nothing is made up: what is kept of a rule stands in the whole file as it is.
    bodies = re.compile(r"\{[^{}]*\}")
    assert set(bodies.findall(used)) <= set(bodies.findall(whole))
    assert (Path(settings.STATIC_ROOT) / BOOTSTRAP).read_text(encoding="utf-8") == used, "run `make static`"


@pytest.mark.django_db
def test_every_class_of_bootstrap_that_a_page_names_is_served(owner, resources):
    """Also those that Django, crispy and allauth write by themselves, and those of a form that is refused."""
    missing = classes(Path(finders.find(BOOTSTRAP)).read_text(encoding="utf-8")) - classes(bootstrap())
    full, pages, named = fill(owner), 0, set()
    for name, (route, view) in sorted(patterns().items()):
        if takes_only_post(view) or name in {"account_logout", "tracker:leave"}:
            continue
        for answer in (
            ask(path) for path in address(name, route, full) for ask in (owner.client.get, owner.client.post)
        ):
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                pages += 1
                named |= {one for some in re.findall(r'class="([^"]*)"', page_of(answer)) for one in some.split()}
    assert pages > 200
    assert {"btn-primary", "form-control", "form-check-input", "is-invalid"} <= named
    assert not named & missing


def classes(css: str) -> set[str]:
    return set(CLASS.findall(re.sub(r"url\([^)]*\)", "", css)))
