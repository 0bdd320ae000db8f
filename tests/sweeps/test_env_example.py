"""`.env.example` names every setting that the code reads, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_env_example_names_every_setting():
    settings = (ROOT / "supporter_site" / "settings.py").read_text(encoding="utf-8")
    server = (ROOT / "gunicorn.conf.py").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.(?:text|secret|flag|number|words)\(\s*"(\w+)"', settings))
    read |= set(re.findall(r'environ(?:\.get\(|\[)"(\w+)"', server)) - {"ANNOUNCE"}
    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == read
