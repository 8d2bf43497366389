"""Codes: easy to read aloud, impossible to guess, a slip shows at once, and tries are counted by
one statement that no number of threads can fool."""

import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from itertools import combinations
from statistics import correlation
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from eligibility.models import Attempt
from eligibility.security.attempts import Guard, Limit
from eligibility.security.codes import SYMBOLS, TypingSlip, code_of, read_code
from tests.clock import frozen, later
from tests.page import Page
from tests.patient import Patient

HOUR = timedelta(hours=1)


def new_code() -> str:
    return code_of(secrets.token_urlsafe(32), 0)


def come_back(code: str, **options: str) -> Page:
    return Page(Patient().post("/resume/", {"resume-code": code}, **options))


# --- The code itself --------------------------------------------------------------------------
@pytest.mark.shows("T1", "ASVS 11.5.1")
def test_a_hundred_thousand_codes_hold_no_repeat_and_no_order() -> None:
    made = [new_code() for _ in range(100_000)]
    assert len(set(made)) == len(made)
    assert {len(code) for code in made} == {24} and {code[4] for code in made} == {"-"}
    for place in (0, 7, 15, 23):
        counts = Counter(code[place] for code in made)
        assert set(counts) == set(SYMBOLS)
        assert min(counts.values()) > 2_750 and max(counts.values()) < 3_500  # 3125, +- 6.7 sd
    rank = {code: at for at, code in enumerate(sorted(made))}
    assert abs(correlation(range(len(made)), [rank[code] for code in made])) < 0.02


@pytest.mark.shows("T1", "ASVS 11.5.1")
def test_a_code_is_ninety_five_bits_and_a_check() -> None:
    assert len(SYMBOLS) == 32 == len(set(SYMBOLS)) and not set("ILOU") & set(SYMBOLS)
    assert len(new_code().replace("-", "")) == 19 + 1


def test_the_same_key_has_the_same_code_and_another_number_another_one() -> None:
    token = secrets.token_urlsafe(32)
    codes = [code_of(token, number) for number in range(1000)]
    assert codes == [code_of(token, number) for number in range(1000)]
    assert len(set(codes)) == 1000


def test_a_code_is_read_as_people_type_it() -> None:
    for _ in range(200):
        code = new_code()
        loose = code.replace("0", "o").replace("1", secrets.choice("iIlL")).lower()
        for typed in (loose, f"  {code} ", code.replace("-", " "), code.replace("-", "")):
            assert read_code(typed) == code


def test_every_wrong_symbol_and_every_two_swapped_are_told_from_a_wrong_code() -> None:
    code = new_code().replace("-", "")
    slips = {code[:at] + other + code[at + 1 :] for at in range(20) for other in SYMBOLS}
    for first, second in combinations(range(20), 2):
        swapped = list(code)
        swapped[first], swapped[second] = code[second], code[first]
        slips.add("".join(swapped))
    slips |= {code[:-1], code + "0", "", "U" * 20, "\u0130" * 20, "٣" * 20, "0" * 19 + "1"}
    for typed in slips - {code}:
        with pytest.raises(TypingSlip):
            read_code(typed)


# --- Counting ---------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_slip_of_the_finger_is_told_and_counts_nothing() -> None:
    code = new_code()
    other = "Z" if code[0] != "Z" else "Y"
    page = come_back(other + code[1:])
    assert (page.status, page.kind, page.errors) == (422, "resume", ["resume-code"])
    assert "slip" in page.text and page.title.startswith("Error: ")
    assert page.typed["resume-code"] == [other + code[1:]], "what was typed is still there"
    assert not Attempt.objects.exists()


@pytest.mark.django_db
def test_nothing_typed_counts_nothing() -> None:
    for typed in ("", "   ", "\x00", "x" * 5000):
        assert come_back(typed).status == 422
    assert Page(Patient().post("/resume/")).status == 422
    assert not Attempt.objects.exists()


@pytest.mark.shows("T1")
@pytest.mark.django_db
def test_purposes_and_people_never_share_a_count() -> None:
    one, other = Limit("one", 1, HOUR), Limit("other", 1, HOUR)
    with frozen():
        assert one.take("a") and not one.take("a")
        assert other.take("a") and one.take("b")
        one.forget("a")
        assert not other.take("a") and not one.take("b")
        assert one.take("a")


