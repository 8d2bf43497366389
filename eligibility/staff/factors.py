"""The second factor: whether this session has it, and how its secrets rest in the database."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eligibility.security.sealed_secret import SealedSecret

# What is enough by itself. Recovery codes only stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SECRET = SealedSecret("second factor")
SECRETS = ("secret", "seed")  # the entries of an authenticator's data that hold one


def has_passed(request: HttpRequest) -> bool:
    """Whether whoever is signed in gave a second factor in this session, and still has one."""
    user = request.user
    if not (user.is_authenticated and getattr(user, "has_factor", False)):
        return False
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))


class SecondFactor(DefaultMFAAdapter):
    """How allauth keeps second factors for us."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "That code is not right, or it was used before. Wait for a new code, and type it."
        ),
        "cannot_delete_authenticator": _(
            "This is your only second step. Set up another one before you remove it."
        ),
    }

    def encrypt(self, text: str) -> str:
        return SECRET.seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises CannotRead for what was not sealed here, a secret in clear included."""
        return SECRET.open_text(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays: without it, nobody could open a page again before a new set-up."""
        others = factors_of(authenticator.user).exclude(pk=authenticator.pk)
        return bool(authenticator.type not in FACTORS or others.exists())

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}


def factors_of(user: User) -> Any:
    """The second factors of this person, recovery codes left out."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS)


@receiver(authenticator_added, dispatch_uid="staff factor")
def set_up(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Who sets up a factor has just shown that they hold it. The session can do more from here on,
    so it gets a new key."""
    if authenticator.type not in FACTORS or not request.user.is_authenticated:
        return
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    request.session.cycle_key()
    UserSession.objects.create_from_request(request)


def key_ids(factor: Authenticator) -> set[str]:
    """The ids of the keys that its secrets are sealed with."""
    return {SECRET.key_id(factor.data[name]) for name in SECRETS if name in factor.data}


def seal_again(factor: Authenticator) -> bool:
    """Seals its secrets under the first of DATA_KEYS. Tells whether one had another, and raises
    CannotRead. The row must be held, as it is when a recovery code is used."""
    if key_ids(factor) <= {next(iter(settings.DATA_KEYS))}:
        return False
    for name in set(SECRETS) & set(factor.data):
        factor.data[name] = SECRET.seal_text(SECRET.open_text(factor.data[name]))
    factor.save(update_fields=["data"])
    return True
