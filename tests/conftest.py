"""What every test may use: the four people of a circle, and a site that serves its real static files."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("FIELD_KEYS", "zmM8LLbmqEPlS3Lw1tBQXOsf1YEJ8wnd1lVpxyoYGPU=")
# Playwright's synchronous driver runs a loop in this thread; the database is never used from that loop.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import pytest
from django.core.management import call_command


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords():
    """Argon2 has its own test; everywhere else a cheap hasher saves minutes."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(scope="session", autouse=True)
def _static_files():
    """Tests see hashed file names, as in production: templates fail on a file that does not exist."""
    from django.conf import settings

    if not os.environ.get("PYTEST_XDIST_WORKER") and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite tests run on a file of their own: threads then meet the same locks as in use."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.getbasetemp() / "test.sqlite3")


@pytest.fixture
def circle(db):
    from tests.factories import make_circle

    return make_circle()


def _member(role: str, name: str):
    from tracker.people.permissions import Role

    @pytest.fixture(name=role)
    def person(circle):
        from tests.factories import join

        return join(circle, Role(role), name)

    return person


# The four people of healthchecks' tests, in our words: each object page is tried by all of them.
owner = _member("owner", "Maria")
helper = _member("helper", "Tess")
viewer = _member("viewer", "Omar")


@pytest.fixture
def stranger(db):
    """The owner of another circle."""
    from tests.factories import join, make_circle

    return join(make_circle(nickname="Other"), name="Stranger")


@pytest.fixture
def resources(db):
    """The shipped directory, as `load_guidance` puts it there."""
    call_command("load_guidance", verbosity=0)