@pytest.mark.django_db
def test_a_count_ends_with_its_hour() -> None:
    limit = Limit("one", 1, HOUR)
    with frozen():
        assert limit.take("a") and not limit.take("a")
        with later(hours=1):
            assert limit.take("a")


@pytest.mark.shows("T1")
@pytest.mark.django_db
def test_what_was_locked_for_twenty_real_tries_stays_locked() -> None:
    guard, tries = Guard("test"), 0
    with frozen():
        for hour in range(10):
            with later(hours=hour):
                tries += sum(guard.may_try("a") for _ in range(9))
    assert tries <= 40, "at most 20 in each fortnight, and ten hours can lie in two"
    assert tries >= 20


@pytest.mark.shows("T1")
@pytest.mark.django_db
def test_one_address_cannot_use_up_what_everyone_has() -> None:
    with frozen():
        from_one = [come_back(new_code(), REMOTE_ADDR="203.0.113.7").status for _ in range(40)]
        assert Counter(from_one) == {422: 30, 429: 10}
        assert come_back(new_code(), REMOTE_ADDR="203.0.113.8").status == 422
        assert sorted(Attempt.objects.values_list("count", flat=True))[-2:] == [31, 40]


@pytest.mark.shows("T1", "T18", "ASVS 15.3.4", "ASVS 4.1.3", "F43")
@pytest.mark.django_db
def test_a_forged_header_does_not_change_whose_tries_are_counted() -> None:
    with frozen():
        for number in range(40):
            page = come_back(
                new_code(),
                REMOTE_ADDR="203.0.113.7",
                HTTP_X_FORWARDED_FOR=f"198.51.100.{number}",
                HTTP_X_REAL_IP=f"198.51.100.{number}",
            )
    assert page.status == 429
    assert page.response["Retry-After"] == "3600"
    assert "resume-code" in page.typed, "what was typed is still there"


@pytest.mark.shows("T1")
@pytest.mark.django_db
def test_everyone_together_has_a_limit_too() -> None:
    with frozen(), patch("eligibility.wizard.reopening.BY_CODE", Guard("small", everyone=3)):
        assert [come_back(new_code()).status for _ in range(5)] == [422, 422, 422, 429, 429]


@pytest.mark.shows("F38", "ASVS 16.5.2", "ASVS 16.5.3")
@pytest.mark.django_db
def test_without_the_counter_nothing_is_looked_up_and_the_questions_go_on() -> None:
    patient = Patient.at("region")
    with patch.object(Limit, "take", side_effect=OperationalError("secret")):
        page = come_back(new_code())
        assert (page.status, page.kind) == (503, "error") and "secret" not in page.html
        assert patient.send("region").location == patient.url("condition")


@pytest.mark.shows("ASVS 16.2.5")
@pytest.mark.django_db
def test_a_count_tells_neither_who_nor_what() -> None:
    code = new_code()
    come_back(code, REMOTE_ADDR="203.0.113.7")
    for name in Attempt.objects.values_list("id", flat=True):
        assert len(name) == 64 and set(name) <= set("0123456789abcdef")


@pytest.mark.shows("ASVS 14.2.7")
@pytest.mark.django_db
def test_the_purge_takes_counts_whose_time_is_over() -> None:
    Limit("one", 1, HOUR).take("a")
    with later(minutes=59):
        Limit("two", 1, timedelta(days=14)).take("a")
    call_command("purge", "--dry-run", stdout=StringIO())
    assert Attempt.objects.count() == 2
    with later(hours=1):
        call_command("purge", stdout=StringIO())
    assert Attempt.objects.count() == 1


@pytest.mark.shows("T1", "ASVS 2.4.1", "ASVS 2.3.2", "ASVS 15.4.2")
@pytest.mark.django_db(transaction=True)
def test_two_hundred_tries_in_fifty_threads_let_five_through() -> None:
    """A try that a busy database refuses to count is not let through either."""
    limit = Limit("race", 5, HOUR)

    def one_try(_: int) -> bool:
        try:
            return limit.take("record")
        except OperationalError:
            return False
        finally:
            connection.close()

    with frozen(), ThreadPoolExecutor(50) as threads:
        let_in = sum(threads.map(one_try, range(200)))
    counted = Attempt.objects.get().count
    assert let_in == 5 or (let_in < 5 and counted < 200)
    assert counted >= 150
