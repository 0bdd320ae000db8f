"""What a person reads once and says so, so that it need not stand there again."""

from enum import StrEnum


class Reading(StrEnum):
    WRITING = "writing"  # before the first entry: what to write, and who may ask for it
    NOTE_HINT = "note_hint"  # beside a note about the loved one
    BOUNDARIES = "boundaries"  # before the first boundary: is it safe?
