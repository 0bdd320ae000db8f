"""Template filters and tags of the house. They format; they never query."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tracker.base.dates import date_format
from tracker.base.field_html import field_html

register = template.Library()


@register.filter
def url_to(entry, action: str) -> str:
    """The address of a page of an entry: `{{ entry|url_to:"change" }}`."""
    return entry.url(action)


@register.filter
def field(form, name: str):
    """A field of a form by its name: `{{ form|field:"since" }}`."""
    return form[name]


@register.filter
def written(bound) -> SafeString:
    """A field with its label, written in Python: `{{ form.since|written }}`."""
    return field_html(bound)


@register.filter
def cells(values) -> SafeString:
    """A cell of a table for each value."""
    return format_html_join("", "<td>{}</td>", ((value,) for value in values))


@register.filter
def dialled(phone: str) -> str:
    """A phone number as a tel: address takes it: digits, a leading plus, and an extension after a comma."""
    number, _, extension = phone.lower().replace("ext.", "x").replace("ext", "x").partition("x")
    digits = "".join(character for character in number if character.isdigit())
    return (
        ("+" if number.strip().startswith("+") else "")
        + digits
        + (f",{extension.strip()}" if extension.strip() else "")
    )


@register.simple_tag
def entry_row(entry, status="", title="") -> SafeString:
    """An entry as a row of a list: its title or another, when, by whom, `status` in words, and whether it is private.

    Lists, Today and the timeline are made of these: in Python one takes a fifth of what it takes as a template.
    """
    return format_html(
        '<a class="row-link" href="{}"><span class="row-main"><bdi>{}</bdi></span>\n'
        '<span class="row-more muted">{}{}{}{}</span></a>',
        entry.get_absolute_url(),
        title or entry.title,
        _when(entry, "D M j", "D M j, "),
        _by(entry),
        format_html(" · {}", status) if status else "",
        _private(entry),
    )


@register.simple_tag
def entry_line(entry, status="", dated=False) -> SafeString:
    """An entry as an item of the week: when, its title, and `status` in words. With its date if `dated`."""
    said = '<span class="only-print"> ·</span><br class="no-print"> <span class="muted">{}</span>'
    return format_html(
        '<li><a class="read-link" href="{}">{} <bdi>{}</bdi></a>{}{}</li>\n',
        entry.get_absolute_url(),
        _when(entry, "D, M j", "D, M j, " if dated else "D "),
        entry.title,
        format_html(said, status) if status else "",
        _private(entry),
    )


def _when(entry, day: str, before_hour: str) -> str:
    """The day of the entry (`day` is a date format); if an hour was chosen, as `before_hour` has it, and the hour."""
    if not entry.has_clock_time:
        return date_format(entry.day, day)
    at = localtime(entry.at)
    return date_format(at.date(), before_hour) + date_format(at.time().replace(second=0, microsecond=0), "g:i A")


def _private(entry) -> str:
    return format_html(' <span class="badge-private">{}</span>', _("Only me")) if entry.is_private else ""


def _by(entry) -> str:
    if entry.author_id is None:
        return format_html(" · {}", _("a former member"))
    return format_html(" · <bdi>{}</bdi>", entry.author) if entry.author else ""
