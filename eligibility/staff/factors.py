"""The second factor: whether this session has it, and how its secrets rest in the database."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
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


def seal_again() -> int:
    """Seals every secret under the first of DATA_KEYS, for a key that is to go. Returns how many
    had another. It can be stopped and run again."""
    found = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
    return sum(_seal_one(pk) for pk in found.values_list("pk", flat=True))


@transaction.atomic
def _seal_one(pk: int) -> bool:
    """The row is locked as it is when a recovery code is used, so neither undoes the other."""
    factor = Authenticator.objects.select_for_update().get(pk=pk)
    first = next(iter(settings.DATA_KEYS))
    old = [n for n in SECRETS if n in factor.data and SECRET.key_id(factor.data[n]) != first]
    for name in old:
        factor.data[name] = SECRET.seal_text(SECRET.open_text(factor.data[name]))
    factor.save(update_fields=["data"])
    return bool(old)
