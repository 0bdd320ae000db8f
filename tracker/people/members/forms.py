"""The role of a member."""

from django import forms

from tracker.base.forms import helper
from tracker.people.forms import role_choice
from tracker.people.permissions import Role


class RoleForm(forms.Form):
    role = role_choice(Role)

    helper = helper("role")
