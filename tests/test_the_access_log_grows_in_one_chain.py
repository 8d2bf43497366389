"""Rows are added cheaply, by many at once, and into one chain without a gap."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from eligibility.audit import recording
from eligibility.audit.checking import check
from eligibility.audit.recording import Action, UnsafeDetail, Who, record
from eligibility.models import AccessLog
from tests.audit import looks, written

pytestmark = pytest.mark.django_db


@pytest.mark.shows("T15")
def test_the_head_is_left_in_the_log_of_the_process_every_1000_rows(
    caplog: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(recording, "HEAD_EACH", 10)
    with caplog.at_level("INFO", "eligibility.audit"):
        for _ in range(7):
            with django_capture_on_commit_callbacks(execute=True):
                looks(3)
    numbers = [line.split(":")[-2].strip() for line in caplog.messages]
    assert numbers == ["12", "21"]
    assert all(
        line.split(":")[-1] in set(AccessLog.objects.values_list("mac", flat=True))
        for line in caplog.messages
    )


@pytest.mark.shows("ASVS 16.2.3", "T9")
def test_no_name_answer_or_search_term_can_be_a_detail() -> None:
    record(Action.EXPORT, Who(), rows=120, format="csv")
    assert AccessLog.objects.get().detail == '{"format": "csv", "rows": 120}'
    for detail in ({"rows": "Ruth Sample"}, {"format": "a b"}, {"name": 1}, {"kind": "x" * 33}):
        with pytest.raises(UnsafeDetail) as error:
            record(Action.EXPORT, Who(), **detail)
        assert "Ruth" not in str(error.value)
    assert AccessLog.objects.count() == 1


def test_a_look_costs_two_statements_however_many_records_it_shows(
    django_assert_num_queries: Callable[..., Any],
) -> None:
    for count in (1, 50, 500):
        with django_assert_num_queries(2):
            looks(count)


@pytest.mark.django_db(transaction=True)
def test_so_it_does_when_no_transaction_is_open(
    django_assert_num_queries: Callable[..., Any],
) -> None:
    for count in (1, 50):
        with django_assert_num_queries(2):
            looks(count)
    assert check()[0] == 51


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_a_row_stands_or_falls_with_it() -> None:
    looks(1)
    with pytest.raises(RuntimeError), transaction.atomic():
        looks(3)
        raise RuntimeError
    with transaction.atomic():
        looks(2, Action.ERASE)
    assert [action for action, _ in written()] == ["list", "erase", "erase"]
    assert check()[0] == 3


@pytest.mark.shows("T15", "ASVS 15.4.2")
@pytest.mark.django_db(transaction=True)
def test_50_threads_leave_no_gap_and_no_fork() -> None:
    problems: list[BaseException] = []
    start = threading.Barrier(50)

    def work(number: int) -> None:
        try:
            start.wait()
            for count in (1, 3, 7):
                if number % 5:
                    looks(count, who=Who(number))
                else:
                    with transaction.atomic():
                        looks(count, who=Who(number))
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert check()[0] == 50 * 11 == AccessLog.objects.count()
    per_thread = [AccessLog.objects.filter(actor=number).count() for number in range(50)]
    assert per_thread == [11] * 50
