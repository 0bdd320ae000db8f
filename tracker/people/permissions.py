"""Roles as data: what each may do, and the words that describe it to people."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from tracker.base.choices import LabelledEnum


class Permission(StrEnum):
    """One thing that a member may be allowed to do in a circle."""

    READ = "read"
    ADD = "add"
    CHANGE = "change"
    DELETE_OWN = "delete_own"
    DELETE_ANY = "delete_any"
    SETTLE = "settle"  # change where things stand
    MANAGE_CONTACTS = "manage_contacts"
    MANAGE_CIRCLE = "manage_circle"  # nickname, state, zone, members


class Role(LabelledEnum):
    OWNER = "owner", _("Owner")
    HELPER = "helper", _("Helper")
    VIEWER = "viewer", _("Viewer")


ROLE_DESCRIPTIONS = {
    Role.OWNER: _("Can do everything: add and change, delete shared entries, manage people and settings."),
    Role.HELPER: _("Can add entries, change any shared entry, and delete their own. Cannot manage people."),
    Role.VIEWER: _(
        "Can read what is shared with the circle. Cannot see what others keep to themselves. Cannot add or change anything."
    ),
}

ROLE_PERMISSIONS = {
    Role.OWNER: frozenset(Permission),
    Role.HELPER: frozenset(Permission) - {Permission.DELETE_ANY, Permission.MANAGE_CIRCLE},
    Role.VIEWER: frozenset({Permission.READ}),
}


def may(role: str, permission: Permission) -> bool:
    """Whether a role holds a permission."""
    return permission in ROLE_PERMISSIONS[Role(role)]


def roles_with(permission: Permission) -> list[Role]:
    """The roles that hold a permission."""
    return [role for role in Role if may(role, permission)]
