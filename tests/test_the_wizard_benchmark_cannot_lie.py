"""The benchmark of the journey measures what it says, and gives no figure for what went wrong."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bench.load import soak
from bench.load.crowd import walk
from bench.wizard import measuring, report
from bench.wizard.contestants import PATIENT, floor, product
from bench.wizard.driver import Journey, StuckError, Visitor, filled, steps
from bench.wizard.weighing import Asset, Fetched, weight_of
from config.keys import fresh
from eligibility.protocol import PROTOCOL

ROOT = Path(__file__).parent.parent
FORM = '<form method="post" action="{}"><input type="radio" name="s1-how" value="yes"></form>'
SERVER = "postgresql://test@/postgres?host=/tmp/nowhere"
TINY = Journey("/one", "/end", {"how": "yes"}, {})

Pages = dict[str, tuple[int, str]]


@contextmanager
def site(pages: Pages) -> Iterator[int]:
    """The port of a site whose pages are these: a status, and a text or where it leads."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, text = pages[f"{self.command} {self.path}"]
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", text)
            self.end_headers()
            self.wfile.write(text.encode())

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def walked(pages: Pages) -> int:
    """The steps of a journey through this site."""
    with site(pages) as port:
        return len(measuring.one_journey(port, TINY))


def test_a_journey_is_its_pages_answered() -> None:
    pages = {
        "GET /one": (200, FORM.format("/one")),
        "POST /one": (302, "/two"),
        "GET /two": (200, FORM.format("")),
        "POST /two": (302, "/end"),
        "GET /end": (200, "thanks"),
    }
    assert walked(pages) == 2


@pytest.mark.parametrize(
    ("then", "why"),
    [
        ((500, "sorry"), "POST /one answers 500"),
        ((422, FORM.format("/one")), "POST /one answers 422"),
        ((200, FORM.format("/one")), "shown again"),
        ((302, "/gone"), "GET /gone answers 404"),
        ((302, "/blank"), "/blank has no form"),
        ((302, "http://elsewhere.example/"), "leads away to elsewhere.example"),
    ],
)
def test_a_page_that_is_not_the_next_one_ends_the_run(then: tuple[int, str], why: str) -> None:
    pages = {
        "GET /one": (200, FORM.format("/one")),
        "POST /one": then,
        "GET /gone": (404, ""),
        "GET /blank": (200, "no form"),
    }
    with pytest.raises(StuckError, match=why):
        walked(pages)


def test_under_load_an_error_is_counted_and_told() -> None:
    pages = {"GET /one": (200, FORM.format("/one")), "POST /one": (503, "later")}
    with site(pages) as port:
        found = walk(port, TINY, deadline=float("inf"))
    assert found.problem == "StuckError: POST /one answers 503"
    assert found.steps == []


def test_every_byte_that_came_is_counted() -> None:
    with site({"GET /one": (200, "x" * 5000)}) as port:
        visitor = Visitor(port, {})
        answer = visitor.send("GET", "/one")
        visitor.close()
    status = len("HTTP/1.0 200 OK\r\n") + len("\r\n")
    headers = sum(len(f"{name}: {value}\r\n") for name, value in answer.headers.items())
    assert answer.wire == status + headers + 5000


def test_a_form_is_filled_in_as_by_a_browser() -> None:
    page = """<form method="post" action="/language/"><input name="language"></form>
        <form method="post" data-main action="/next/"><input type="hidden" name="seen" value="7">
        <input type="radio" name="a-how" value="yes"><input type="radio" name="a-how" value="no">
        <input type="checkbox" name="a-signs" value="x"><input name="a-since"></form>"""
    action, body = filled(page, "/here/", {"how": "no", "since": "42", "signs": ["y"]})
    assert (action, body) == ("/next/", "seen=7&a-how=no&a-since=42")


def test_the_patient_of_the_benchmark_answers_every_question_of_the_screening() -> None:
    asked = {question.slug for question in PROTOCOL.screening_questions if not question.optional}
    assert asked <= set(PATIENT)


def test_a_ratio_compares_what_was_measured_side_by_side() -> None:
    assert report.ratios([(2.0, 1.0), (4.0, 1.0), (1.0, 3.0)]) == [0.5, 0.25, 3.0]


@pytest.mark.parametrize("pairs", [[], [(0.0, 1.0)], [(1.0, 1.0), (1.0, 0.0)]])
def test_there_is_no_ratio_without_a_measurement(pairs: list[tuple[float, float]]) -> None:
    with pytest.raises(StuckError):
        report.ratios(pairs)


@pytest.mark.parametrize(
    ("goal", "value", "standing"),
    [
        (report.PROCESSOR, 0.45, "held, and the aim"),
        (report.PROCESSOR, 0.75, "held; aim not yet"),
        (report.PROCESSOR, 0.76, "NOT HELD"),
        (report.SPEED, 2.2, "held, and the aim"),
        (report.SPEED, 1.3, "held; aim not yet"),
        (report.SPEED, 1.29, "NOT HELD"),
        (report.STRAY, 1, "NOT HELD"),
    ],
)
def test_a_goal_is_held_or_not(goal: report.Goal, value: float, standing: str) -> None:
    assert goal.standing(value) == standing
    assert report.line(goal, [value], max).endswith(f"   {standing}")


