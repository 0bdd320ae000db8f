"""Which browser and which system somebody signs in with, in words; nothing finer is kept."""

from django.utils.translation import gettext_lazy as _

from tracker.base.choices import LabelledEnum


class Browser(LabelledEnum):
    EDGE = "edge", _("Edge")
    OPERA = "opera", _("Opera")
    SAMSUNG = "samsung", _("Samsung Internet")
    FIREFOX = "firefox", _("Firefox")
    CHROME = "chrome", _("Chrome")
    SAFARI = "safari", _("Safari")
    OTHER = "other", _("Another browser")


class System(LabelledEnum):
    IPHONE = "iphone", _("iPhone")
    IPAD = "ipad", _("iPad")
    ANDROID = "android", _("Android")
    CHROMEBOOK = "chromebook", _("Chromebook")
    WINDOWS = "windows", _("Windows")
    MAC = "mac", _("Mac")
    LINUX = "linux", _("Linux")
    OTHER = "other", _("another device")


# The first word that is found decides: most browsers also name the ones they are built on.
BROWSER_WORDS = {
    "Edg": Browser.EDGE, "OPR/": Browser.OPERA, "SamsungBrowser": Browser.SAMSUNG, "Firefox": Browser.FIREFOX,
    "FxiOS": Browser.FIREFOX, "CriOS": Browser.CHROME, "Chrome": Browser.CHROME, "Safari": Browser.SAFARI,
}  # fmt: skip
SYSTEM_WORDS = {
    "iPhone": System.IPHONE, "iPad": System.IPAD, "Android": System.ANDROID, "CrOS": System.CHROMEBOOK,
    "Windows": System.WINDOWS, "Macintosh": System.MAC, "Linux": System.LINUX,
}  # fmt: skip


def browser_of(user_agent: str) -> Browser:
    """The browser that a User-Agent header names."""
    return next((browser for word, browser in BROWSER_WORDS.items() if word in user_agent), Browser.OTHER)


def system_of(user_agent: str) -> System:
    """The system that a User-Agent header names."""
    return next((system for word, system in SYSTEM_WORDS.items() if word in user_agent), System.OTHER)
