"""Print docs/fields.md: what every field of every form takes, and how much of anything there may be."""

import importlib
import inspect
from pathlib import Path

from django import forms
from django.conf import settings
from django.core.management.base import BaseCommand

from tracker.base import clock
from tracker.base.forms import ClockField, DayField, LineField, MomentField
from tracker.entries.rules import SHELF_DAYS, UNDO_MINUTES
from tracker.entries.views import PAGE_SIZE
from tracker.people.rules import MOST_CIRCLES, MOST_CONTACTS

TRACKER = Path(__file__).parents[2]
HEAD = """# What forms take

Made from the forms by `manage.py list_fields`; a test compares the two. Every form is checked on the server, with or without JavaScript. A form that does not pass answers 422, says why beside the field and saves nothing.

Everywhere: no NUL byte. Signs that nobody sees do not count as text, and signs that turn its direction are taken out. One line stays one line. Digits are ASCII digits. An answer that was not offered, or that belongs to another circle, is unknown. A field that a form does not have is not read. Of a field that comes twice, the last one counts.
"""  # noqa: E501 (a paragraph of a page)


class Command(BaseCommand):
    help = "Print docs/fields.md: what every field of every form takes."

    def handle(self, *args, **options):
        lines = [HEAD]
        for form in all_forms():
            lines += [f"## {form.__module__.split('.')[1]}: {form.__name__}", ""]
            lines += ["| field | has to be there | what it takes |", "|---|---|---|"]
            lines += [
                f"| `{name}` | {_yes_or_no(field.required)} | {takes(field)} |"
                for name, field in form.base_fields.items()
            ]
            lines.append("")
        lines += ["## How much there may be", "", "| what | at most |", "|---|---|"]
        lines += [f"| {what} | {most} |" for what, most in limits().items()]
        self.stdout.write("\n".join(lines))


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def all_forms() -> list[type[forms.BaseForm]]:
    """Every form of the app, package by package, in the order in which they are written."""
    found = []
    for path in sorted(TRACKER.glob("*/forms.py")):
        module = importlib.import_module(f"tracker.{path.parent.name}.forms")
        own = [one for _name, one in inspect.getmembers(module, inspect.isclass) if one.__module__ == module.__name__]
        own = [one for one in own if issubclass(one, forms.BaseForm) and one.base_fields]
        found += sorted(own, key=lambda one: inspect.getsourcelines(one)[1])
    return found


def takes(field: forms.Field) -> str:
    """What a field takes, in words."""
    match field:
        case MomentField():
            return f"a day and a time on the circle's clock, {_years()}; the hour that comes twice asks which one"
        case DayField():
            return f"a day, {_years()}"
        case ClockField():
            return "a time of day"
        case forms.ModelChoiceField():
            return "one of the rows that the reader may see"
        case forms.MultipleChoiceField():
            return "some of the answers on the page, each once"
        case forms.ChoiceField():
            return "one of the answers on the page"
        case forms.BooleanField():
            return "a tick"
        case forms.FileField():
            return "a file"
        case forms.UUIDField():
            return "a key against sending twice (hidden)"
        case forms.IntegerField():
            return f"a whole number from {field.min_value} to {field.max_value}"
        case forms.RegexField():
            return f"one line of at most {field.max_length} characters that fits `{_pattern(field)}`"
        case LineField() | forms.CharField(widget=forms.HiddenInput()):
            return f"one line of at most {field.max_length} characters"
    return f"text of at most {field.max_length:,} characters" if getattr(field, "max_length", None) else "text"


def _pattern(field: forms.RegexField) -> str:
    return field.regex.pattern.replace("|", "\\|")


def _years() -> str:
    return f"from {clock.FORM_YEARS_BACK} years ago to {clock.FORM_YEARS_AHEAD} years ahead"


def limits() -> dict[str, str]:
    """What there is an end to, from the constants that the code reads."""
    return {
        "one request": f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes, {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} fields",
        "circles of one person": str(MOST_CIRCLES),
        "contacts of one circle": str(MOST_CONTACTS),
        "entries on one page of a list": str(PAGE_SIZE),
        "minutes in which one's own change can be undone": str(UNDO_MINUTES),
        "days that a deleted entry stays on the shelf": str(SHELF_DAYS),
        "entries of one circle": "no end; lists, searches and weeks read a bounded part",
    }
