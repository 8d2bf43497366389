"""How long a staff session lives: 15 minutes alone and 12 hours in all, by times that the server
keeps in it. The age of a cookie proves nothing."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

ALONE, IN_ALL = 15 * 60, 12 * 60 * 60
EVERY = 60  # the session is written this often at most, not with every page
SIGNED_IN, SEEN, ENDED = "staff_signed_in", "staff_seen", "staff_ended"


class StaffUser(AuthenticationMiddleware):
    """Nobody is signed in by a session that is over. It is asked where the person is looked up, so
    no page can forget it, and a patient's page that looks up nobody pays nothing."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _current_user(request))


def _current_user(request: HttpRequest) -> User | AnonymousUser:
    session = request.session
    if SESSION_KEY not in session:
        return get_user(request)
    if why := why_over(session):
        session.flush()
        session[ENDED] = why
    elif _now() - session[SEEN] >= EVERY:
        session[SEEN] = _now()
    return get_user(request)


def why_over(session: SessionBase) -> str:
    """Why this session of a signed-in person has ended: "alone" or "in_all". Empty if it has not.
    A session without its times is over."""
    now = _now()
    if now - session.get(SIGNED_IN, 0) >= IN_ALL:
        return "in_all"
    return "alone" if now - session.get(SEEN, 0) >= ALONE else ""


@receiver(user_logged_in, dispatch_uid="staff session")
def begin(request: HttpRequest, **kwargs: Any) -> None:
    """Notes when a session began."""
    request.session[SIGNED_IN] = request.session[SEEN] = _now()
    request.session.pop(ENDED, None)


def _now() -> int:
    return int(timezone.now().timestamp())
