"""Decisions about the people of a circle, on plain values."""

from tracker.people.permissions import Role

# How much one circle and one person may have: far more than a family needs, and an end to abuse.
MEMBERS_MAX = 20  # people in a circle, its owners included
MOST_CIRCLES = 20
MOST_CONTACTS = 200


def is_last_owner(role: str, owners: int) -> bool:
    """Whether a member with `role` is the only owner among `owners`: then they stay one, and stay."""
    return role == Role.OWNER and owners <= 1


def has_room(members: int) -> bool:
    """Whether one more person fits into a circle of `members`."""
    return members < MEMBERS_MAX
