"""The keys in a browser: a cookie a questionnaire, with its random key and when it was last used.

The cookie carries the questionnaire's name, so two of them in one browser never mix, and a key
planted by someone else opens nothing. The time is signed: nobody can make an old cookie young.
"""

import hmac
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from eligibility.security import kiosk
from eligibility.security.tokens import fingerprint, fingerprints, new_token

KEY, USED = "draft key", "draft key used at"
MOST_OPEN = 8  # questionnaires one browser can have open; the browser forgets the others


@dataclass(frozen=True)
class Key:
    """A key that this site gave to a browser, and when it was last used (seconds since 1970)."""

    token: str
    used_at: int

    def opens(self, stored: str) -> bool:
        """Whether `stored` is the fingerprint of this key. An emptied one opens to nobody."""
        found = fingerprints(KEY, self.token)
        return bool(stored) and any(hmac.compare_digest(stored, one) for one in found)

    @property
    def is_idle(self) -> bool:
        """Whether it was not used for so long that someone else may sit there now."""
        idle = timezone.now().timestamp() - self.used_at
        return bool(settings.IDLE_MINUTES) and idle >= 60 * settings.IDLE_MINUTES


def cookie_name(draft_id: UUID) -> str:
    """The cookie that opens this draft, and only this one."""
    return f"{settings.COOKIE_PREFIX}candor-{draft_id.hex}"


def held(request: HttpRequest, draft_id: UUID) -> Key | None:
    """The key of this browser for this draft, if it has one that we gave it. On a tablet that was
    left alone it has none any more."""
    token, _, rest = request.COOKIES.get(cookie_name(draft_id), "").partition(".")
    used_at, _, seal = rest.partition(".")
    if not (token and used_at.isascii() and used_at.isdecimal() and len(used_at) <= 12):
        return None
    given, seal = fingerprints(USED, f"{token}.{used_at}"), seal.encode(errors="replace")
    ours = any(hmac.compare_digest(one.encode(), seal) for one in given)
    over = kiosk.is_over(timezone.now().timestamp() - int(used_at))
    return Key(token, int(used_at)) if ours and not over else None


def give(request: HttpRequest, draft_id: UUID, token: str) -> None:
    """Has the answer to this request carry the key, as used just now, or later where this request
    asks for more time."""
    used = f"{token}.{int(timezone.now().timestamp()) + kiosk.more_time(request)}"
    name = cookie_name(draft_id)
    value = request.COOKIES[name] = f"{used}.{fingerprint(USED, used)}"
    request.keys_to_give = getattr(request, "keys_to_give", {}) | {name: value}


def give_new(request: HttpRequest, draft_id: UUID) -> str:
    """A new key for this browser. What is returned is to be stored: the fingerprint of it."""
    token = new_token()
    give(request, draft_id, token)
    return fingerprint(KEY, token)


def hand_over(request: HttpRequest, response: HttpResponse) -> None:
    """Puts the keys on the answer, but none that it takes away."""
    given: dict[str, str] = getattr(request, "keys_to_give", {})
    before = [name for name in request.COOKIES if _is_ours(name) and name not in given]
    most = 1 if settings.KIOSK else MOST_OPEN
    for name in before[: max(0, len(before) + len(given) - most)] if given else []:
        forget(response, name)
    for name, value in given.items():
        if name not in response.cookies:
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(name, value, secure=secure, httponly=True, samesite="Lax")


def forget(response: HttpResponse, name: str) -> None:
    """Takes a key away from the browser."""
    response.delete_cookie(name, samesite="Lax")
    response.cookies[name]["secure"] = settings.SESSION_COOKIE_SECURE or ""


def _is_ours(name: str) -> bool:
    return name.startswith(f"{settings.COOKIE_PREFIX}candor-")
