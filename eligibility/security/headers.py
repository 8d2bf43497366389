"""Headers that every answer carries, error pages included."""

from collections.abc import Callable

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
