"""Every address of the site: ours first, then the accounts pages of allauth."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("tracker.urls")),
    path("accounts/", include("allauth.urls")),
]

if settings.ENABLE_ADMIN:
    from django.contrib import admin

    urlpatterns.append(path("admin/", admin.site.urls))

handler400 = "tracker.base.errors.bad_request"
handler403 = "tracker.base.errors.permission_denied"
handler404 = "tracker.base.errors.not_found"
handler500 = "tracker.base.errors.server_error"
