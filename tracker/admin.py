"""The index of the admin, which a host may switch on: resources and nothing else."""

from django.conf import settings

if settings.ENABLE_ADMIN:
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from django.contrib import admin
    from django.contrib.auth.models import Group

    import tracker.guidance.admin  # noqa: F401 (registers)

    # Other apps register their own; the admin of this site edits no accounts.
    for model in (EmailAddress, Authenticator, Group):
        if admin.site.is_registered(model):
            admin.site.unregister(model)
