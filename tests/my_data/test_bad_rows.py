"""Rows of a file that are not as they should be: left out one by one, with the reason, and never an error."""

import pytest

from tests.my_data.files import bring_in, circle_file, content, entry_of, packed, upload
from tests.my_data.test_sections import fill_the_rest
from tracker.appointments.models import Appointment
from tracker.entries.models import Entry
from tracker.signs.models import Observation

TOO_LONG = "x" * 4001


BAD_ROWS = {
    "bad_input_01_a_nul_byte": ("appointment", {"name": "a\x00b"}, "Null characters"),
    "bad_input_03_a_long_title": ("appointment", {"name": "x" * 81}, "At most 80 fit"),
    "bad_input_04_a_long_note": ("appointment", {"note": TOO_LONG}, "At most 4000 fit"),
    "bad_input_15_a_day_that_is_none": ("boundary", {"look_again_on": "2026-02-30"}, "not a real date"),
    "bad_input_17_year_1": ("boundary", {"look_again_on": "0001-01-01"}, "Choose a date between"),
    "bad_input_18_year_10000": ("boundary", {"look_again_on": "10000-01-01"}, "not a real date"),
    "bad_input_19_arabic_digits": ("boundary", {"look_again_on": "٢٠٢٦-١١-٢٠"}, "not a real date"),
    "bad_input_22_the_last_moment": ("appointment", {"at": "9999-12-31T23:59:00Z"}, "out of range"),
    "bad_input_22_with_an_offset": ("appointment", {"at": "9999-12-31T23:59:00-12:00"}, "out of range"),
    "bad_input_23_25_hours": ("appointment", {"at": "2026-11-20T25:00:00Z"}, "not a real date and time"),
    "a_moment_without_a_zone": ("appointment", {"at": "2026-11-20T15:00:00"}, "not a real date and time"),
    "no_moment": ("appointment", {"at": None}, "when it was"),
    "bad_input_26_a_large_number": ("appointment", {"minutes": 2147483648}, "a number from 5 to 1440"),
    "a_number_as_text": ("appointment", {"minutes": "60"}, "not the kind of value"),
    "yes_as_a_number": ("appointment", {"minutes": True}, "not the kind of value"),
    "no_number": ("appointment", {"minutes": None}, "cannot be null"),
    "bad_input_27_an_unknown_code": ("appointment", {"what": "party"}, "one of the answers"),
    "a_list_for_a_code": ("appointment", {"what": ["dose"]}, "not the kind of value"),
    "an_object_for_a_note": ("appointment", {"note": {"a": 1}}, "not the kind of value"),
    "half_a_character": ("appointment", {"note": "\ud800"}, "half a character"),
    "no_visibility": ("appointment", {"visibility": None}, "who may see it"),
    "an_unknown_visibility": ("appointment", {"visibility": "all"}, "who may see it"),
    "an_odd_visibility": ("appointment", {"visibility": {}}, "who may see it"),
    "an_unknown_zone": ("appointment", {"zone": "../../etc/passwd"}, "Time zone"),
    "no_id": ("appointment", {"public_id": None}, "no id"),
    "a_long_id": ("appointment", {"public_id": "a" * 13}, "no id"),
    "answers_that_contradict": ("appointment", {"why_missed": "ill"}, "do not fit together"),
    "a_missed_dose_without_days": ("treatment", {"what": "dose_missed"}, "do not fit together"),
    "an_unknown_sign": ("sign", {"signs": ["XX9"]}, "from the list"),
    "no_sign": ("sign", {"signs": []}, "cannot be blank"),
    "signs_that_are_no_list": ("sign", {"signs": "TE1"}, "not the kind of value"),
    "an_emergency_that_is_not_over": ("sign", {"signs": ["OD2"]}, "911"),
    "a_boundary_that_holds_back_naloxone": (
        "boundary", {"limit": "give you naloxone", "action": "hide the naloxone"}, "aloxone",
    ),
}  # fmt: skip


