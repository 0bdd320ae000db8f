"""Words to avoid stand nowhere that a reader looks: topics, templates, mails, and the texts in the code."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.guidance.directory import RESOURCES_FILE
from tracker.guidance.topics import CONTENT

TEMPLATES = settings.BASE_DIR / "templates"
CODE = settings.BASE_DIR / "tracker"

GETTEXT = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "npgettext", "pgettext",
    "pgettext_lazy",
}  # fmt: skip
SPOKEN_ATTRIBUTES = r"(?:aria-[a-z]+|alt|content|placeholder|title|data-[a-z-]+)"

COMMENT = re.compile(r"\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|\{#.*?#\}|<!--.*?-->|<(script|style)\b.*?</\1>", re.S)
TRANSLATED = re.compile(r"""\{%\s*trans(?:late)?\s+(?:"([^"]*)"|'([^']*)')[^%]*%\}""")
ARGUMENT = re.compile(r"""_\((?:"([^"]*)"|'([^']*)')\)""")
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
ATTRIBUTE = re.compile(rf"""\s{SPOKEN_ATTRIBUTES}=(?:"([^"]*)"|'([^']*)')""")


def first(match: re.Match) -> str:
    return next(group for group in match.groups() if group is not None)


def words_of_template(source: str) -> str:
    """What a template can show or have read aloud: its own text, translated text, and spoken attributes."""
    source = COMMENT.sub(" ", source)
    arguments = " ".join(first(one) for one in ARGUMENT.finditer(source))
    text = TAG.sub(" ", TRANSLATED.sub(first, source))
    spoken = " ".join(first(one) for one in ATTRIBUTE.finditer(text))
    return " ".join((re.sub(r"<[^>]*>", " ", text), spoken, arguments))


def texts_of_code(source: str) -> list[str]:
    """The strings that Python code marks for translation."""
    return [
        argument.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in GETTEXT
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def below(folder: Path, *endings: str) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.suffix in endings)
    assert found, folder
    return found


def names(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("path", below(TEMPLATES, ".html", ".txt"), ids=names)
def test_t9_a_template_has_no_word_to_avoid(path: Path) -> None:
    assert words_to_avoid_in(words_of_template(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", below(CONTENT, ".md"), ids=names)
def test_t9_a_topic_has_none_not_even_among_its_sources(path: Path) -> None:
    assert words_to_avoid_in(path.read_text(encoding="utf-8")) == []


def test_t9_the_directory_has_none() -> None:
    rows = tomllib.loads(RESOURCES_FILE.read_text(encoding="utf-8"))["resource"]
    assert words_to_avoid_in("\n".join(str(value) for row in rows for value in row.values())) == []


def test_t9_no_text_in_the_code_has_one() -> None:
    found = {
        names(path): words
        for path in below(CODE, ".py")
        if (words := words_to_avoid_in("\n".join(texts_of_code(path.read_text(encoding="utf-8")))))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "<p>an addict</p>",
        '{% translate "Is he clean?" %}',
        "{% translate 'Is he clean?' as words %}",
        "{% blocktranslate with name=one %}{{ name }} relapsed{% endblocktranslate %}",
        '{% with heading=_("Drug abuse") %}{% endwith %}',
        '<p aria-label="{% translate "Tough love" %}"></p>',
        '<meta name="description" content="For enablers">',
        "HIPAA-compliant mail",
    ],
)
def test_a_word_is_found_wherever_a_template_can_show_it(source: str) -> None:
    assert words_to_avoid_in(words_of_template(source))


@pytest.mark.parametrize(
    "source",
    [
        "{{ request.user.email }}{% if user.is_authenticated %}{% endif %}",
        "{% comment %}The user is asked first.{% endcomment %}",
        '<a class="clean" href="/clean/">Go</a>',
        "Do not say “clean” or “dirty”.",
        "National Institute on Drug Abuse",
        "Substance Abuse and Mental Health Services Administration",
    ],
)
def test_code_quotes_and_names_raise_no_false_alarm(source: str) -> None:
    assert words_to_avoid_in(words_of_template(source)) == []


def test_only_texts_meant_for_readers_are_read_from_code() -> None:
    source = '"""The user."""\nlabel = _("an addict")\nkey = "user"\nmany = ngettext("one user", "users", 2)\n'
    assert texts_of_code(source) == ["an addict", "one user", "users"]
