"""What allauth asks of us while someone signs in: nobody signs up, each try is counted first."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from eligibility.models import AccessLog
from eligibility.staff.known import remember
from eligibility.staff.tries import PasswordTries

TOO_MANY = _(
    "There were too many tries. This keeps others from guessing. Wait 15 minutes, then try again. "
    "If you have a passkey, you can use it now."
)
TOO_MANY_CODES = _(
    "There were too many wrong codes. This keeps others from guessing. Wait one hour, then try "
    "again. If you have a passkey, you can use it now."
)
STRANGE = 3  # below that, it was a slip of one's own
STRANGE_TRIES = _(
    "Since you last signed in, a wrong password or code was given for you %(count)d times. If that "
    "was not you, change your password, and tell the person who looks after Candor in your clinic."
)
SAID = {
    "mfa/messages/totp_activated.txt": _("Your app is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your app is removed."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is set up."),
    "mfa/messages/webauthn_removed.txt": _("Your passkey is removed."),
    "usersessions/messages/sessions_logged_out.txt": _("You are signed out everywhere else."),
    "account/messages/password_changed.txt": _("Your password is changed."),
}


def refused_since_last_time(user: User) -> int:
    """How often a wrong password or code was given for this person between their last two
    sign-ins, the second of which is just now."""
    rows = AccessLog.objects.filter(who=user.username).order_by("-number")
    came = rows.filter(action=AccessLog.Action.SIGN_IN).values_list("number", flat=True)
    before = list(came[:2])[1:] or [0]
    return rows.filter(action=AccessLog.Action.REFUSED, number__gt=before[0]).count()


class StaffSignIn(DefaultAccountAdapter):
    """How allauth signs our staff in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "This user name and password do not belong together. Check both and try again."
        ),
        "incorrect_password": _("This is not your password. Check it and try again."),
        "enter_current_password": _("This is not your password. Check it and try again."),
        "too_many_login_attempts": TOO_MANY,
        "too_many_codes": TOO_MANY_CODES,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the clinic, never by a visitor."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts this try before any password is compared. allauth's own count is not atomic."""
        if not PasswordTries(request, credentials["username"]).may_go_on():
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Whom the password belongs to. Someone who is switched off, or no staff, is told nothing
        else than someone who does not exist."""
        user = super().authenticate(request, **credentials)
        if user is None or not (user.is_active and user.is_staff):
            return None
        PasswordTries(request, credentials["username"]).forget()
        return user

    def pre_login(self, request: HttpRequest, user: User, **given: Any) -> HttpResponse | None:
        """A passkey asks for no password, so here is where it meets the same question."""
        if not user.is_staff:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **given)

    def post_login(self, request: HttpRequest, user: User, **given: Any) -> HttpResponse:
        response = super().post_login(request, user, **given)
        remember(request, response, user.username.lower())
        count = refused_since_last_time(user)
        if count >= STRANGE:
            told = STRANGE_TRIES % {"count": count}
            messages.add_message(request, messages.WARNING, told)
        return response

    def is_reauthentication_required(self, *, app: str, **given: Any) -> bool:
        """Not again within five minutes of a sign-in: a first set-up would ask the password twice.
        Signing in proves no less than proving it is still you."""
        records = get_authentication_records(context.request, context.request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **given)

    def get_client_ip(self, request: HttpRequest) -> str:
        """For a person's own list of sessions. A server behind a socket sees no address."""
        return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """In our words, and only what is news to the reader."""
        if text := message or SAID.get(message_template or ""):
            messages.add_message(request, level, text, extra_tags=extra_tags)