def left_out(owner, section: str, fields: dict, words: str):
    """One bad row and a good one: the reason of the first is said, the second comes along."""
    held = entry_of(section, **fields)
    held[section].append(entry_of(section, public_id="z" * 12)[section][0])
    response = upload(owner, packed(held))
    report = response.context["report"]
    assert [(one.row, words in one.reason) for one in report.left_out] == [(1, True)], report.left_out
    assert report.added.total() == 1
    assert words in response.content.decode()
    assert bring_in(owner, packed(held)).status_code == 302
    assert Entry.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in BAD_ROWS if name.startswith("bad_input")])
def test_bad_input_01_03_04_15_17_18_19_22_23_26_27_a_bad_value_in_a_file_leaves_its_row_out(name, owner):
    left_out(owner, *BAD_ROWS[name])


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in BAD_ROWS if not name.startswith("bad_input")])
def test_a_row_that_its_form_would_refuse_is_left_out_with_the_reason(name, owner):
    left_out(owner, *BAD_ROWS[name])


@pytest.mark.django_db
def test_what_hangs_on_a_refused_boundary_is_left_out_too(owner, newcomer):
    fill_the_rest(owner)
    held = content(circle_file(owner))
    for row in held["boundary"]:
        row |= {"limit": "give you naloxone", "action": "hide the naloxone"}
    report = upload(newcomer, packed(held)).context["report"]
    left = [one.label for one in report.left_out if one.reason == "What this belongs to is not here."]
    assert len(left) == len(held["boundary-test"]) + len(held["earlier-wordings"])


@pytest.mark.django_db
def test_bad_input_08_09_11_12_13_odd_text_in_a_file_is_text(owner):
    odd = {"\u200b": "", "a\u202eb": "ab", "<script>alert(1)</script>": "<script>alert(1)</script>",
           "{{ 7*7 }}{% debug %}": "{{ 7*7 }}{% debug %}", "'; DROP TABLE x": "'; DROP TABLE x"}  # fmt: skip
    rows = [
        entry_of("appointment", note=text, public_id=f"{number:012}")["appointment"][0]
        for number, text in enumerate(odd)
    ]
    bring_in(owner, packed({"format": 1, "appointment": rows}))
    assert sorted(entry.note for entry in Entry.objects.all()) == sorted(odd.values())
    for entry in Appointment.objects.all():
        page = owner.client.get(entry.get_absolute_url()).content.decode()
        assert "<script>alert" not in page
        assert "7*7" not in entry.note or "{{ 7*7 }}{% debug %}" in page


@pytest.mark.django_db
def test_a_line_break_in_a_title_becomes_one_line(owner):
    bring_in(owner, packed(entry_of("appointment", name="Clinic\r\nBcc: x@example.org")))
    assert Appointment.objects.get().name == "Clinic  Bcc: x@example.org"


@pytest.mark.django_db
def test_bad_input_29_extra_fields_and_sections_are_named_and_change_nothing(owner, stranger):
    extra = {"id": 1, "circle": stranger.circle.pk, "author_id": stranger.user.pk, "version": 99, "is_staff": True}
    held = entry_of("appointment", author=7, **extra) | {"users": [{"is_superuser": True}], "<b>\ud800": []}
    held["appointment"][0]["\udfff"] = "half a character"
    response = upload(owner, packed(held))
    reasons = [one.reason for one in response.context["report"].left_out]
    assert sorted(reasons)[:2] == ["Alongside does not know this part of the file."] * 2
    assert len(reasons) == 3 + len(extra)
    assert "<b>" not in response.content.decode().split("<main")[1]
    bring_in(owner, packed(held))
    entry = Entry.objects.get()
    assert (entry.circle, entry.author, entry.version) == (owner.circle, owner.user, 1)


@pytest.mark.django_db
def test_bad_input_30_the_same_sign_or_row_twice_is_one(owner):
    held = entry_of("sign", signs=["TE1", "TE1", "MS3"])
    held["sign"] *= 2
    bring_in(owner, packed(held))
    assert Observation.objects.get().signs == ("TE1", "MS3")
