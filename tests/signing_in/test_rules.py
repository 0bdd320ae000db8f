"""Browsers and systems in words."""

import pytest

from tests.signing_in.conftest import DESKTOP, PHONE
from tracker.signing_in.rules import Browser, System, browser_of, system_of

ON = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) {} Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (PHONE, Browser.SAFARI, System.IPHONE),
        (DESKTOP, Browser.FIREFOX, System.WINDOWS),
        (ON.format("Linux; Android 10; K", "Chrome/156.0.0.0 Mobile"), Browser.CHROME, System.ANDROID),
        (ON.format("Linux; Android 10; K", "SamsungBrowser/30.0 Chrome/150.0 Mobile"), Browser.SAMSUNG, System.ANDROID),
        (ON.format("Windows NT 10.0; Win64; x64", "Chrome/156.0.0.0 Edg/156.0"), Browser.EDGE, System.WINDOWS),
        (ON.format("X11; CrOS x86_64 14541.0.0", "Chrome/156.0.0.0"), Browser.CHROME, System.CHROMEBOOK),
        (ON.format("X11; Linux x86_64", "Chrome/156.0.0.0 OPR/120"), Browser.OPERA, System.LINUX),
        ("Mozilla/5.0 (iPad; CPU OS 19_0) FxiOS/150 Safari", Browser.FIREFOX, System.IPAD),
        (ON.format("Macintosh; Intel Mac OS X 10_15_7", "Version/19.0"), Browser.SAFARI, System.MAC),
        ("curl/8.0", Browser.OTHER, System.OTHER),
        ("", Browser.OTHER, System.OTHER),
    ],
)
def test_a_browser_is_named_and_nothing_finer(agent, browser, system):
    assert (browser_of(agent), system_of(agent)) == (browser, system)
