"""A file that is no export: whatever it is, the answer is a form with a sentence."""

import contextlib
import io
import json
import os
import struct
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import confirm_it_is_me
from tests.my_data.files import choose, packed, upload
from tracker.entries.models import Entry
from tracker.my_data import archive, rules
from tracker.my_data.sections import SECTIONS

GOOD = packed({"format": 1})


def zipped(files: dict[str, bytes | str], compression: int = ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", compression) as target:
        for name, raw in files.items():
            target.writestr(name, raw)
    return file.getvalue()


def with_declared_size(data: bytes, size: int) -> bytes:
    """A ZIP that lies about how large its file is once it is unpacked, in both places where it says so."""
    data = bytearray(data)
    struct.pack_into("<I", data, 22, size)
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, size)
    return bytes(data)


def encrypted(data: bytes) -> bytes:
    data = bytearray(data)
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


BOMB = zipped({"alongside.json": b" " * (rules.MOST_BYTES + 1)})
NOT_OURS = {
    "empty_zip": zipped({}),
    "no_zip": b"date,title\r\n2026-11-24,clinic\r\n",
    "calendar": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    "half_a_zip": GOOD[: len(GOOD) // 2],
    "another_file": zipped({"notes.txt": "x"}),
    "two_of_them": zipped({"a/alongside.json": "{}", "b/alongside.json": "{}"}),
    "no_json": packed("no json"),
    "a_list": packed([]),
    "a_number": packed("1"),
    "no_format": packed({}),
    "rows_that_are_none": packed({"format": 1, "sign": ["x"]}),
    "rows_in_an_object": packed({"format": 1, "sign": {"a": 1}}),
    "not_a_number": packed('{"format": 1, "x": NaN}'),
    "5000_digits": packed('{"format": ' + "1" * 5000 + "}"),
    "nested_too_deep": packed('{"format": 1, "x": ' + "[" * 200_000),
    "not_utf_8": packed(b'{"format": 1, "x": "\xff"}'),
    "bzip2": zipped({"alongside.json": '{"format": 1}'}, ZIP_BZIP2),
    "lzma": zipped({"alongside.json": '{"format": 1}'}, ZIP_LZMA),
    "encrypted": encrypted(GOOD),
    "a_size_that_lies": with_declared_size(zipped({"alongside.json": b" " * 10_000}), 50),
    "too_many_names": zipped({f"{number}.csv": "" for number in range(rules.MOST_FILES)} | {"alongside.json": "{}"}),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", NOT_OURS)
def test_bad_input_36_39_a_file_that_is_no_export_is_refused_in_words(name, owner):
    """No ICS and no CSV either: import of those is not offered."""
    response = upload(owner, NOT_OURS[name])
    assert response.status_code == 422
    assert response.context["form"].errors["file"] == [archive._not_ours()]
    assert "There is a problem" in response.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_t28_a_file_that_unpacks_to_too_much_is_refused(owner):
    assert len(BOMB) < 100_000
    for data in (BOMB, packed({"format": 1, "sign": [{}] * (rules.MOST_ROWS + 1)})):
        response = upload(owner, data)
        assert response.status_code == 422
        assert response.context["form"].errors["file"] == [archive._too_big()]


@pytest.mark.django_db
def test_t28_a_file_of_more_than_10_mb_is_not_even_kept(owner):
    response = upload(owner, os.urandom(10 * 1024 * 1024 + 1))
    assert response.status_code == 422
    assert response.context["form"].errors["file"] == ["Choose a ZIP file of up to 10 MB."]
    assert not response.wsgi_request.FILES


@pytest.mark.django_db
def test_an_uploaded_file_never_touches_a_disk(owner):
    """Not even one that Django would put into a temporary file."""
    response = upload(owner, packed({"format": 1, "x": os.urandom(4_000_000).hex()}))
    assert response.status_code == 200
    assert type(response.wsgi_request.FILES["file"]).__name__ == "InMemoryUploadedFile"


@pytest.mark.django_db
def test_a_file_of_another_version_says_so(owner):
    for number in (2, "1", None, [1]):
        response = upload(owner, packed({"format": number}))
        assert response.status_code == 422
        assert "another version of Alongside" in response.content.decode()


@pytest.mark.django_db
def test_a_copy_of_everything_says_to_take_out_one_circle(owner):
    data = zipped({"README.txt": "", "account.json": "{}", "circle-1.zip": GOOD})
    response = upload(owner, data)
    assert response.status_code == 422
    assert "Take one of them out" in response.content.decode()


@pytest.mark.django_db
def test_a_path_in_a_zip_is_no_path(owner, tmp_path, monkeypatch):
    """A ZIP that was unpacked and packed again has a folder; one from an attacker may have any path."""
    monkeypatch.chdir(tmp_path)
    for name in ("alongside-2026-11-24/alongside.json", "../../alongside.json", "/etc/alongside.json"):
        assert upload(owner, packed({"format": 1}, name)).status_code == 200
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body", [b"", b"{}", b"--x\r\nbroken", b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nx']
)
@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/csv"]
)
def test_bad_input_36_a_broken_upload_is_a_form_with_an_error(owner, body, kind):
    confirm_it_is_me(owner)
    response = owner.client.generic("POST", owner.url("settings/import/"), body, content_type=kind)
    assert response.status_code in (400, 422)


@pytest.mark.django_db
def test_no_file_and_an_empty_one_are_said(owner):
    confirm_it_is_me(owner)
    url = owner.url("settings/import/")
    response = owner.client.post(url)
    assert (response.status_code, response.context["form"].errors["file"]) == (
        422,
        ["Choose a ZIP file of up to 10 MB."],
    )
    response = owner.client.post(url, {"file": SimpleUploadedFile("x.zip", b"")})
    assert response.status_code == 422
    assert "This file is empty." in response.content.decode()
    response = owner.client.post(url, {"file": SimpleUploadedFile("x.zip", GOOD), "seen": "x" * 65})
    assert response.status_code == 422


@pytest.mark.django_db
def test_bad_input_35_other_methods_are_refused(owner):
    confirm_it_is_me(owner)
    for method in ("put", "patch", "delete", "trace"):
        for path in ("settings/import/", "settings/export/"):
            assert getattr(owner.client, method)(owner.url(path)).status_code == 405


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
names = {section.name: [field.name for field in section.fields] for section in SECTIONS}
any_rows = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(
            st.fixed_dictionaries({}, optional=dict.fromkeys([*fields, "is_me", "number"], json_values)), max_size=2
        )
        for name, fields in names.items()
    },
)


@pytest.fixture
def confirmed(owner):
    return confirm_it_is_me(owner)


@pytest.mark.django_db
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(any_rows)
def test_no_content_makes_an_error(confirmed, rows):
    """Any values in any field of any section: a preview that says what is left out, never a 500."""
    response = choose(confirmed, packed(json.dumps({"format": 1, **rows})))
    assert response.status_code == 200
    assert "report" in response.context
    assert not Entry.objects.exists()


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_damage_to_a_file_makes_an_error(data):
    """Bytes of a real file changed, cut or repeated."""
    raw = bytearray(zipped({"alongside.json": json.dumps({"format": 1, "sign": [{"note": "x" * 200}]}), "a.csv": "x"}))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    raw = raw[: data.draw(st.integers(1, len(raw)))]
    with contextlib.suppress(archive.Unreadable):
        archive.read(io.BytesIO(bytes(raw)))
