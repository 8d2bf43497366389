"""Pages are sent as Brotli where the browser takes it: a tenth smaller than gzip, in like time."""

import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

import brotli
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

TAKES_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
QUALITY, TIGHT = 5, 10  # for the longest sheet 0.6 ms, or 10 ms and another tenth off
MASK = 100  # bytes


def tightly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the view of a long document: a patient opens it once, perhaps on a slow phone, so it is
    packed as small as can be."""

    @wraps(view)
    def packed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.quality = TIGHT
        return response

    return packed


class Pack:
    """Whatever is no page, and whoever does not take Brotli, is left to Django's own gzip. As that
    does against BREACH, up to MASK random bytes hide how long a page is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response, self.gzip = get_response, GZipMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """To HEAD the same headers are sent without the page; else gunicorn warns of each."""
        response = self.packed(request, self.get_response(request))
        if request.method == "HEAD" and not response.streaming:
            response.content = b""
        return response

    def packed(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        taken = TAKES_BROTLI.search(request.headers.get("Accept-Encoding", ""))
        page = response.headers.get("Content-Type", "").startswith("text/html")
        packed = response.streaming or response.has_header("Content-Encoding")
        if packed or not (page and taken and response.content):
            return self.gzip.process_response(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))
        mask = secrets.token_hex(secrets.randbelow(MASK + 1))
        whole = response.content + f"<!--{mask}-->".encode()
        response.content = brotli.compress(whole, quality=getattr(response, "quality", QUALITY))
        response.headers["Content-Length"] = str(len(response.content))
        response.headers["Content-Encoding"] = "br"
        return response
