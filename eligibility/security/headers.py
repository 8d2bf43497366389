"""Headers that every answer carries, error pages included."""

from collections.abc import Callable
from dataclasses import asdict
from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse

NOTHING_ALLOWED = ", ".join(
    f"{feature}=()" for feature in ("camera", "geolocation", "microphone", "payment", "usb")
)


class SafeHeaders:
    """Outermost, so that no page, error or redirect leaves without them. `no-store` is the rule:
    only a view or a file server that knows better sets another Cache-Control."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Frame-Options", "DENY")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers["Permissions-Policy"] = NOTHING_ALLOWED
        return response


class Policy(CSPMiddleware):
    """The content security policy of the settings, with what a page changes of it. django-csp
    spells it anew for each answer; most change nothing, and theirs is spelled once. There are no
    nonces: no page has a script or a style in it."""

    def process_request(self, request: HttpRequest) -> None:
        """Prepares nothing."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        parts = self.get_policy_parts(request=request, response=response)
        changed = parts != PolicyParts()
        response.headers[HEADER] = build_policy(**asdict(parts)) if changed else unchanged_policy()
        return response


@cache
def unchanged_policy() -> str:
    """The policy as it stands in the settings."""
    return build_policy()
