"""One JSON object a line, of known keys: what happened, when, where and at which route, never who
it is about."""

import ast
import io
import logging
import re
from pathlib import Path
from time import thread_time
from typing import Any
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from eligibility.security import logs
from eligibility.security.logs import KEYS, AccessLine, one_line
from eligibility.wizard import drafts
from tests.clinic import LIST, member, signed_in
from tests.lines import written
from tests.patient import Patient

pytestmark = pytest.mark.shows("ASVS 16.2.5", "T9", "ASVS 16.4.1", "ASVS 16.2.4")

HOUSE = Path(__file__).parent.parent / "eligibility"
CANARY = "Zenobia Quxwhistle"
# What our own lines are filled with. None of it comes from a request: a new one is looked at first.
FILLED_WITH = {"number", "mac", "problem", "type(why).__name__", "why", "user.pk", "other.pk"}


def written_of(logger: str, *arguments: Any, **more: Any) -> dict[str, Any]:
    with written() as text:
        logging.getLogger(logger).error(*arguments, **more)
    [line] = text.lines
    assert set(line) <= set(KEYS)
    return line


# --- What a line holds --------------------------------------------------------------------------
def test_a_line_of_ours_is_a_sentence_that_is_filled_in() -> None:
    line = written_of("eligibility.audit.recording", "Head of the access log: %s:%s", 7, "ab")
    assert line["event"] == "Head of the access log: 7:ab"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line["time"])
    assert (line["level"], line["logger"]) == ("error", "eligibility.audit.recording")


@pytest.mark.shows("T9", "ASVS 16.2.5")
def test_a_line_of_others_shows_their_words_and_not_what_they_are_about() -> None:
    line = written_of("django.request", "Not Found: %s", f"/{CANARY}", extra={"secret": CANARY})
    assert line["event"] == "Not Found: %s"
    assert CANARY not in str(line) and "secret" not in line


def test_a_sentence_of_others_without_a_gap_may_be_made_of_anything_and_is_not_shown() -> None:
    assert "event" not in written_of("some.library", f"Invalid name: {CANARY}")


@pytest.mark.parametrize("logger", ["eligibility.wizard", "django.request", "gunicorn.error"])
def test_an_exception_shows_its_type_and_places_and_never_what(logger: str) -> None:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as why:
            raise ValueError(f"{CANARY} has cancer") from why
    except ValueError:
        line = written_of(logger, "Broken", exc_info=True)
    assert CANARY not in str(line)
    assert line["exception"] == "ValueError"
    assert line["at"][0].startswith("test_log_lines_hold_known_keys_alone.py:")


@pytest.mark.shows("T9", "ASVS 16.4.1")
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\v", "\x1c", "\u2028", "\u0085"])
def test_no_ending_of_a_line_makes_another_one(ending: str) -> None:
    with written() as text:
        logging.getLogger("eligibility.x").error("One%s{}", ending)
    assert len(text.getvalue().splitlines()) == 1


def test_a_record_that_cannot_be_written_is_not_shown_elsewhere(capsys: Any) -> None:
    with written() as text:
        logging.getLogger("eligibility.x").error("%d", CANARY)
        text.close()
        logging.getLogger("eligibility.x").error(CANARY)
    told = capsys.readouterr()
    assert CANARY not in told.out + told.err


