"""The forty bad inputs against every field of every form: refused beside the field, or kept as plain text.

Forms are found by walking the pages, so a new form is tried without a line here. Each value goes alone into
a form that is otherwise filled in well; what else was typed has to come back with the answer.
"""

from collections.abc import Iterable
from itertools import product

import pytest

from tests.factories import make_appointment, make_contact
from tests.inputs.site_forms import Control, Form, Page, Walk, undone
from tracker.entries.models import Entry
from tracker.people.models import Contact, Membership, User

pytestmark = pytest.mark.django_db

DATES, MOMENTS = ("date",), ("datetime-local",)
CHOICES = ("select", "radio", "checkboxes")
NUL, UNSEEN, TURNED = "a\x00b", " \u00a0\u200b\ufeff\t", "abc\u202edef"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
# Pages of allauth answer a wrong form with 200, and say why beside the field as well.
ALLAUTH = ("account_", "mfa_")
# A form that may also be read at an address, where an answer that is none is left out.
READS = {"tracker:resource-list"}


def shown(walk: Walk) -> list[Form]:
    return [form for form in walk.forms if form.is_shown]


def ours(walk: Walk) -> list[Form]:
    """Our own forms for typing; those that take a file are tried in tests/my_data and tests/reminders with files of their own."""
    found = [form for form in shown(walk) if not form.name.startswith(ALLAUTH) and form.name not in READS]
    assert [form.name for form in found if form.takes_a_file] == ["tracker:calendar-file", "tracker:import"]
    return [form for form in found if not form.takes_a_file]


def lost(form: Form, page: Page, but: str) -> list[str]:
    """The fields whose typed answers did not come back with the page; `but` is the one that was wrong."""
    back = page.form(form)
    if back is None:
        return ["the form"]
    sent = form.filled()
    return [
        name
        for name, control in form.controls.items()
        if name != but and control.type not in {"hidden", "submit", "password"} and name in back.controls
        if set(sent.get(name, [])) - {""} != set(back.controls[name].values) - {""}
    ]


def refusals(walk: Walk, types: Iterable[str], values: Iterable[str], words: str = "") -> list[str]:
    """Send each value into each field of these types; what went wrong with saying no."""
    wrong, tried = [], 0
    for form in ours(walk):
        for control in form.of(*types):
            for value in values:
                tried += 1
                page = walk.sent(form, **{control.name: value})
                wrong += [f"{form.name} {control.name}={value[:20]!r}: {fault}"
                          for fault in _faults(form, page, control.name, words)]  # fmt: skip
    assert tried, "no such field anywhere"
    return wrong


def _faults(form: Form, page: Page, name: str, words: str) -> Iterable[str]:
    if page.status != 422:
        yield f"status {page.status}"
        return
    if not page.says(name):
        yield "no sentence that is linked to the field"
    elif words not in page.says(name):
        yield f"says {page.says(name)!r}"
    yield from (f"forgot {other}" for other in lost(form, page, name))


def is_required(control: Control) -> bool:
    return "required" in control.attrs


# Text -------------------------------------------------------------------------------------------------
def test_every_form_filled_in_well_is_accepted(walk):
    """Without this, a refusal below would prove nothing."""
    wrong = [(form.name, page.status) for form in ours(walk) if (page := walk.sent(form)).status not in (200, 302)]
    assert wrong == []


def test_bad_input_01_a_nul_byte_is_refused_beside_its_field(walk):
    types = {control.type for form in ours(walk) for control in form.controls.values()} - {
        "hidden",
        "submit",
        "checkbox",
    }
    assert refusals(walk, types, [NUL]) == []


def test_bad_input_01_a_nul_byte_in_what_nobody_types_is_never_a_500(walk):
    wrong = []
    for form in walk.forms:
        for control in form.of("hidden", "submit", "checkbox", "password", "email"):
            status = walk.sent(form, **{control.name: NUL}).status
            if status >= 500:
                wrong.append((form.name, control.name, status))
    assert wrong == []


