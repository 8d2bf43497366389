"""A tablet in the clinic that many patients use: it clears itself, and keeps nothing for the next.

The server tells the browser when to leave a page, so no script is needed. A page that is left leads
to one that takes every cookie away. What the cookies opened is erased by the purge, within hours.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from eligibility import errors

MORE = 10  # whoever asks for more time has ten times as long for that page (WCAG 2.2.1)
STAY = "stay"  # the name of the button and of the link that ask for it
SLACK = 15  # seconds that a slow network may take, before a key of a page that was left is dead
CLEARED_FOR = 10  # seconds until the page that says so leads to the start page
# What would leave something behind: codes to come back with, a file, or a clinic's list.
NOT_HERE = {"come-back", "open-sheet", "saved", "code", "leave", "result-pdf"}
# The ids of a tablet's drafts begin with zeros, so that the purge knows them without a column.
IDS_BELOW = uuid.UUID(int=1 << 80)


def new_id() -> uuid.UUID:
    """The id of a new draft: below IDS_BELOW on a tablet, where chance alone brings no other."""
    whole = uuid.uuid4()
    return uuid.UUID(int=whole.int >> 48) if settings.KIOSK else whole


def more_time(request: HttpRequest) -> int:
    """The seconds that this request adds to the time of its page."""
    return (MORE - 1) * 60 * settings.KIOSK_MINUTES if getattr(request, STAY, False) else 0


def is_over(seconds: float) -> bool:
    """Whether a tablet has cleared itself, this long after a key was used."""
    return bool(settings.KIOSK) and seconds > 60 * settings.KIOSK_MINUTES + SLACK


def notice(request: HttpRequest) -> dict[str, Any] | None:
    """What the pages say of it, or None where this is no tablet."""
    if not settings.KIOSK:
        return None
    minutes: int = settings.KIOSK_MINUTES
    return {"minutes": minutes, "more": minutes * MORE, "has_more": bool(more_time(request))}


class Kiosk:
    """Sends each page on when its time is over, and refuses what has no place on a tablet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if settings.KIOSK and is_page and not 300 <= response.status_code < 400:
            self._send_on(request, response)
        return response

    @staticmethod
    def _send_on(request: HttpRequest, response: HttpResponse) -> None:
        """A header, not a tag: it is on every page, those for what goes wrong included."""
        if request.path == reverse("kiosk"):
            response.headers["Refresh"] = f"{CLEARED_FOR}; url={reverse('start')}"
        elif request.path != reverse("start") or set(request.COOKIES) - {settings.CSRF_COOKIE_NAME}:
            seconds = 60 * settings.KIOSK_MINUTES + more_time(request)
            response.headers["Refresh"] = f"{seconds}; url={reverse('kiosk')}"

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """The page for an address that does not exist, on a tablet. Notes who asks for more time:
        here a body that cannot be read has been refused already."""
        if not settings.KIOSK:
            return None
        setattr(request, STAY, STAY in request.GET or STAY in request.POST)
        asked = request.resolver_match
        for_staff = asked.app_name == "admin" or asked.route.startswith("staff/")
        hidden = for_staff or asked.url_name in NOT_HERE
        return errors.not_found(request) if hidden else None
