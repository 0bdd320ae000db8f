"""docs/data-inventory.md names every field that the database holds."""

from tests.inventory.inventory import PAGE, as_markdown, section
from tracker.entries.models import Entry
from tracker.people.models import AuditEvent


def test_t18_the_data_inventory_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == as_markdown(), "docs/data-inventory.md is stale: run `make inventory`"


def test_a_field_says_whether_it_is_encrypted_and_what_becomes_of_it():
    text = section(Entry)
    assert "Goes with: Circle." in text
    assert "| `note` | **encrypted** text | yes | erased |" in text
    assert "| `client_key` | random id |  | erased |" in text


def test_what_is_kept_says_why():
    assert "| `about` | code or short text | yes | kept: an opaque id, needed to read the trail |" in section(
        AuditEvent
    )
