"""Importing places from a public list: bounded, repeatable, all or nothing, and never over the host's own rows."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from tracker.guidance import facilities
from tracker.guidance.directory import load_resources
from tracker.guidance.models import Resource
from tracker.management.commands import import_resources, load_guidance

pytestmark = pytest.mark.django_db

COLUMNS = (
    "name1", "name2", "street1", "street2", "city", "state", "zip", "phone", "latitude", "longitude", "category",
    "typeDescription", "services", "paymentOptions", "medicaid", "medicare", "slidingFee", "noFee",
)  # fmt: skip
CLINIC = {
    "name1": "Example Recovery Center", "name2": "North Side", "street1": "1 Main Street", "street2": "Floor 2",
    "city": "Chicago", "state": "IL", "zip": "60601", "phone": "(312) 555-0100", "latitude": "41.88",
    "longitude": "-87.63", "category": "Substance use", "typeDescription": "Opioid treatment program",
    "services": "Methadone; Buprenorphine|Peer support", "paymentOptions": "Medicaid; Cash", "medicaid": "1",
    "medicare": "true", "slidingFee": "0", "noFee": "",
}  # fmt: skip
OTHER = CLINIC | {"name1": "Second Place", "zip": "60602", "phone": "312-555-0101"}
SAID = {
    "--source": "Test list", "--source-url": "https://example.org/list", "--licence": "Public domain",
    "--retrieved": "2026-11-01",
}  # fmt: skip


@pytest.fixture
def write(tmp_path):
    """Write rows as a CSV file; gives its path."""

    def write(*rows, columns=COLUMNS, encoding="utf-8"):
        path = tmp_path / "places.csv"
        with path.open("w", newline="", encoding=encoding) as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def run(path, *options, **said) -> tuple[str, str]:
    """The import's output and complaints."""
    out, err = StringIO(), StringIO()
    words = SAID | {f"--{name.replace('_', '-')}": value for name, value in said.items()}
    arguments = [f"{name}={value}" for name, value in words.items() if value is not None]
    call_command("import_resources", str(path), *arguments, *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def rows() -> list[dict]:
    return list(Resource.objects.order_by("slug").values())


def names() -> list[str]:
    return sorted(Resource.objects.values_list("name", flat=True))


# What is read -------------------------------------------------------------------------------------------
def test_a_row_becomes_a_resource(write):
    out, err = run(write(CLINIC))
    assert "1 added, 0 changed, 0 unchanged, 0 kept as edited by the host, 0 skipped" in out
    assert err == ""
    place = Resource.objects.get()
    place.full_clean()
    assert (place.name, place.organisation, place.phone) == ("Example Recovery Center", "North Side", "312-555-0100")
    assert (place.street, place.city, place.zip_code) == ("1 Main Street, Floor 2", "Chicago", "60601")
    assert place.states == ("IL",)
    assert place.services == "Methadone; Buprenorphine; Peer support"
    assert place.payment == "Medicaid; Cash; Medicare"
    assert (place.source, place.imported_from, place.licence) == ("Test list", "Test list", "Public domain")
    assert (place.source_url, str(place.retrieved_on)) == ("https://example.org/list", "2026-11-01")
    assert place.last_checked is None
    assert not place.edited_by_host


def test_coordinates_are_stored_nowhere(write):
    run(write(CLINIC))
    assert not any("41.88" in str(value) or "87.63" in str(value) for value in rows()[0].values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf8_is_read_with_and_without_a_mark(write, encoding):
    run(write(CLINIC | {"name1": "Clínica Nueva Vida"}, encoding=encoding))
    assert names() == ["Clínica Nueva Vida"]


def test_columns_may_stand_in_any_order_and_case_and_others_may_lack(write):
    given = {
        "ZIP": "60601",
        "Phone": "312 555 0100",
        "Name 1": "A place",
        "STATE": "illinois",
        "city": "Chicago",
        "x": "?",
    }
    run(write(given, columns=tuple(given)))
    assert (names(), Resource.objects.get().states) == (["A place"], ("IL",))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("(312) 555-0100", "312-555-0100"), ("+1 312.555.0100", "312-555-0100"), ("3125550100", "312-555-0100"),
        ("1-312-555-0100 ext. 12", "312-555-0100 x12"), ("312-555-0100x12", "312-555-0100 x12"),
    ],
)  # fmt: skip
def test_phone_numbers_are_written_one_way(write, given, kept):
    run(write(CLINIC | {"phone": given}))
    place = Resource.objects.get()
    assert place.phone == kept
    place.full_clean()


def test_a_zip_code_gets_back_the_zeros_that_a_spreadsheet_dropped(write):
    run(write(CLINIC | {"state": "MA", "zip": "2139"}))
    assert Resource.objects.get().zip_code == "02139"


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-2", "@cmd", '=HYPERLINK("https://x")'])
def test_a_cell_that_looks_like_a_formula_stays_text(write, text):
    run(write(CLINIC | {"name1": text, "services": text}))
    assert names() == [text]
    assert Resource.objects.get().services == text