def test_bad_input_03_04_text_that_is_too_long_is_refused_and_kept(walk):
    wrong, tried = [], 0
    for form in ours(walk):
        for control in form.texts:
            tried += 1
            counted = "" if control.type == "search" else "{} characters"
            if "maxlength" not in control.attrs:
                wrong.append(f"{form.name} {control.name}: no limit")
                continue
            text = "1" * (int(control.attrs["maxlength"]) + 1)
            page = walk.sent(form, **{control.name: text})
            wrong += [
                f"{form.name} {control.name}: {fault}"
                for fault in _faults(form, page, control.name, counted.format(len(text)))
            ]
            back = page.form(form)
            if back and back.controls[control.name].values != [text]:
                wrong.append(f"{form.name} {control.name}: the text is not in the box any more")
    assert tried > 50
    assert wrong == []


def test_bad_input_07_08_what_nobody_can_see_is_no_answer(walk):
    """A field that has to be filled in asks for it; another one stays empty."""
    wrong = []
    for form in ours(walk):
        for control in form.texts:
            page, again = walk.kept(form, **{control.name: UNSEEN})
            if is_required(control) and not (page.status == 422 and page.says(control.name)):
                wrong.append((form.name, control.name, page.status))
            elif not is_required(control) and page.status == 302 and form.action == form.page:
                kept = "".join(again.controls[control.name].values)
                wrong += [(form.name, control.name, kept)] if set(UNSEEN) & set(kept) else []
    assert wrong == []


def changes(walk: Walk) -> list[Form]:
    """Forms that show again what they saved."""
    return [form for form in ours(walk) if form.name.endswith("-change") or form.name in {"tracker:me"}]


def kept_as(walk: Walk, types: Iterable[str], sent: str | list[str], kept: str) -> list:
    """Send one text in every field of these types; the fields that did not come back with `kept`."""
    wrong, tried = [], 0
    for form in changes(walk):
        names = [control.name for control in form.of(*types)]
        tried += len(names)
        page, again = walk.kept(form, **dict.fromkeys(names, sent))
        if page.status != 302:
            wrong.append((form.name, page.status))
        wrong += [(form.name, name) for name in names if again.controls[name].values != [kept]]
    assert tried > 10
    return wrong


def test_bad_input_09_text_that_turns_its_direction_is_kept_straight(walk):
    assert kept_as(walk, ("text", "textarea"), TURNED, "abcdef") == []


def test_bad_input_10_11_12_13_what_looks_like_code_is_kept_and_shown_as_text(walk):
    """Shown as text in its field; on the other pages a real browser tries it (tests/browser/test_hostile_text.py)."""
    for text in (FAMILY * 3, "<script>alert(1)</script>", "{{ 7*7 }}{% debug %}", "'; DROP TABLE tracker_entry;--"):
        assert kept_as(walk, ("text", "textarea"), text, text) == []


def test_bad_input_14_one_line_stays_one_line_in_every_form(walk):
    assert kept_as(walk, ("text",), "Visit\r\nBcc: a@example.org", "Visit  Bcc: a@example.org") == []


# Days, moments, numbers -------------------------------------------------------------------------------
def test_bad_input_15_16_18_19_a_day_that_is_none_is_refused_in_every_form(walk):
    days = ["2026-02-30", "31/12/2026", "10000-01-01", "\u0662\u0660\u0662\u0666-11-24", "soon"]
    assert refusals(walk, DATES, days, words="Write it like 11/24/2026") == []


def test_bad_input_17_f2_a_day_out_of_range_is_refused_in_every_form(walk):
    assert refusals(walk, DATES, ["0001-01-01", "9999-12-31", "1999-12-31"], words="between") == []


def test_bad_input_20_f3_the_hour_that_spring_skips_is_refused_in_every_form(walk):
    assert refusals(walk, MOMENTS, ["2026-03-08T02:30"], words="3:30") == []


def test_bad_input_21_f3_the_hour_that_autumn_repeats_asks_which_in_every_form(walk):
    assert refusals(walk, MOMENTS, ["2026-11-01T01:30"], words="first or the second") == []


def test_bad_input_21_an_answer_that_is_neither_the_first_nor_the_second_is_refused(walk):
    wrong = []
    for form in ours(walk):
        if "at" in form.controls:
            page = walk.sent(form, at="2026-11-01T01:30", at_fold="third")
            if page.status != 422 or not page.says("at"):
                wrong.append((form.name, page.status))
    assert wrong == []


