"""What a page weighs: the bytes that really came for it, asked for as a browser asks.

The pages are those of `tests.every_page`, walked by the same patients as in the tests; only that
each of their requests goes over a connection to the served product. What TLS adds is not in it.
"""

import gzip
import os
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import Any, NamedTuple
from unittest.mock import patch

import brotli
from django.conf import settings

from bench.wizard.driver import Answer, StuckError
from bench.wizard.servers import Server

ACCEPT = "gzip, deflate, br, zstd"  # what Chromium sends
FONT = re.compile(r"url\([\"']?([^\"')]+)|@import\s+[\"']([^\"']+)")
KEPT = re.compile(r"max-age=[1-9]|immutable")


class Weight(NamedTuple):
    """One page. `page` is its own bytes, `beside` those of what it fetches on a first visit.
    Requests are counted on a first visit (`first`) and once the browser has what it may keep
    (`again`). `outside`, `missing`, `fonts` and `scripts` should all be 0."""

    page: int
    beside: int
    first: int
    again: int
    outside: int
    missing: int
    fonts: int
    scripts: int


class Asset(NamedTuple):
    """A file that pages fetch: its bytes, and whether the browser may keep it."""

    wire: int
    status: int
    kept: bool
    fetches: int


class Fetched(HTMLParser):
    """What a browser fetches to show a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        relations = {"stylesheet", "icon", "manifest", "preload", "modulepreload"}
        if tag == "link" and relations & set(found.get("rel", "").split()):
            self.found[found["href"]] = "link"
        elif tag in ("script", "img", "iframe", "source", "object") and "src" in found:
            self.found[found["src"]] = tag


def unpacked(answer: Answer) -> bytes:
    packing = answer.headers.get("Content-Encoding", "")
    if packing == "br":
        return bytes(brotli.decompress(answer.body))
    return gzip.decompress(answer.body) if packing == "gzip" else answer.body


class Wire:
    """Takes the place of the site in Django's test client: each request goes to the server. `last`
    is the answer of the newest request, and `redirect` the bytes of the heaviest redirect."""

    def __init__(self, server: Server) -> None:
        self.server, self.redirect = server, 0
        self.last: Answer | None = None

    def __call__(self, environ: Mapping[str, Any]) -> Any:
        from django.http import HttpResponse

        self.last = answer = self.exchange(environ)
        response: Any = HttpResponse(unpacked(answer), status=answer.status)
        for name, value in answer.headers.items():
            if name == "Set-Cookie":
                response.cookies.load(value)
            elif name not in ("Connection", "Content-Encoding"):
                response.headers[name] = value
        response.wsgi_request = SimpleNamespace()
        response.url = answer.headers.get("Location")
        return response

    def exchange(self, environ: Mapping[str, Any]) -> Answer:
        """One request as Django's client made it. Raises StuckError for a mistake of the server."""
        visitor = self.server.visitor(ACCEPT)
        visitor.cookies = cookies_of(environ.get("HTTP_COOKIE", ""))
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        visitor.headers["Content-Type"] = environ.get("CONTENT_TYPE", "")
        visitor.headers["X-CSRFToken"] = visitor.cookies.get(settings.CSRF_COOKIE_NAME, "")
        body = environ["wsgi.input"].read().decode() if method == "POST" else None
        answer = visitor.send(method, path, body)
        visitor.close()
        if answer.status >= 500:
            raise StuckError(f"{method} {path} answers {answer.status}")
        if answer.status in (301, 302, 303):
            self.redirect = max(self.redirect, answer.wire)
        return answer


def cookies_of(header: str) -> dict[str, str]:
    """The cookies of a patient of the tests, under the names that they have in production."""
    named = {"language": settings.LANGUAGE_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME}
    return {named.get(name, name): kept.value for name, kept in SimpleCookie(header).items()}


def prepare(server: Server) -> None:
    """Django in this process, with the settings of the server: the patient needs its words."""
    import django

    os.environ.update(server.contestant.settings)
    django.setup()


def walked(wire: Wire, language: str) -> Iterator[tuple[str, Answer, str]]:
    """Each page by name, with what came for it and its text. Raises StuckError for a page that is
    not the one that was meant."""
    from tests.every_page import pages

    with patch("tests.patient.site", return_value=wire):  # where its patients turn to
        for name, html in pages(language):
            shown = wire.last
            if shown is None or shown.status not in status_of(name):
                raise StuckError(f"{name}: {shown and shown.status}, not one of {status_of(name)}")
            if f'<html lang="{language}"' not in html:
                raise StuckError(f"{name} is not in {language}")
            yield name, shown, html


def status_of(name: str) -> tuple[int, ...]:
    """What a page of this name may answer. A step that need not be answered takes the empty answer
    that it is tried with, and then tells (409) that it was changed in the meantime."""
    if name.endswith("-empty"):
        return (422,)
    return (404,) if name == "no-such-page" else (200, 409)


def asset(server: Server, path: str) -> Asset:
    """Fetches a file once, as a browser does."""
    visitor = server.visitor(ACCEPT)
    answer = visitor.send("GET", path)
    visitor.close()
    fetches = len(FONT.findall(unpacked(answer).decode())) if path.endswith(".css") else 0
    kept = bool(KEPT.search(answer.headers.get("Cache-Control", "")))
    return Asset(answer.wire, answer.status, kept, fetches)


def weigh(server: Server) -> tuple[dict[str, Weight], int]:
    """Each page by language and name, the heaviest of the times that it was met; and the bytes of
    the heaviest redirect that leads to one."""
    prepare(server)
    found: dict[str, Weight] = {}
    files: dict[str, Asset] = {}
    wire = Wire(server)
    for language in ("en", "es"):
        for name, answer, html in walked(wire, language):
            fetched = Fetched(html).found
            for path in fetched:
                if path not in files and path.startswith("/"):
                    files[path] = asset(server, path)
            weight = weight_of(answer.wire, fetched, files)
            key = f"{language} {name}"
            found[key] = max(weight, found.get(key, weight))
    return found, wire.redirect


def weight_of(page: int, fetched: Mapping[str, str], files: Mapping[str, Asset]) -> Weight:
    """The weight of a page of so many bytes that fetches these."""
    own = [files[path] for path in fetched if path in files]
    beside, fonts = sum(each.wire for each in own), sum(each.fetches for each in own)
    return Weight(
        page,
        beside,
        first=1 + len(fetched) + fonts,
        again=1 + len(fetched) - sum(each.kept for each in own),
        outside=len(fetched) - len(own),
        missing=sum(each.status != 200 for each in own),
        fonts=fonts,
        scripts=list(fetched.values()).count("script"),
    )


def apart() -> tuple[set[str], set[str]]:
    """The pages that are whole documents, and those that nobody meets first, as the tests say."""
    from tests.test_pages_are_light import NEVER_FIRST, WHOLE_DOCUMENTS

    return NEVER_FIRST, WHOLE_DOCUMENTS
