"""Every address of the site. Each page asks for log-in unless it says otherwise (LoginRequiredMiddleware)."""

from allauth.account.decorators import secure_admin_login
from allauth.account.views import (
    account_inactive,
    login,
    logout,
    password_reset,
    password_reset_done,
    password_reset_from_key,
    password_reset_from_key_done,
)
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import TemplateView

from tracker import entrance
from tracker.health import health
from tracker.identity import identity, identity_back
from tracker.kept.pages import kept_drop
from tracker.second_factor import pages as second_factor
from tracker.set_up.people import person_invite

# the admin site's own log-in form would pass by the rate limit
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("reports.urls")),
    path("", include("commissioning.urls")),
    path("health", health, name="health"),
    path("kept/drop/", kept_drop, name="kept-drop"),
    path("words/", TemplateView.as_view(template_name="tracker/words.html"), name="words"),
    path("accounts/login/", login, name="account_login"),
    path("accounts/logout/", logout, name="account_logout"),
    path("accounts/inactive/", account_inactive, name="account_inactive"),
    path("accounts/password/", password_reset, name="account_reset_password"),
    path("accounts/password/sent/", password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("accounts/password/set/", password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("accounts/office/", identity, name="identity"),
    path("accounts/office/back/", identity_back, name="identity-back"),
    path("accounts/again/", second_factor.Again.as_view(), name="account_reauthenticate"),
    path("accounts/second-step/", second_factor.Step.as_view(), name="mfa_authenticate"),
    path("account/second-step/", second_factor.second_factor, name="second-factor"),
    path("account/second-step/app/", second_factor.app, name="second-factor-app"),
    path("account/second-step/passkey/", second_factor.passkey, name="second-factor-passkey"),
    path("account/second-step/codes/", second_factor.codes, name="second-factor-codes"),
    path("account/second-step/<int:pk>/remove/", second_factor.remove, name="second-factor-remove"),
    path("set-up/people/<int:pk>/second-step/", second_factor.person_reset, name="person-second-factor"),
    path("set-up/people/<int:pk>/invite/", person_invite, name="person-invite"),
    path("invitation/", entrance.first_password, name="first-password"),
    path("invitation/<str:token>/", entrance.invitation, name="invitation"),
    path("admin/", admin.site.urls),
]

handler400 = "tracker.views.bad_request"
handler403 = "tracker.views.permission_denied"
handler404 = "tracker.views.page_not_found"
handler429 = "tracker.views.too_many_requests"
handler500 = "tracker.views.server_error"
