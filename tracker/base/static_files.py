"""Static files: Bootstrap's stylesheet is cut down to the classes that occur in our templates and code.

The whole of it is 230 KB to read before anything shows, and we use an eighth (docs/adr/0028).
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import pairwise
from pathlib import Path

import tinycss2
from django.conf import settings
from django.contrib.staticfiles import finders
from whitenoise.storage import CompressedManifestStaticFilesStorage

BOOTSTRAP = "bootstrap/bootstrap.min.css"
# Where a class may be named.
SOURCES = ("templates/**/*.html", "tracker/**/*.py", "tracker/**/*.js")
GROUPS = {"media", "supports", "layer", "container"}


def words_in_use() -> frozenset[str]:
    """Every word of the templates and the code: whatever is no word there is no class on a page."""
    root = Path(settings.BASE_DIR)
    files = (path for pattern in SOURCES for path in root.glob(pattern))
    return frozenset(word for path in files for word in re.findall(r"[\w-]+", path.read_text(encoding="utf-8")))


def used_css(css: str, words: AbstractSet[str]) -> str:
    """`css` without comments and without the selectors that need a class which is not among `words`."""
    return "".join(_kept(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), words))


def _kept(rules: Iterable, words: AbstractSet[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [one for one in _split(rule.prelude) if words >= _classes(one)]
            if selectors:
                named = ",".join(tinycss2.serialize(one).strip() for one in selectors)
                yield f"{named}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in GROUPS and rule.content:
            inner = "".join(_kept(tinycss2.parse_rule_list(rule.content, skip_comments=True), words))
            if inner:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}"
        elif rule.type == "at-rule":
            yield rule.serialize()


def _split(tokens: Iterable) -> Iterator[list]:
    """The selectors of a list; commas inside of `:is(…)` part nothing."""
    selector = []
    for part in tokens:
        if part == ",":
            yield selector
            selector = []
        else:
            selector.append(part)
    yield selector


def _classes(selector: list) -> set[str]:
    """The classes that an element needs. What stands in brackets, as in `:not(.btn-check)`, asks for none."""
    return {name.value for dot, name in pairwise(selector) if dot == "." and name.type == "ident"}


def bootstrap() -> str:
    """Bootstrap's stylesheet as it is served."""
    return used_css(Path(finders.find(BOOTSTRAP)).read_text(encoding="utf-8"), words_in_use())


class StaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage; `collectstatic` puts what is used of Bootstrap in the place of the whole."""

    def post_process(self, paths, dry_run=False, **options):
        if BOOTSTRAP in paths and not dry_run:
            Path(self.path(BOOTSTRAP)).write_text(bootstrap(), encoding="utf-8")
            paths = paths | {BOOTSTRAP: (self, BOOTSTRAP)}
        yield from super().post_process(paths, dry_run, **options)