def test_what_is_held_in_the_median_only_is_said_to_be_in_doubt() -> None:
    doubtful, sure = [0.6] * 6 + [0.8] * 5, [0.6] * 11 + [0.8]
    assert report.timed(report.PROCESSOR, doubtful).endswith("   held, but in doubt")
    assert report.timed(report.PROCESSOR, sure).endswith("   held; aim not yet")
    assert report.line(report.NEXT, [1, 4_000], max).endswith("   held; aim not yet")


@pytest.mark.parametrize(
    ("count", "dropped"), [(1, 0), (5, 0), (6, 0), (9, 1), (20, 5), (25, 7), (100, 39)]
)
def test_the_median_lies_where_chance_would_not_miss_it(count: int, dropped: int) -> None:
    """The known ranks of the interval of a median by its signs, 95 of 100."""
    values = list(range(count))
    assert report.sure(values[::-1]) == (dropped, count - 1 - dropped)


def test_the_last_step_is_part_of_the_p95_and_no_late_step_is_left_out() -> None:
    assert measuring.below([1.0] * 94 + [9.0] * 6) == 9.0
    assert measuring.below([1.0] * 96 + [9.0] * 4) == 1.0


def test_statements_that_grow_with_rows_or_with_answers_are_seen() -> None:
    flat = [4, *[3] * 8, 15]
    assert measuring.growth(flat, flat) == 1
    assert measuring.growth(flat, [4, *[6] * 8, 15]) > 1.5
    assert measuring.growth(flat, [4, 3, 3, 3, 3, 4, 4, 4, 4, 15]) > 1.3


def test_memory_that_grows_is_told_from_memory_that_was_warmed_up() -> None:
    assert soak.growth([50, 80, *[100] * 8]) == pytest.approx(0)
    assert soak.growth([50, 80, *range(100, 108)]) == pytest.approx(0.07)
    assert abs(soak.growth([50, 80, 100, 101, 100, 101, 100, 101, 100, 101])) < 0.02
    with pytest.raises(StuckError, match="too few"):
        soak.growth([100, 100, 100][:2])


def test_all_that_a_page_fetches_is_weighed_and_what_is_not_ours_is_counted() -> None:
    html = """<link rel="stylesheet" href="/a.css"><link rel="icon" href="/i.svg">
        <link rel="canonical" href="/here"><script src="https://elsewhere.example/x.js"></script>
        <a href="/far">far</a>"""
    fetched = Fetched(html).found
    files = {"/a.css": Asset(3000, 200, True, 1), "/i.svg": Asset(500, 404, False, 0)}
    weight = weight_of(2000, fetched, files)
    assert (weight.page, weight.beside) == (2000, 3500)
    assert (weight.first, weight.again) == (5, 3)
    assert (weight.outside, weight.missing, weight.fonts, weight.scripts) == (1, 1, 1, 1)


def test_the_product_is_measured_with_the_settings_of_production() -> None:
    told = """
import config.settings as real, bench.wizard.production as ours
names = {name for module in (real, ours) for name in dir(module) if name.isupper()}
other = [name for name in names if getattr(real, name, 0) is not getattr(ours, name, 1)]
print(ours.MODE, ours.SECURE_SSL_REDIRECT, other)
"""
    contestant = product(SERVER, Path("/tmp/nowhere"))
    assert run(told, contestant.settings) == "production True ['STATIC_ROOT']"
    assert set(contestant.settings) - set(fresh("production")) == {
        *("DJANGO_SETTINGS_MODULE", "ALLOWED_HOSTS", "BEHIND_PROXY", "BENCH_STATIC"),
        *("PATH", "LC_ALL", "DATABASE_URL"),
    }


def test_the_floor_is_eight_steps_of_three_fields_in_a_session_of_the_database() -> None:
    told = """
from bench.wizard import floor
from django.conf import settings
print(len(floor.Wizard.form_list), list(floor.Step.base_fields), settings.SESSION_ENGINE)
"""
    found = run(told, floor(SERVER).settings)
    assert found == "8 ['how', 'since', 'note'] django.contrib.sessions.backends.db"


def run(program: str, settings: object) -> str:
    """What a process with this environment prints."""
    command = [sys.executable, "-B", "-c", program]
    ended = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_a_journey_without_an_end_is_not_walked_for_ever() -> None:
    pages = {f"GET /{name}": (200, FORM.format(f"/{name}")) for name in ("one", "two")}
    pages |= {"POST /one": (302, "/two"), "POST /two": (302, "/one")}
    with site(pages) as port:
        visitor = Visitor(port, {})
        with pytest.raises(StuckError, match="no end"):
            list(steps(visitor, TINY))
        visitor.close()
