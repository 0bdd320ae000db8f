"""Enums with words for people, that rules may use without touching the database layer."""

from enum import StrEnum


class LabelledEnum(StrEnum):
    """A StrEnum whose members carry a (lazily translated) label: `NAME = "value", _("Label")`."""

    def __new__(cls, value: str, label: str = ""):
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) pairs, as a form field wants them."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def label_of(cls, value: str) -> str:
        """The words for a stored value; "" for a value that is empty or no longer offered."""
        return cls(value).label if value in cls._value2member_map_ else ""
