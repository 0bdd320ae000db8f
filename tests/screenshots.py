"""Pictures of the main pages on a phone, in light and in dark: `make screenshots`, or `python -m tests.screenshots`.

The site runs on a scratch database with the made-up circle of the demo; the pictures go to screenshots/.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.server import serve
from tests.browser.conftest import ARGUMENTS, PHONE, find_chromium

ROOT = Path(__file__).parents[1]
SCHEMES = ("light", "dark")
PUBLIC = {
    "home": "/",
    "emergency": "/emergency/",
    "guidance": "/guidance/",
    "topic": "/guidance/naloxone/",
    "signs": "/signs/",
    "resources": "/resources/",
    "privacy": "/privacy/",
    "sign-in": "/accounts/login/",
    "sign-up": "/accounts/signup/",
}
# Below the circle's own address.
PRIVATE = {
    "today": "",
    "log": "log/",
    "week": "week/",
    "everything": "timeline/",
    "appointments": "appointments/",
    "appointment-add": "appointments/add/",
    "rides": "rides/",
    "ride-add": "rides/add/",
    "boundaries": "boundaries/",
    "boundary-add": "boundaries/add/",
    "noticed": "signs/",
    "sign-add": "signs/add/",
    "people": "people/",
    "deleted": "deleted/",
    "settings": "settings/",
}
# The first entry of these lists has its picture taken too.
WITH_ENTRY = {"appointments": "appointment", "rides": "ride", "boundaries": "boundary", "noticed": "sign"}


def prepare(folder: str) -> None:
    """A database in `folder` with the guidance and the made-up circle."""
    os.environ |= {"DATABASE_URL": f"sqlite:///{folder}/site.sqlite3", "ALONGSIDE_DEMO": "1", "ALONGSIDE_HTTPS": "0"}
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, check=True)


def take(page: Page, name: str, folder: Path) -> None:
    """The whole of the page, in both schemes, on a screen so high that the bar stands below it."""
    page.set_viewport_size(PHONE | {"height": page.evaluate("document.documentElement.scrollHeight")})
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.screenshot(path=folder / f"{name}-{scheme}.png", animations="disabled")
    page.set_viewport_size(PHONE)


def show(page: Page, address: str, name: str, folder: Path) -> None:
    answer = page.goto(address)
    if not answer.ok:
        raise SystemExit(f"{address} answers {answer.status}")
    take(page, name, folder)


def take_all(page: Page, folder: Path) -> None:
    for name, address in PUBLIC.items():
        show(page, address, name, folder)
    page.goto("/demo/")
    page.locator("main form button").click()
    page.wait_for_url("**/c/*/")
    circle = page.url
    for name, path in PRIVATE.items():
        show(page, circle + path, name, folder)
        entry = page.locator("main a.row-link").first
        if name in WITH_ENTRY and entry.count():
            show(page, entry.get_attribute("href"), WITH_ENTRY[name], folder)
    show(page, "/me/", "me", folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "screenshots")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        prepare(scratch)
        with serve("supporter_site.wsgi") as port:
            browser = playwright.chromium.launch(executable_path=find_chromium(playwright), args=ARGUMENTS)
            page = browser.new_page(base_url=f"http://127.0.0.1:{port}", viewport=PHONE, has_touch=True)
            take_all(page, folder)
            browser.close()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


if __name__ == "__main__":
    main()
