"""A real Chromium on a phone's screen, against the real site with its hashed static files.

Nothing leaves this machine: the browser resolves no other name, and a page that asks for anything outside
the site fails its test. A browser that keeps pages for the Back button, as people's browsers do, is asked
for with `phone(keeps_pages=True)`: Playwright switches that off, which hides what Back can show.
"""

import os
import re
import shutil
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

HERE = Path(__file__).parent
NO_BROWSER = """
****************************************************************
*  NO CHROMIUM: THE BROWSER TESTS WERE NOT RUN. Install it.     *
****************************************************************"""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PHONE = {"width": 360, "height": 740}
# What a browser says about a status that the test asked for: an error form, a lapsed one, a missing page.
EXPECTED_COMPLAINT = re.compile(r"^Failed to load resource: the server responded with a status of 4\d\d")


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


# The browser ------------------------------------------------------------------------------------------
def find_chromium(playwright) -> str | None:
    """The path of a Chromium: the one named by CHROMIUM, the system's, or Playwright's own; None without any."""
    names = ("chromium", "chromium-browser", "google-chrome")
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, names), playwright.chromium.executable_path]
    return next((path for path in candidates if path and Path(path).exists()), None)


@pytest.fixture(scope="session")
def launch(playwright):
    """Start a Chromium, once for each kind that is asked for."""
    running = {}

    def launch(keeps_pages: bool = False):
        if keeps_pages not in running:
            path = find_chromium(playwright)
            if path is None:
                (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)
            running[keeps_pages] = playwright.chromium.launch(
                executable_path=path,
                args=ARGUMENTS,
                ignore_default_args=["--disable-back-forward-cache"] if keeps_pages else None,
            )
        return running[keeps_pages]

    yield launch
    for browser in running.values():
        browser.close()


# The site ---------------------------------------------------------------------------------------------
class Site:
    """The site as WSGI, as production serves it, but for two switches.

    A static file whose name holds `withheld` is missing. With `calm`, pages of a circle set no cookies.

    Django's test server would put handlers for static and media files in front of it, and serve files of the
    source; they are left out, so that WhiteNoise serves the collected files.
    """

    withheld, calm = None, False

    def __init__(self, _handlers):
        from supporter_site.wsgi import application

        self.application = application

    def __call__(self, environ, start_response):
        if self.withheld and self.withheld in environ["PATH_INFO"]:
            start_response("404 Not Found", [("Content-Length", "0")])
            return []
        if self.calm and environ["PATH_INFO"].startswith("/c/"):
            return self.application(
                environ, lambda status, headers, *rest: start_response(status, _calm(headers), *rest)
            )
        return self.application(environ, start_response)


def _calm(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() != "set-cookie"]


@pytest.fixture
def site(monkeypatch):
    """Set a switch of the site for this test."""
    return lambda **switches: [monkeypatch.setattr(Site, name, value) for name, value in switches.items()]


@pytest.fixture(scope="session")
def server(django_db_setup, django_db_blocker):
    """The site on a free port."""
    from django.test.testcases import LiveServerThread

    with django_db_blocker.unblock():
        thread = LiveServerThread("127.0.0.1", static_handler=Site)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        if thread.error:
            raise thread.error
        yield f"http://127.0.0.1:{thread.port}"
        thread.terminate()


class NeutralPage(BaseHTTPRequestHandler):
    """What stands in for the site that Leave goes to."""

    def do_GET(self):
        body = b"<!doctype html><title>Weather</title><h1>Sunny today</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="session")
def neutral():
    """The address of a page of somebody else's."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), NeutralPage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def live(server, transactional_db, settings, neutral):
    """The address of the site, with its guidance loaded and nobody's rate limit used up."""
    from django.core.cache import cache
    from django.core.management import call_command

    settings.LEAVE_URL = neutral
    cache.clear()
    call_command("load_guidance", verbosity=0)
    return server


# A phone ----------------------------------------------------------------------------------------------
@pytest.fixture
def phone(launch, live, neutral, settings):
    """Open a page on a phone, signed in as a person if one is given.

    At the end of the test no page may have asked for anything outside the site or broken the content
    security policy; `page.complaints` and `page.outside` hold what was seen.
    """
    pages = []

    def phone(person=None, *, javascript=True, scheme="light", keeps_pages=False, size=PHONE, **options):
        context = launch(keeps_pages).new_context(
            base_url=live,
            viewport=size,
            has_touch=True,
            java_script_enabled=javascript,
            color_scheme=scheme,
            service_workers=options.pop("service_workers", "block"),
            **options,
        )
        context.set_default_timeout(10_000)
        if person is not None:
            session = person.client.cookies[settings.SESSION_COOKIE_NAME].value
            # As the site sets it itself (settings: SESSION_COOKIE_HTTPONLY, SESSION_COOKIE_SAMESITE).
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "httpOnly": True, "sameSite": "Lax"}
            context.add_cookies([cookie | {"url": live}])
        page = context.new_page()
        page.outside, page.complaints = [], []
        own = (live, neutral, "data:", "about:", "blob:")
        context.on("request", lambda request: request.url.startswith(own) or page.outside.append(request.url))
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        pages.append(page)
        return page

    yield phone
    faults = []
    for page in pages:
        faults += [f"asked for {address}" for address in page.outside]
        faults += [text for text in page.complaints if not EXPECTED_COMPLAINT.match(text)]
        page.context.close()
    assert faults == []


# Mail -------------------------------------------------------------------------------------------------
class Letterbox:
    """A mail server that keeps what it gets."""

    def __init__(self):
        self.texts = []

    async def handle_DATA(self, server, session, envelope):
        self.texts.append(envelope.content.decode())
        return "250 OK"

    def code(self) -> str:
        """Send what waits in the outbox; the code in the newest mail."""
        from tracker.mail.send import send_due

        send_due()
        return re.findall(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\s*$", self.texts[-1], re.M)[-1]


@pytest.fixture
def letterbox(settings):
    """A real mail server on this machine, to which the site's outbox sends."""
    letterbox = Letterbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(letterbox, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAILERS = {
        "default": {"BACKEND": "tracker.mail.backend.OutboxBackend"},
        "transport": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5},
        },
    }
    yield letterbox
    controller.stop()
