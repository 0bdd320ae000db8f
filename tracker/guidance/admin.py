"""The only models the admin holds: public reference data. It exists with ENABLE_ADMIN=1 alone."""

from allauth.account.decorators import secure_admin_login
from django import forms
from django.conf import settings
from django.contrib import admin

from tracker.base.places import STATES
from tracker.guidance.directory import load_resources
from tracker.guidance.models import Resource
from tracker.guidance.topics import TOPIC_SLUGS


class ResourceForm(forms.ModelForm):
    states = forms.MultipleChoiceField(
        choices=[(code, name) for code, (name, _zone) in STATES.items()],
        required=False,
        help_text="None means the whole country.",
    )
    topics = forms.MultipleChoiceField(choices=[(slug, slug) for slug in TOPIC_SLUGS], required=False)

    class Meta:
        model = Resource
        exclude = ["edited_by_host"]  # noqa: DJ006
        labels = {"organisation": "Organization", "licence": "License", "spoken": "Languages"}
        help_texts = {
            "phone": "Like 312-555-0100, or 312-555-0100 x12.",
            "spoken": "Like English, Spanish.",
            "last_checked": "When somebody last compared it with their own page, or called.",
            "hidden": "Show it to nobody. A deleted entry would come back with the next update.",
        }


def comes_back(row: Resource | None) -> bool:
    """Whether the next update would bring the row back if it were deleted."""
    return row is not None and (bool(row.imported_from) or row.slug in {one.slug for one in load_resources()})


class ResourceAdmin(admin.ModelAdmin):
    """Saving marks the row as the host's own; `load_guidance` and `import_resources` leave it alone from then on."""

    form = ResourceForm
    list_display = ["name", "organisation", "kind", "city", "phone", "last_checked", "hidden", "edited_by_host"]
    list_filter = ["kind", "hidden", "edited_by_host", "imported_from"]
    search_fields = ["name", "organisation", "city", "zip_code"]

    def get_readonly_fields(self, request, obj=None):
        """An update finds a row again by its slug."""
        return ["slug"] if comes_back(obj) else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    def save_model(self, request, obj, form, change):
        obj.edited_by_host = True
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        """Only what the host has added: the rest is hidden instead."""
        return not comes_back(obj) and super().has_delete_permission(request, obj)

    # The admin's own record of who did what would outlive the switch and stand in the way of deleting an account.
    def log_addition(self, request, obj, message):
        """Not kept."""

    def log_change(self, request, obj, message):
        """Not kept."""

    def log_deletions(self, request, queryset):
        """Not kept."""


def switch_on(site: admin.AdminSite) -> None:
    """List the resources. Everybody signs in at our own page, which limits failed tries."""
    site.register(Resource, ResourceAdmin)
    site.login = secure_admin_login(site.login)


if settings.ENABLE_ADMIN:
    switch_on(admin.site)
