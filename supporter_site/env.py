"""Read settings from the environment, and refuse what makes no sense.

A file `.env` beside `manage.py` fills in what the environment leaves out; it is never required.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def load_dotenv(path: Path) -> None:
    """Put KEY=value lines of `path` into the environment, where it does not have the key yet."""
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        key, equals, value = line.partition("=")
        if not equals:
            raise ImproperlyConfigured(f"{path.name} line {number}: expected KEY=value")
        os.environ.setdefault(key.strip(), value.strip())


def text(name: str, default: str = "") -> str:
    """The value of `name`, or what stands in the file that `name`_FILE points to."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def secret(name: str) -> str:
    """A value that has to be there: there is no default secret."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. `make run` writes a .env with fresh secrets.")
    return value


def flag(name: str, default: bool = False) -> bool:
    """1 or 0; anything else is refused."""
    value = text(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}")
    return value == "1"


def number(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number within bounds."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}, not {value!r}")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
