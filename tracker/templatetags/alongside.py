"""Template filters of the house. They format; they never query."""

from django import template

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
def dialled(phone: str) -> str:
    """A phone number as a tel: address takes it: digits, a leading plus, and an extension after a comma."""
    number, _, extension = phone.lower().replace("ext.", "x").replace("ext", "x").partition("x")
    digits = "".join(character for character in number if character.isdigit())
    return (
        ("+" if number.strip().startswith("+") else "")
        + digits
        + (f",{extension.strip()}" if extension.strip() else "")
    )
