"""How gunicorn serves the site: `gunicorn supporter_site.wsgi` reads this file by itself.

PORT (8000) is served on this machine only, by both its addresses; BIND, such as 0.0.0.0:8000 or
unix:/run/alongside.sock, says otherwise. Only a proxy in front of it should be reachable from outside.
"""

import contextlib
import gc
import logging
import os
import socket
import sys


def _has_ipv6() -> bool:
    with contextlib.suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
        return True
    return False


def _local(port: str) -> list[str]:
    return [f"127.0.0.1:{port}"] + ([f"[::1]:{port}"] if _has_ipv6() else [])


bind = os.environ["BIND"].split(",") if os.environ.get("BIND") else _local(os.environ.get("PORT") or "8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# The app is loaded once and shared; no database connection is open at that moment.
preload_app = True
control_socket_disable = True
# Heartbeats of workers go to memory where there is some; a slow disk would look like a hanging worker.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
timeout = 30
graceful_timeout = 10
keepalive = 5
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "info")
# No access log: it would hold the addresses of private pages and of calendar links.
accesslog = None
# Django answers HEAD like GET and leaves it to the server to drop the body; that is no news.
logging.getLogger("gunicorn.http.wsgi").setLevel(logging.ERROR)


def pre_fork(server, worker):
    """What is loaded by now stays: looking it all through for garbage would hold up a page by 50 ms now and then.

    It also leaves the memory that workers share as it is (https://docs.python.org/3/library/gc.html#gc.freeze).
    """
    gc.collect()
    gc.freeze()


def when_ready(server):
    """Say where the site is, when `make run` asks for it."""
    if os.environ.get("ANNOUNCE"):
        home = f"http://localhost:{os.environ.get('PORT') or '8000'}/"
        lines = ["", f"Alongside is at {home}", f"A made-up circle to look at: {home}demo/", "Ctrl-C stops it.", ""]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
