"""The forms of the sign-in pages: plain labels, and every code counted before it is compared."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter as get_factors
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCode
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from eligibility.security.attempts import once
from eligibility.staff.tries import CODES


class PlainForm(forms.Form):
    """Labels say what to type, and stay when one types: no placeholders."""

    labels: ClassVar[dict[str, Any]] = {}
    helps: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")


class SignIn(PlainForm, LoginForm):
    labels: ClassVar = {"login": _("User name"), "password": _("Password")}


class PasswordAgain(PlainForm, ReauthenticateForm):
    labels: ClassVar = {"password": _("Password")}


class NewPassword(PlainForm, ChangePasswordForm):
    """The old password is counted as at a sign-in: a stolen session must not find it out."""

    labels: ClassVar = {
        "oldpassword": _("Your password now"),
        "password1": _("New password"),
        "password2": _("New password once more"),
    }
    helps: ClassVar = {
        "password1": _("At least 15 characters. A few words that only you would put together.")
    }

    def clean_oldpassword(self) -> str:
        old: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, old):
            raise get_adapter().validation_error("enter_current_password")
        return old

    def clean_password1(self) -> str:
        new: str = self.cleaned_data["password1"]
        if new == self.cleaned_data.get("oldpassword"):
            raise forms.ValidationError(_("This is the password you have now. Choose another."))
        return new


class CountedCode(PlainForm):
    """A code from the app or a recovery code. Counted, and good once."""

    labels: ClassVar = {"code": _("Code")}
    user: User

    def clean_code(self) -> str:
        who = str(self.user.pk)
        if not CODES.may_try(who):
            raise get_adapter().validation_error("too_many_codes")
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            secret = get_factors().decrypt(self.authenticator.data["secret"])
            use_up(self.user, secret, code)
        CODES.forget(who)
        return code


class Code(CountedCode, AuthenticateForm):
    """The second step of a sign-in."""


class CodeAgain(CountedCode, ReauthenticateByCode):
    """A code to prove that it is still you."""


def use_up(user: User, secret: str, code: str) -> None:
    """Raises ValidationError for a code that this person has used. allauth remembers used codes in
    a cache, which two processes do not share."""
    period, tolerance = app_settings.TOTP_PERIOD, app_settings.TOTP_TOLERANCE
    for step in totp.yield_hotp_counters_from_time():
        right = totp.format_hotp_value(totp.hotp_value(secret, step))
        if totp.compare_user_code(actual=code, expected=right):
            gone = datetime.fromtimestamp((step + tolerance + 1) * period, UTC)
            if not once("staff code", f"{user.pk} {step}", gone + timedelta(minutes=1)):
                raise get_factors().validation_error("incorrect_code")


class SetUpApp(PlainForm, ActivateTOTPForm):
    """The first code of a new app. It is not counted: its secret is on the page. While it waits in
    the session, the secret is sealed as it is later."""

    labels: ClassVar = {"code": _("The 6 digits that the app shows")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kept = context.request.session
        if sealed := kept.get(totp.SECRET_SESSION_KEY):
            kept[totp.SECRET_SESSION_KEY] = get_factors().decrypt(sealed)
        super().__init__(*args, **kwargs)
        kept[totp.SECRET_SESSION_KEY] = get_factors().encrypt(self.secret)

    def clean_code(self) -> str:
        code: str = super().clean_code()
        use_up(self.user, self.secret, code)
        return code


class ReadCredential:
    """What a browser sends of a passkey is JSON that anyone can write. allauth takes some of it for
    granted; what is missing there is a wrong passkey, not an error of ours."""

    def clean(self) -> Any:
        return _or_wrong(super().clean)


class SetUpPasskey(ReadCredential, PlainForm, webauthn.AddWebAuthnForm):
    labels: ClassVar = {
        "name": _("Name of this passkey"),
        "passwordless": _("Sign in with this passkey alone, without a password"),
    }


class ReadAnswer:
    """The same for a passkey that is used."""

    def clean_credential(self) -> Any:
        return _or_wrong(super().clean_credential)


class Passkey(ReadAnswer, webauthn.LoginWebAuthnForm):
    """A passkey in place of the password and the second step."""


class PasskeyStep(ReadAnswer, webauthn.AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class PasskeyAgain(ReadAnswer, webauthn.ReauthenticateWebAuthnForm):
    """A passkey to prove that it is still you."""


def _or_wrong(read: Any) -> Any:
    try:
        return read()
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError) as error:
        if isinstance(error, forms.ValidationError):
            raise
        raise get_factors().validation_error("incorrect_code") from None
