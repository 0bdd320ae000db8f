"""Whole processes on the test's own database, and empty databases beside it."""

import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.bench.server import wait_for
from tests.mail.conftest import free_port

ROOT = Path(__file__).parents[2]


def url_of(name: str) -> str:
    """The address of a database on the test's own server, or of a file."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    s = connection.settings_dict
    return f"postgres://{s['USER']}:{s['PASSWORD']}@{s['HOST']}:{s['PORT']}/{name}"


class Host:
    """Runs the site's own processes as a host does, on the database at `url`."""

    def __init__(self, url: str):
        self.url = url
        self.env = os.environ | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "supporter_site.settings",
            "ALONGSIDE_HTTPS": "0",
            "ALONGSIDE_DEMO": "0",
            "MAIL_DIR": "",
        }

    def start(self, *arguments: str, **env: str) -> subprocess.Popen:
        """`manage.py` with these arguments, still running."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def manage(self, *arguments: str, **env: str) -> subprocess.CompletedProcess:
        """`manage.py` with these arguments, ended."""
        process = self.start(*arguments, **env)
        out, error = process.communicate(timeout=60)
        return subprocess.CompletedProcess(arguments, process.returncode, out, error)

    @contextlib.contextmanager
    def serve(self, workers: int) -> Iterator[tuple[int, subprocess.Popen]]:
        """gunicorn with the options of gunicorn.conf.py: (port, master process)."""
        port = free_port()
        options = {"BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": str(workers), "GUNICORN_LOG_LEVEL": "critical"}
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "supporter_site.wsgi"],
            cwd=ROOT,
            env=self.env | options,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(port, server)
            yield port, server
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture
def host(transactional_db) -> Host:
    """Processes that share the database of the test."""
    return Host(url_of(connection.settings_dict["NAME"]))


@pytest.fixture
def scratch(transactional_db, tmp_path) -> Iterator[Host]:
    """Processes on an empty database of their own."""
    if connection.vendor == "sqlite":
        yield Host(url_of(tmp_path / "scratch.sqlite3"))
        return
    name = f"scratch_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield Host(url_of(name))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