def test_markup_in_a_cell_is_shown_as_text(write, client):
    run(write(CLINIC | {"name1": "<script>alert(1)</script>"}))
    page = client.get("/resources/?state=IL").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_services_may_be_a_json_list_and_broken_json_is_text():
    assert facilities._items('["Methadone", "Peer support", "Methadone"]') == ["Methadone", "Peer support"]
    assert facilities._items("[broken") == ["[broken"]
    assert facilities._items("[" * 100_000) == ["[" * 100_000]


# What is not ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name1": " "}, "no name"), ({"city": ""}, "no city"), ({"state": "ZZ"}, "not a state"),
        ({"zip": "606"+"0x"}, "zip: not a ZIP code"), ({"zip": "٦٠٦٠١"}, "zip: not a ZIP code"),
        ({"phone": "555-0100"}, "phone: not a phone number"), ({"phone": "012-555-0100"}, "phone: not a phone number"),
        ({"phone": "٣١٢-555-0100"}, "phone: not a phone number"), ({"phone": "911; 988"}, "phone: not a phone number"),
        ({"phone": ""}, "no phone and no website"), ({"website": "javascript://x"}, "website: not a web address"),
        ({"website": "no site"}, "website: not a web address"), ({"name1": "x" * 201}, "name1: longer than 200"),
        ({"services": "x" * 2001}, "services: longer than 2000"), ({"name1": "a\x00b"}, "cannot be shown"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_by_its_line_and_skipped(write, change, fault):
    out, err = run(write(OTHER, CLINIC | {"services": "one\ntwo"} | change, columns=(*COLUMNS, "website")))
    assert err.startswith("line 3: ")
    assert fault in err
    assert "1 added" in out
    assert "1 skipped" in out
    assert names() == ["Second Place"]


def test_lines_are_counted_as_an_editor_does(write):
    path = write(CLINIC | {"services": "one\ntwo"}, {}, OTHER | {"state": "ZZ"})
    assert run(path)[1] == "line 5: not a state; skipped\n"


def test_a_row_with_too_many_cells_or_too_few_is_skipped(write):
    path = write(CLINIC)
    path.write_text(path.read_text() + "only,three,cells\n")
    assert "line 3: 3 cells, but the first line has 18; skipped" in run(path)[1]


def test_the_same_place_twice_counts_once(write):
    err = run(write(CLINIC, CLINIC | {"phone": "312-555-0199"}))[1]
    assert "line 3: same name and ZIP code as line 2" in err
    assert Resource.objects.get().phone == "312-555-0100"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "lacks these columns: name1"), (b"name1,city\nA,B\n", "lacks these columns: state, zip, phone"),
        (b"name1,city,state,zip,phone,Phone\n", "columns twice: phone"), (b"name1,city,state,zip,phone\n\xff\n", "not UTF-8"),
        (b'name1,city,state,zip,phone\n"A,B\n', "not a CSV file"), (b"name1,city,state,zip,phone\n", "No row can be used"),
        (b'name1,city,state,zip,phone\n"' + b"x" * 200_000 + b'"\n', "not a CSV file"), ("é".encode("utf-16"), "not UTF-8"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_one_is_refused(tmp_path, content, words):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        run(path)
    assert rows() == []


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be opened"):
        run(tmp_path / "nothing.csv")


def test_a_file_beyond_the_bounds_is_refused(write, monkeypatch):
    path = write(CLINIC, OTHER)
    monkeypatch.setattr(facilities, "MOST_ROWS", 1)
    with pytest.raises(CommandError, match="more than 1 rows"):
        run(path)
    monkeypatch.setattr(facilities, "MOST_BYTES", 100)
    with pytest.raises(CommandError, match="larger than 100 bytes"):
        run(path)
    assert rows() == []


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("source", None), ("source", " "), ("source", "x" * 101), ("source_url", None), ("source_url", "example.org"),
        ("source_url", "javascript:alert(1)"), ("licence", None), ("licence", ""), ("retrieved", None),
        ("retrieved", "2026-02-30"), ("retrieved", "2999-01-01"), ("limit", "0"), ("limit", "-1"), ("limit", "20001"),
    ],
)  # fmt: skip
def test_nothing_is_imported_without_source_licence_and_a_real_day(write, option, value):
    with pytest.raises(CommandError):
        run(write(CLINIC), **{option: value})
    assert rows() == []


# Again and again ----------------------------------------------------------------------------------------
def test_a_dry_run_says_the_same_and_writes_nothing(write):
    path = write(CLINIC, OTHER)
    out = run(path, "--dry-run")[0]
    assert "2 added" in out
    assert "Dry run: nothing was written." in out
    assert rows() == []
    run(path)
    before = rows()
    out = run(write(CLINIC | {"city": "Evanston"}), "--dry-run", "--prune")[0]
    assert "1 changed" in out
    assert rows() == before


