"""The patient of the other tests, with a wire under it: real requests to a real server."""

import http.client
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

from tests.faults.server import Server
from tests.patient import SHARED, Patient

HEADERS = {"X-Forwarded-Proto": "https", "Connection": "close"}
LOST = (OSError, http.client.HTTPException)


class Unanswered(Exception):
    """The connection ended, or the patience did, before an answer came."""


class Caller(Patient):
    """A patient behind the proxy of an installed site: `start`, `walk`, `show`, `send`, `press` are
    those of tests.patient.Patient. It waits `patience` seconds for an answer."""

    def __init__(
        self, server: Server, answers: Mapping[str, Any] = SHARED, *, patience: float = 30
    ) -> None:
        super().__init__(answers)
        self.server, self.patience = server, patience
        self.seconds, self.local_port = 0.0, 0
        self.more_headers: dict[str, str] = {}

    def tab(self, *, other: bool = False) -> "Caller":
        """A second window of this browser: at the same questionnaire, or at one of its own."""
        window = Caller(self.server, self.answers, patience=self.patience)
        window.cookies, window.id = self.cookies, self.id
        return window.start() if other else window

    def elsewhere(self) -> "Caller":
        """The same browser at another moment: with a copy of what it holds now."""
        window = self.tab()
        window.cookies = type(self.cookies)(self.cookies.output(header="", sep=";"))
        return window

    def request(self, **asked: Any) -> HttpResponse:
        """Sends what the test client would have handed to Django. Raises Unanswered."""
        sent = asked["wsgi.input"].read() if "wsgi.input" in asked else b""
        address = quote(asked["PATH_INFO"].encode("latin-1"))
        if query := asked.get("QUERY_STRING"):
            address += f"?{query}"
        answer = self._exchanged(asked["REQUEST_METHOD"], address, sent, self._headers(asked))
        response = HttpResponse(answer.body, status=answer.status)
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                self.cookies.load(value)
                self._forget_what_is_over()
            else:
                response.headers[name] = value
        response.request = asked
        response.url = response.headers.get("Location", "")
        return response

    def _headers(self, asked: dict[str, Any]) -> dict[str, str]:
        given = {
            name[5:].replace("_", "-").title(): value
            for name, value in asked.items()
            if name.startswith("HTTP_") and name != "HTTP_COOKIE" and value is not None
        }
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        fixed = HEADERS | {"Host": self.server.host, "Cookie": cookies}
        if asked["REQUEST_METHOD"] == "POST":
            fixed |= {
                "Origin": f"https://{self.server.host}",
                "Content-Type": asked["CONTENT_TYPE"],
            }
        return fixed | given | self.more_headers

    def _forget_what_is_over(self) -> None:
        for name in [n for n, morsel in self.cookies.items() if morsel["max-age"] in (0, "0")]:
            del self.cookies[name]

    def _exchanged(
        self, method: str, address: str, body: bytes, headers: dict[str, str]
    ) -> "Exchanged":
        began = time.monotonic()
        wire = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=self.patience)
        try:
            wire.connect()
            self.local_port = wire.sock.getsockname()[1]
            wire.request(method, address, body or None, headers)
            answer = wire.getresponse()
            return Exchanged(answer.status, answer.getheaders(), answer.read())
        except LOST as problem:
            raise Unanswered(f"{method} {type(problem).__name__}") from problem
        finally:
            self.seconds = time.monotonic() - began
            wire.close()


class Exchanged:
    """One answer as it came over the wire."""

    def __init__(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body
