"""Who starts again and again, or sends more than a form of ours holds, fills no disk or memory."""

import io
import time
import tracemalloc
from functools import cache
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from eligibility.models import Draft
from tests.patient import Patient

pytestmark = [pytest.mark.django_db, pytest.mark.shows("T17", "ASVS 2.4.1", "ASVS 15.2.2")]

MOST_READ = 64 * 1024
FORM = "application/x-www-form-urlencoded"


def bytes_of_drafts() -> int:
    """What the drafts take on the disk. On SQLite, the whole database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('eligibility_draft')")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(cursor.fetchone()[0])


def test_a_thousand_starts_take_less_than_two_megabytes() -> None:
    robot, before = Patient(), bytes_of_drafts()
    for _ in range(1000):
        assert robot.post("/screening/").status_code == 302
        robot.cookies.clear()
    assert Draft.objects.count() == 1000
    assert bytes_of_drafts() - before < 2_000_000


class Endless(io.RawIOBase):
    """A body without an end, that knows how much of it was read."""

    def __init__(self, part: bytes) -> None:
        self.part, self.taken = part, 0

    def read(self, size: int = -1) -> bytes:
        assert 0 <= size < 10_000_000, "all of it was asked for at once"
        self.taken += size
        return (self.part * (size // len(self.part) + 1))[:size]


@cache
def site() -> WSGIHandler:
    """The site as a server meets it."""
    return WSGIHandler()


def send(part: bytes, length: str | None, url: str, **more: str) -> tuple[str, Endless]:
    """The status of a POST as the server hands it on, and what was read of its body."""
    body, said = Endless(part), []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": url,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "CONTENT_TYPE": FORM,
    }
    environ |= more | ({} if length is None else {"CONTENT_LENGTH": length})
    answer = site()(environ, lambda status, headers: said.append(status))
    list(answer)
    return said[0][:3], body


@pytest.mark.shows("F23", "F24")
@pytest.mark.parametrize("part", [b"x", b"a=1&"])
@pytest.mark.parametrize("length", ["10000000", "100000000000", "65537", "-1", "x"])
@pytest.mark.parametrize("url", ["/screening/", "/staff/sign-in/"])
def test_of_a_body_that_is_too_long_not_a_byte_is_read(part: bytes, length: str, url: str) -> None:
    status, body = send(part, length, url)
    assert status in ("400", "413") and body.taken == 0


@pytest.mark.shows("F23", "F24")
@pytest.mark.parametrize("url", ["/screening/", "/open/"])
@pytest.mark.parametrize("part", [b"x", b"&", b"%00=%ff&"])
def test_the_longest_body_is_answered_with_little_work(part: bytes, url: str) -> None:
    """In processor time, which other work on this machine does not lengthen much."""
    send(part, "1000", url)  # what is loaded once is loaded
    tracemalloc.start()
    began = time.process_time()
    status, body = send(part, str(MOST_READ), url)
    worked, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert status.startswith("4") and body.taken <= MOST_READ + 1024
    assert peak < 20_000_000
    assert worked < 1.5, "0.3 seconds, and five times as long because memory is traced"