def test_the_second_import_changes_nothing(write):
    path = write(CLINIC, OTHER)
    run(path)
    before = rows()
    assert "0 added, 0 changed, 2 unchanged" in run(path)[0]
    assert rows() == before


def test_a_newer_edition_changes_rows_and_the_date(write):
    run(write(CLINIC, OTHER))
    before = {row["slug"]: row["id"] for row in rows()}
    out = run(write(CLINIC | {"phone": "312-555-0177"}, OTHER), retrieved="2026-11-20")[0]
    assert "0 added, 1 changed, 1 unchanged" in out
    assert {row["slug"]: row["id"] for row in rows()} == before
    assert {str(row["retrieved_on"]) for row in rows()} == {"2026-11-20"}
    assert Resource.objects.get(zip_code="60601").phone == "312-555-0177"


def test_what_the_host_edited_stays(write):
    run(write(CLINIC))
    Resource.objects.update(phone="312-555-0155", edited_by_host=True)
    out = run(write(CLINIC | {"phone": "312-555-0177"}))[0]
    assert "1 kept as edited by the host" in out
    assert Resource.objects.get().phone == "312-555-0155"


def test_what_is_gone_is_named_and_deleted_only_when_asked(write):
    run(write(CLINIC, OTHER))
    out = run(write(CLINIC))[0]
    assert "no longer on the list: Second Place, Chicago 60602" in out
    assert "1 no longer on the list: left as they are" in out
    assert len(names()) == 2
    assert "1 no longer on the list: deleted" in run(write(CLINIC), "--prune")[0]
    assert names() == ["Example Recovery Center"]


def test_pruning_spares_edited_rows_and_rows_that_are_only_faulty(write):
    third = CLINIC | {"name1": "Third Place"}
    run(write(CLINIC, OTHER, third))
    Resource.objects.filter(name="Second Place").update(edited_by_host=True)
    out = run(write(CLINIC, third | {"phone": "none"}), "--prune")[0]
    assert "no longer" not in out
    assert len(names()) == 3


def test_a_part_of_the_file_says_nothing_about_what_is_gone(write):
    path = write(CLINIC, OTHER)
    run(path)
    assert "no longer" not in run(path, limit="1")[0]
    with pytest.raises(CommandError, match="leave out --limit"):
        run(path, "--prune", limit="1")
    Resource.objects.all().delete()
    assert "1 added" in run(path, limit="1")[0]


def test_other_lists_and_shipped_rows_stay(write):
    load_guidance.load(load_resources())
    run(write(CLINIC), source="Another list")
    before = rows()
    run(write(OTHER), "--prune")
    Resource.objects.filter(name="Second Place").delete()
    assert rows() == before


def test_loading_the_shipped_resources_leaves_imported_ones(write):
    load_guidance.load(load_resources())
    run(write(CLINIC))
    before = rows()
    counts = load_guidance.load(load_resources())
    assert (counts["removed"], counts["kept"]) == (0, 0)
    assert rows() == before


def test_a_failure_half_way_leaves_everything_as_it_was(write, monkeypatch):
    run(write(CLINIC))
    before = rows()
    monkeypatch.setattr(import_resources, "AT_ONCE", 1)
    slug = facilities.slug_of("Test list", "Third", "North Side", "60601")
    Resource.objects.create(slug=slug, name="In the way", organisation="Host", kind="other", edited_by_host=True)
    with pytest.raises(IntegrityError):
        run(write(OTHER, CLINIC | {"name1": "Third"}))
    assert names() == ["Example Recovery Center", "In the way"]
    assert before[0] in rows()


def test_the_slug_depends_on_list_name_and_zip_only():
    slug = facilities.slug_of("List", "Example Center", "", "60601")
    assert slug == facilities.slug_of("List", "EXAMPLE CENTER", "", "60601-1234")
    assert slug.startswith("example-center-")
    assert facilities.slug_of("Other", "Example Center", "", "60601") != slug
    assert facilities.slug_of("List", "Example", "Center", "60601") != slug
    assert facilities.slug_of("List", "Example Center", "", "60602") != slug
    assert facilities.slug_of("List", "中心" * 100, "", "60601").startswith("place-")
    assert len(facilities.slug_of("List", "word " * 40, "", "60601")) <= 50


@pytest.mark.parametrize(("rows_before", "rows_after"), [(1, 40)])
def test_an_import_takes_no_query_for_each_row(write, django_assert_max_num_queries, rows_before, rows_after):
    run(write(*(CLINIC | {"name1": f"Place {number}"} for number in range(rows_before))))
    with django_assert_max_num_queries(8):
        run(write(*(CLINIC | {"name1": f"Place {number}"} for number in range(rows_after))))
