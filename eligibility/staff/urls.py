"""The addresses of the sign-in pages: of all that allauth has, only these."""

from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from eligibility.staff.factors import has_passed
from eligibility.staff.later import Later, View
from eligibility.staff.site import what_is_missing

SET_UP = ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn")  # open before there is a factor

account = Later("allauth.account.views")
factor = Later("allauth.mfa.base.views")
codes = Later("allauth.mfa.recovery_codes.views")
app = Later("allauth.mfa.totp.views")
passkey = Later("allauth.mfa.webauthn.views")
ours = Later("eligibility.staff.pages")


def guarded(address: str, view: View, name: str) -> URLPattern:
    """A page of a person's own sign-in. Without a second factor in the session, it leads to what is
    missing: else a password alone could take the factor away."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        may_set_up = name in SET_UP and not request.user.has_factor
        if not (has_passed(request) or may_set_up):
            return redirect_to_login(request.get_full_path(), reverse(what_is_missing(request)))
        return view(request, *args, **kwargs)

    return path(address, asked, name=name)


WITH_PICTURE = csp_update({"img-src": ["data:"]})  # the picture to scan is part of its page

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/passkey/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/code/", factor.authenticate, name="mfa_authenticate"),
    path("sign-in/off/", account.account_inactive, name="account_inactive"),
    path("sign-out/", account.logout, name="account_logout"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("again/code/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("again/passkey/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    guarded("second-step/", factor.index, "mfa_index"),
    guarded("second-step/app/", WITH_PICTURE(app.activate_totp), "mfa_activate_totp"),
    guarded("second-step/app/remove/", app.deactivate_totp, "mfa_deactivate_totp"),
    guarded("second-step/passkey/", passkey.add_webauthn, "mfa_add_webauthn"),
    guarded("second-step/passkey/<int:pk>/remove/", ours.remove_passkey, "mfa_remove_webauthn"),
    guarded("second-step/codes/", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    guarded("second-step/codes/new/", codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    guarded("sessions/", ours.sessions, "usersessions_list"),
    guarded("password/", ours.password, "account_change_password"),
]
