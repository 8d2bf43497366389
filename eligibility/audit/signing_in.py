"""Who signed in and out, and who tried to, from Django's own signals."""

from typing import Any

from allauth.mfa.signals import authentication_failed
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from eligibility.audit.recording import Action, Who, person, record


@receiver(user_logged_in, dispatch_uid="audit")
def signed_in(request: HttpRequest, user: Any, **more: Any) -> None:
    """If this fails, so does the sign-in: a session is not kept with an error page."""
    record(Action.SIGN_IN, person(request, user))


@receiver(user_logged_out, dispatch_uid="audit")
def signed_out(request: HttpRequest, user: Any, **more: Any) -> None:
    """Also of a session that had ended already, which is nobody's."""
    record(Action.SIGN_OUT, person(request, user))


@receiver(user_login_failed, dispatch_uid="audit")
def refused(credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any) -> None:
    """With the name only if there is such a user: else a password typed into the wrong field would
    be kept. Without the user's number, for nobody has shown to be that user."""
    users = get_user_model()
    typed = credentials.get(users.USERNAME_FIELD) or credentials.get("username")
    known = users._default_manager.filter(**{users.USERNAME_FIELD: typed}).first()
    name = known.get_username() if known else ""
    record(Action.REFUSED, Who(None, name, person(request).address))


@receiver(authentication_failed, dispatch_uid="audit")
def wrong_code(request: HttpRequest, user: Any, **more: Any) -> None:
    """A wrong second step. Without the user's number, as above: the password alone shows nobody."""
    record(Action.REFUSED, Who(None, user.get_username(), person(request).address), kind="code")