def test_bad_input_22_f2_a_moment_out_of_range_is_refused_in_every_form(walk):
    assert refusals(walk, MOMENTS, ["9999-12-31T23:59", "0001-01-01T00:00"], words="between") == []


def test_bad_input_23_a_moment_that_is_none_is_refused_in_every_form(walk):
    moments = ["2026-11-24T25:00", "2026-11-24T09:00+99:00", "10000-01-01T09:00", "soon"]
    assert refusals(walk, MOMENTS, moments, words="not a real date and time") == []


def test_bad_input_19_26_asvs_1_4_2_a_number_that_is_none_or_too_big_is_refused_in_every_form(walk):
    numbers = ["2147483648", "9223372036854775808", "-1", "1e3", "NaN", "9" * 5000, "\u0661", "1_000", "1.5"]
    assert refusals(walk, ["number"], numbers) == []


# Choices ----------------------------------------------------------------------------------------------
def test_bad_input_27_asvs_2_2_1_an_answer_that_was_not_offered_is_refused(walk):
    assert refusals(walk, CHOICES, ["no-such-thing", "9" * 24]) == []


def test_bad_input_27_a_button_that_was_not_offered_does_nothing(walk):
    """One-tap buttons and what a page hides in a form: nothing is saved, and never a 500."""
    wrong = []
    for form in walk.forms:
        for control in form.of("submit", "hidden"):
            page = walk.sent(form, **{control.name: "no-such-thing"})
            if page.status >= 500:
                wrong.append((form.name, control.name, page.status))
    assert wrong == []


def test_bad_input_28_ids_of_another_circle_are_as_unknown_as_any(walk, stranger):
    contact, visit = make_contact(stranger.circle), make_appointment(stranger.membership)
    ids = [str(contact.pk), str(visit.pk), visit.public_id, str(stranger.user.pk)]
    wrong, tried = [], 0
    for form, name in product(ours(walk), ["contact", "plan_b_contact", "visit", "about", "who", "author"]):
        if name in form.controls:
            tried += 1
            said = {walk.sent(form, **{name: value}).says(name) for value in ["unknown", *ids]}
            if len(said) != 1 or "" in said:
                wrong.append((form.name, name, said))
    assert tried > 10
    assert wrong == []


EXTRA = {"id": "1", "pk": "1", "public_id": "x" * 12, "circle": "1", "circle_id": "1", "author": "1", "author_id": "1",
         "user": "1", "role": "owner", "is_staff": "1", "is_superuser": "1", "is_active": "0", "password": "x",
         "kind": "ride", "day": "2020-01-01", "version": "99", "created_at": "2020-01-01", "bereaved_on": "2020-01-01",
         "paused": "1"}  # fmt: skip


def _what_no_form_may_touch() -> list:
    return [
        sorted(Entry.objects.values_list("pk", "circle", "author", "kind", "created_at")),
        sorted(Contact.objects.values_list("pk", "circle", "public_id")),
        sorted(Membership.objects.values_list("pk", "circle", "user", "role")),
        sorted(User.objects.values_list("pk", "email", "password", "is_staff", "is_superuser", "is_active")),
    ]


def test_bad_input_29_asvs_15_3_3_extra_fields_change_nothing_in_any_form(walk):
    wrong, before = [], _what_no_form_may_touch()
    for form in changes(walk):
        extra = {name: value for name, value in EXTRA.items() if name not in form.controls}
        with undone():
            status = walk.send(form, form.filled(**extra)).status_code
            if status != 302 or _what_no_form_may_touch() != before:
                wrong.append((form.name, status))
    assert wrong == []


# Boxes that are kept only with an answer beside them.
BESIDE = {"weekdays": {"every": "week"}}


def test_bad_input_30_the_same_tick_twice_is_kept_once(walk):
    wrong, tried = [], 0
    for form in changes(walk):
        for control in form.of("checkboxes"):
            tried += 1
            one = control.options[0]
            page, again = walk.kept(form, **{control.name: [one, one]}, **BESIDE.get(control.name, {}))
            if page.status != 302 or again.controls[control.name].values != [one]:
                wrong.append((form.name, control.name, page.status))
    assert tried >= 2
    assert wrong == []


def test_asvs_15_3_7_of_the_same_field_twice_the_last_one_counts(walk):
    assert kept_as(walk, ("text", "textarea"), ["the first", "the last"], "the last") == []
