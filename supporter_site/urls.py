"""Every address of the site: ours first, then the accounts pages of allauth."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from tracker.signing_in.views import PasskeyRemoveView

# One page of ours stands for two lists of allauth's.
to_security = RedirectView.as_view(pattern_name="tracker:me-security")

urlpatterns = [
    path("", include("tracker.urls")),
    path("accounts/2fa/", to_security, name="mfa_index"),
    path("accounts/2fa/webauthn/", to_security, name="mfa_list_webauthn"),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", PasskeyRemoveView.as_view(), name="mfa_remove_webauthn"),
    path("accounts/", include("allauth.urls")),
]

if settings.ENABLE_ADMIN:
    from django.contrib import admin

    urlpatterns.append(path("admin/", admin.site.urls))

handler400 = "tracker.base.errors.bad_request"
handler403 = "tracker.base.errors.permission_denied"
handler404 = "tracker.base.errors.not_found"
handler429 = "tracker.base.errors.too_many_requests"
handler500 = "tracker.base.errors.server_error"
