"""Servers of their own for a measurement: the site and the floor, each under gunicorn as a host runs it."""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SITE = "supporter_site.wsgi"
FLOOR = "tests.bench.floor.wsgi"


def worker_mb(pid: int) -> float:
    """The memory that the only worker of a gunicorn holds, in MB; nan where the system does not say (not Linux)."""
    try:
        (worker,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        status = Path(f"/proc/{worker}/status").read_text()
    except (OSError, ValueError):
        return float("nan")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def prepare_site(folder: Path, database: str = "") -> None:
    """Set Django up in this process, on a database of its own in `folder` (or `database`, an address), with the
    settings of production.

    Call it before anything of the site is imported. Servers that start later inherit the settings.
    """
    os.environ |= {
        "DATABASE_URL": database or f"sqlite:///{folder / 'site.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "supporter_site.settings",
        "ALONGSIDE_HTTPS": "0",
        "ALONGSIDE_DEMO": "0",
        "TRUSTED_PROXY_COUNT": "0",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
        # Measuring takes longer than a session may be left alone.
        "IDLE_MINUTES": "60",
    }
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    os.environ.setdefault("FIELD_KEYS", "zmM8LLbmqEPlS3Lw1tBQXOsf1YEJ8wnd1lVpxyoYGPU=")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        call_command("prepare", static=True, verbosity=0)
    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_guidance", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115


def prepare_floor(folder: Path, database: str = "") -> str:
    """Fill the floor's database; the key of a session there."""
    os.environ["FLOOR_DATABASE"] = database or str(folder / "floor.sqlite3")
    filled = subprocess.run(
        [sys.executable, "-m", "tests.bench.floor"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return filled.stdout.strip()


@contextlib.contextmanager
def serve(wsgi: str, *, threads: int = 1, workers: int = 1, pids: list[int] | None = None) -> Iterator[int]:
    """Run gunicorn on a free port; the options are those of gunicorn.conf.py. Its process id goes into `pids`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": str(workers),
        "WEB_THREADS": str(threads),
        "GUNICORN_LOG_LEVEL": "warning",
    }
    process = subprocess.Popen([sys.executable, "-m", "gunicorn", wsgi], cwd=ROOT, env=os.environ | options)
    try:
        wait_for(port, process)
        if pids is not None:
            pids.append(process.pid)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int, process: subprocess.Popen) -> None:
    """Until somebody listens on the port; raises RuntimeError when the process ends first."""
    for _attempt in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None:
            raise RuntimeError(f"gunicorn ended with status {process.returncode}")
        time.sleep(0.1)
    raise RuntimeError("gunicorn did not start within 30 seconds")