# --- What our own code says ---------------------------------------------------------------------
def test_each_of_our_own_lines_is_a_fixed_sentence_filled_with_what_is_known() -> None:
    found = 0
    for path in sorted(HOUSE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("log."):
                sentence, *filled = call.args
                assert isinstance(sentence, ast.Constant), f"{path.name}:{call.lineno}"
                assert {ast.unparse(one) for one in filled} <= FILLED_WITH, path.name
                found += 1
    assert found >= 7


# --- One line a request -------------------------------------------------------------------------
@pytest.mark.shows("ASVS 16.2.1", "ASVS 16.2.4", "ASVS 16.3.2", "ASVS 16.3.3")
@pytest.mark.django_db
def test_a_request_is_one_line_with_the_name_of_its_route_and_no_address() -> None:
    patient = Patient.at("region")
    with written(logging.INFO) as text:
        patient.show("region", headers={"X-Request-ID": "0123456789abcdef" * 2})
        patient.get(f"/screening/{patient.id}/no-such-step/?name={CANARY}")
        patient.get(f"/{CANARY}/")
        patient.generic("RUTH", "/")
    answered = text.of("eligibility.security.logs")
    shown = [(one["method"], one.get("route"), one["status"]) for one in answered]
    assert shown[0] == ("GET", "step", 200) and shown[1][:2] == ("GET", "step")
    assert shown[2] == ("GET", None, 404) and shown[3][0] == "other"
    assert answered[0]["request"] == "0123456789abcdef" * 2
    assert all(0 <= one["ms"] < 60_000 and "user" not in one for one in answered)
    for secret in (str(patient.id), CANARY, "no-such-step", "RUTH", "name="):
        assert secret not in text.getvalue()


@pytest.mark.parametrize(
    "sent", ["", "Ruth Alvarez", "0" * 31, "0" * 33, f"{'0' * 31}\n", "A" * 32]
)
def test_a_number_of_another_shape_is_replaced(sent: str) -> None:
    with written() as text:
        request = RequestFactory().get("/", headers={"X-Request-ID": sent})
        AccessLine(lambda request: HttpResponse())(request)
    [line] = text.lines
    assert re.fullmatch("[0-9a-f]{32}", line["request"]) and line["request"] != sent


@pytest.mark.shows("ASVS 16.3.4")
@pytest.mark.shows("ASVS 16.3.4")
@pytest.mark.django_db
def test_what_fails_in_a_request_has_the_same_number_and_is_found_by_it() -> None:
    patient = Patient.at("region")
    with (
        written() as text,
        patch.object(drafts.DraftStorage, "commit", side_effect=ValueError(CANARY)),
    ):
        assert patient.send("region").status == 500
    [failed] = [one for one in text.lines if one.get("exception")]
    assert failed["exception"] == "ValueError" and failed["route"] == "step"
    same = [one for one in text.lines if one["request"] == failed["request"]]
    assert same[-1]["status"] == 500 and CANARY not in text.getvalue()


@pytest.mark.shows("ASVS 16.3.2", "ASVS 16.3.3", "ASVS 16.2.1")
@pytest.mark.django_db
def test_a_line_of_the_staff_side_has_the_number_of_the_person() -> None:
    user = member("view_submission")
    staff = signed_in(user)
    with written(logging.INFO) as text:
        staff.get(f"{LIST}?q={CANARY}")
    line = text.of("eligibility.security.logs")[-1]
    assert line["user"] == str(user.pk) and user.username not in text.getvalue()
    assert line["route"] == "admin:eligibility_submission_changelist" and CANARY not in str(line)


def test_a_line_costs_less_than_a_tenth_of_a_millisecond() -> None:
    """Of the processor's time, for other work may hold up this process."""
    request, answer, handler = RequestFactory().get("/"), HttpResponse(), logging.StreamHandler()
    handler.setStream(io.StringIO())
    handler.setFormatter(one_line())
    line = AccessLine(lambda request: answer)

    def taken() -> float:
        began = thread_time()
        for _ in range(300):
            line(request)
        return (thread_time() - began) / 300

    with patch.multiple(logs.log, propagate=False, handlers=[handler], level=logging.INFO):
        logs.log.manager._clear_cache()
        best = min(taken() for _ in range(10))
    logs.log.manager._clear_cache()
    assert best < 0.0001, f"{best * 1e6:.0f} microseconds"


@pytest.mark.django_db
def test_nothing_is_written_of_a_request_that_was_not_looked_up() -> None:
    """A line asks neither the database nor the session for who it is."""
    with written() as text:
        Client().get("/", headers={"Cookie": "staff=planted"})
    assert "planted" not in text.getvalue()
    assert logs.now_answered.get() is None
