"""Log lines that cannot hold a patient's words: one JSON object a line, of these keys alone.

An exception shows its type and where, never what. A request shows the name of its route, never its
address. A line break in a header or a name cannot forge another line, for JSON has none.
"""

import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from time import perf_counter
from traceback import extract_tb
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from structlog.processors import JSONRenderer, TimeStamper
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict

OURS = "eligibility."
PLACES = 12  # of an exception, the innermost first
SENT_NUMBER = re.compile(r"[0-9a-f]{32}")  # as nginx makes its $request_id
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"})
KEYS = (
    *("time", "level", "logger", "event", "exception", "at"),
    *("request", "method", "route", "user", "status", "ms"),
)

log = logging.getLogger(__name__)
now_answered: ContextVar[HttpRequest | None] = ContextVar("now_answered", default=None)


class AccessLine:
    """Writes one line for each request. Every line that is written meanwhile has its number, so
    that they are found together."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began, before = perf_counter(), now_answered.set(request)
        sent = request.headers.get("X-Request-ID", "")
        request.number = sent if SENT_NUMBER.fullmatch(sent) else secrets.token_hex(16)
        try:
            response = self.get_response(request)
            taken = round((perf_counter() - began) * 1000, 1)
            log.info("Answered", extra={"status": response.status_code, "ms": taken})
            return response
        finally:
            now_answered.reset(before)


def one_line() -> ProcessorFormatter:
    """The formatter of every handler, whoever's library a record comes from."""
    # Else a record that cannot be written, say on a full disk, is shown with all that is in it.
    logging.raiseExceptions = False
    return ProcessorFormatter(
        processors=[
            _of_record,
            _of_request,
            TimeStamper(fmt="iso", key="time"),
            _allowed,
            JSONRenderer(),
        ],
        use_get_message=False,
        pass_foreign_args=True,
    )


def _of_record(logger: Any, name: str, line: EventDict) -> EventDict:
    """What the record says. Sentences of others are shown as they stand in their code, without what
    they are about, and only if there is such a gap: one without may be made of anything."""
    record, filled = line["_record"], line["positional_args"]
    line.update(level=record.levelname.lower(), logger=record.name)
    if record.name.startswith(OURS):
        line.update(status=getattr(record, "status", None), ms=getattr(record, "ms", None))
        line["event"] = line["event"] % filled if filled else line["event"]
    else:
        line["status"] = getattr(record, "status_code", None)
        if not filled:
            del line["event"]
    line.update(_of_exception(*line.get("exc_info") or ()))
    return line


def _of_exception(kind: Any = None, _what: Any = None, trace: Any = None) -> EventDict:
    if kind is None:
        return {}
    frames = [(frame.filename.rpartition("/")[2], frame.lineno) for frame in extract_tb(trace)]
    return {
        "exception": kind.__name__,
        "at": [f"{file}:{number}" for file, number in frames[: -PLACES - 1 : -1]],
    }


def _of_request(logger: Any, name: str, line: EventDict) -> EventDict:
    """Which request is answered just now, and to whom of the staff."""
    # Django tells of a refused request once it is answered.
    request = now_answered.get() or getattr(line["_record"], "request", None)
    if request is None:
        return line
    # Only what was read already: a line must not ask the database.
    session = getattr(getattr(request, "session", None), "_session_cache", {})
    line.update(
        request=getattr(request, "number", None),
        method=request.method if request.method in METHODS else "other",
        route=getattr(request.resolver_match, "view_name", None),
        user=session.get(SESSION_KEY),
    )
    return line


def _allowed(logger: Any, name: str, line: EventDict) -> EventDict:
    """Of all that a line holds, what is known and not empty."""
    return {key: line[key] for key in KEYS if line.get(key) is not None}
