"""A visitor over HTTP: reads a page as a browser does, fills in its form, sends it and follows."""

import http.client
import io
import re
import socket
import time
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

HERE = "127.0.0.1"  # no other machine is ever asked
TIMEOUT = 60.0
MOST_PAGES = 120
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
INPUT = re.compile(r"<input\b[^>]*>", re.S)
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
CLOSED = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)

Given = Mapping[str, str | list[str]]


class StuckError(Exception):
    """The journey did not go where it should: a page with an error, or one that refuses an answer.
    What is measured of such a journey means nothing."""


class Answer(NamedTuple):
    """What came back. `wire` counts the bytes of status line, headers and body, as received."""

    path: str
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    wire: int


class Journey(NamedTuple):
    """Where it begins, the address that it ends at, what a patient answers, and the headers that
    the proxy before the server would add."""

    start: str
    end: str
    given: Given
    headers: Mapping[str, str]


class _Received(io.RawIOBase):
    """The receiving side of a connection, which counts."""

    def __init__(self, connected: Any) -> None:
        self.connected, self.count = connected, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        got: int = self.connected.readinto(buffer)
        self.count += got
        return got

    def close(self) -> None:
        self.connected.close()
        super().close()


class _Weighed(http.client.HTTPResponse):
    """An answer that knows how much was received for it."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.received = _Received(self.fp.detach())
        self.fp = io.BufferedReader(self.received)


class Visitor:
    """One visitor: a connection that is kept where the server keeps it, and a cookie jar.
    `seconds` has the time of each request; `again` counts those that met a connection which the
    server had closed in the meantime."""

    def __init__(self, port: int, headers: Mapping[str, str], encoding: str = "identity") -> None:
        self.base = f"http://{HERE}:{port}"
        self.connection = http.client.HTTPConnection(HERE, port, timeout=TIMEOUT)
        self.connection.response_class = _Weighed
        self.headers = {"Accept": "text/html", "Accept-Encoding": encoding, **headers}
        self.cookies: dict[str, str] = {}
        self.seconds: list[float] = []
        self.again = 0

    def send(self, method: str, path: str, body: str | None = None) -> Answer:
        """One request and its answer, whatever it is."""
        headers = dict(self.headers, Cookie="; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if body is not None:
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        began = time.perf_counter()
        answer = self._exchange(method, path, body, headers)
        data = answer.read()
        self.seconds.append(time.perf_counter() - began)
        for line in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        return Answer(path, answer.status, answer.headers, data, answer.received.count)

    def _exchange(self, method: str, path: str, body: str | None, headers: Any) -> Any:
        """Sends once more if a kept connection turns out to be closed, as browsers do."""
        for last in (self.connection.sock is None, True):
            try:
                self.connection.request(method, path, body, headers)
                return self.connection.getresponse()
            except CLOSED:
                self.connection.close()
                if last:
                    raise
                self.again += 1
        return None

    def go(self, method: str, path: str, body: str | None = None) -> Answer:
        """One request and all redirects after it. Raises StuckError for a page with an error."""
        for _ in range(10):
            answer = self.send(method, path, body)
            if answer.status not in (301, 302, 303):
                break
            method, path, body = "GET", self.local(path, answer.headers["Location"]), None
        if answer.status != 200:
            raise StuckError(f"{method} {path} answers {answer.status}")
        return answer

    def local(self, path: str, location: str) -> str:
        """The path that `location` leads to. Raises StuckError if it leaves this server."""
        parts = urlsplit(urljoin(self.base + path, location))
        if parts.netloc not in (urlsplit(self.base).netloc, self.headers.get("Host")):
            raise StuckError(f"{path} leads away to {parts.netloc}")
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def close(self) -> None:
        self.connection.close()


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag. One without a value is there with an empty one."""
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(tag)}


def filled(page: str, path: str, given: Given) -> tuple[str, str]:
    """Where the form that moves the journey on is sent, and its body: hidden fields as they are,
    and to each question what `given` says. `s1-age` and `age-age` both ask for `age`.
    Raises StuckError for a page without a form."""
    forms = FORM.findall(page)
    main = [form for form in forms if "data-main" in form[0]] or forms
    if not main:
        raise StuckError(f"{path} has no form")
    head, inside = main[0]
    fields: list[tuple[str, str]] = []
    for tag in INPUT.findall(inside):
        found = attributes(tag)
        if name := found.get("name"):
            fields += [(name, value) for value in _values(name, found, given)]
    return attributes(head).get("action") or path, urlencode(fields)


def _values(name: str, found: Mapping[str, str], given: Given) -> list[str]:
    """What this one input sends."""
    kind, value = found.get("type", "text"), found.get("value", "")
    answer = given.get(name.partition("-")[2], "")
    if kind == "hidden":
        return [value]
    if kind in ("radio", "checkbox"):
        return [value] if value in ([answer] if isinstance(answer, str) else answer) else []
    return [answer] if isinstance(answer, str) else answer


def steps(visitor: Visitor, journey: Journey) -> Iterator[float]:
    """Goes the whole way, and yields the seconds of each step: one page answered, and every
    redirect up to the next page. Raises StuckError if an answer is refused or there is no end."""
    page = visitor.go("GET", journey.start)
    for _ in range(MOST_PAGES):
        if fnmatch(page.path, journey.end):
            return
        action, body = filled(page.body.decode(), page.path, journey.given)
        before, began = page.path, time.perf_counter()
        page = visitor.go("POST", action, body)
        took = time.perf_counter() - began
        if page.path == before:
            raise StuckError(f"{before} is shown again, so the answers were refused")
        yield took
    raise StuckError(f"{MOST_PAGES} pages, and no end")
