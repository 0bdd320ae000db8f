"""Decisions about the people of a circle, on plain values."""

from tracker.people.permissions import Role

# How many people a circle holds, its owners included.
MEMBERS_MAX = 20


def is_last_owner(role: str, owners: int) -> bool:
    """Whether a member with `role` is the only owner among `owners`: then they stay one, and stay."""
    return role == Role.OWNER and owners <= 1


def has_room(members: int) -> bool:
    """Whether one more person fits into a circle of `members`."""
    return members < MEMBERS_MAX
