"""A migration that is cut off in the middle: the gate sees it, no row is lost, and the next run ends it (fault 18)."""

import shutil

import pytest

from tests.faults.conftest import ROOT, Host

# Adds a column, writes to every row, says so, and then takes its time: that is when it is killed.
SLOW = """
import os, time
from django.db import migrations, models

def fill(apps, schema_editor):
    Circle = apps.get_model("tracker", "Circle")
    Circle.objects.update(half=7)
    print("HALF", flush=True)
    time.sleep(float(os.environ["HALF_SECONDS"]))

class Migration(migrations.Migration):
    dependencies = [("tracker", "{latest}")]
    operations = [
        migrations.AddField("circle", "half", models.IntegerField(default=0)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddField("circle", "whole", models.IntegerField(default=0)),
    ]
"""
OPEN = """
from tracker.people.models import Circle
print(Circle.objects.create(nickname="Quokka", zone="America/Chicago").pk)
"""
STATE = """
from django.db import connection
with connection.cursor() as cursor:
    # Django's own introspection stumbles over a CHECK of this table on SQLite.
    cursor.execute("SELECT * FROM tracker_circle")
    found = {column[0] for column in cursor.description}
from tracker.people.models import Circle
print(Circle.objects.get().nickname, *sorted(found & {"half", "whole"}))
"""


@pytest.fixture
def updated(scratch, tmp_path) -> Host:
    """The version after this one, on a database that this one has filled: its migration is still to come."""
    assert scratch.manage("migrate", "-v0").returncode == 0
    assert scratch.manage("shell", "-v0", "-c", OPEN).returncode == 0
    folder = tmp_path / "half_migrations"
    shutil.copytree(ROOT / "tracker" / "migrations", folder)
    latest = sorted(path.stem for path in folder.glob("[0-9]*.py"))[-1]
    (folder / "9999_half.py").write_text(SLOW.format(latest=latest))
    scratch.latest = latest
    scratch.env |= {
        "DJANGO_SETTINGS_MODULE": "tests.faults.half_settings",
        "HALF_FOLDER": str(tmp_path),
        "HALF_SECONDS": "0",
    }
    return scratch


def state(host: Host) -> str:
    """The one row that was there before, and which of the new columns there are."""
    return host.manage("shell", "-v0", "-c", STATE).stdout.strip()


def test_fault_18_a_migration_that_is_killed_is_completed_by_the_next_run_and_can_be_taken_back(updated):
    migrating = updated.start("migrate", HALF_SECONDS="60")
    assert any("HALF" in line for line in migrating.stdout)
    migrating.kill()
    migrating.communicate()
    assert updated.manage("migrate", "--check").returncode == 1
    assert state(updated) == "Quokka"
    assert updated.manage("migrate", "-v0").returncode == 0
    assert updated.manage("migrate", "--check").returncode == 0
    assert state(updated) == "Quokka half whole"
    assert updated.manage("migrate", "-v0", "tracker", updated.latest).returncode == 0
    assert state(updated) == "Quokka"


def test_fault_18_a_first_start_that_is_killed_is_completed_by_the_next(scratch):
    starting = scratch.start("migrate")
    said = ""
    while "Applying tracker." not in said:
        said += starting.stdout.read(1)
    starting.kill()
    starting.communicate()
    assert scratch.manage("migrate", "--check").returncode == 1
    assert scratch.manage("migrate", "-v0").returncode == 0
    assert scratch.manage("migrate", "--check").returncode == 0
