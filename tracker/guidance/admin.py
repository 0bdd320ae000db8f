"""The only models the admin holds: public reference data. It exists with ENABLE_ADMIN=1 alone."""

from django import forms
from django.conf import settings
from django.contrib import admin

from tracker.base.places import STATES
from tracker.guidance.models import Resource
from tracker.guidance.topics import TOPIC_SLUGS


class ResourceForm(forms.ModelForm):
    states = forms.MultipleChoiceField(choices=[(code, name) for code, (name, _zone) in STATES.items()], required=False)
    topics = forms.MultipleChoiceField(choices=[(slug, slug) for slug in TOPIC_SLUGS], required=False)

    class Meta:
        model = Resource
        exclude = ["edited_by_host"]  # noqa: DJ006


class ResourceAdmin(admin.ModelAdmin):
    """Saving marks the row as the host's own, and `load_guidance` leaves it alone from then on."""

    form = ResourceForm
    list_display = ["name", "organisation", "kind", "phone", "last_checked", "edited_by_host"]
    list_filter = ["kind", "edited_by_host"]
    search_fields = ["name", "organisation"]

    def save_model(self, request, obj, form, change):
        obj.edited_by_host = True
        super().save_model(request, obj, form, change)


if settings.ENABLE_ADMIN:
    admin.site.register(Resource, ResourceAdmin)
