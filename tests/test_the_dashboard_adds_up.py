"""The clinic in numbers says what a count by hand says, and shows no patient."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from eligibility.core.rules import Outcome
from eligibility.models import AccessLog, FindingMark, Review, Submission
from eligibility.review.figures.dashboard import (
    FINDING_DAYS,
    WEEKS,
    WIDE,
    bars,
    findings_by_rule,
    first_day,
    open_by_status,
    percentile,
    received_since,
    weeks,
)
from eligibility.review.queue.filters import start_of_day
from tests.clinic import LIST, member, nurse, sent, signed_in

pytestmark = pytest.mark.django_db
NUMBERS = f"{LIST}numbers/"


def came(at: datetime, acted: timedelta | None = None, **differs: Any) -> Submission:
    """A submission of that moment, which someone acted on so much later."""
    submission = sent(**differs)
    Submission.objects.filter(pk=submission.pk).update(received_at=at)
    submission.marks.update(received_at=at)
    if acted is not None:
        Review(submission=submission, author=member(), at=at + acted, status="contacted").save()
        Review(submission=submission, author=member(), at=at + acted * 2, status="closed").save()
    return submission


def monday(weeks_ago: int) -> datetime:
    """The first moment of the week so long ago."""
    today = timezone.localdate()
    return start_of_day(today.weekday() + 7 * weeks_ago)


def made() -> list[Any]:
    return weeks(received_since(first_day()), first_day())


def test_each_week_counts_its_own_by_outcome() -> None:
    came(monday(0), severity="severe")
    came(monday(1), severity="severe")
    came(monday(0) - timedelta(seconds=1))
    came(monday(WEEKS - 1))
    came(monday(WEEKS - 1) - timedelta(seconds=1))
    found = made()
    assert [week.total.number for week in found] == [1, 2, *[0] * (WEEKS - 3), 1]
    by_outcome = dict(zip(Outcome, found[1].counts, strict=True))
    assert by_outcome == dict.fromkeys(Outcome, 0) | {Outcome.NOT_NOW: 1, Outcome.POSSIBLE: 1}
    assert [week.starts for week in found] == [monday(n).date() for n in range(WEEKS)]


def test_the_times_are_those_of_the_first_act_alone() -> None:
    hours = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100]
    for each in hours:
        came(monday(2), timedelta(hours=each))
    came(monday(2))
    week = made()[2]
    assert (week.median, week.most) == (timedelta(hours=5), timedelta(hours=9))
    assert [w.median for w in made() if w is not week][:2] == [None, None]
    assert week.waits == ["5\xa0hours", "9\xa0hours"]


@pytest.mark.parametrize(
    ("times", "half", "most"),
    [([], None, None), ([4], 4, 4), ([1, 2], 1, 2), ([1, 2, 3], 2, 3), (range(1, 101), 50, 90)],
)
def test_a_share_of_times_is_the_smallest_that_covers_it(times: Any, half: Any, most: Any) -> None:
    hours = [timedelta(hours=each) for each in times]
    told = [percentile(hours, 0.5), percentile(hours, 0.9)]
    assert told == [None if each is None else timedelta(hours=each) for each in (half, most)]


def test_findings_are_counted_by_rule_for_the_last_days() -> None:
    recent = start_of_day(FINDING_DAYS - 1)
    for _ in range(2):
        came(recent, red_flags=["bladder"])
    came(recent, red_flags=["fever_chills"])
    came(recent - timedelta(seconds=1), red_flags=["fever_chills"])
    found = [(str(title), bar.number) for _kind, title, bar in findings_by_rule(FINDING_DAYS)]
    assert found == [
        ("Numbness, or trouble with bladder or bowels", 2),
        ("Fever with back pain", 1),
    ]
    assert sum(n for _, n in found) == FindingMark.objects.filter(received_at__gte=recent).count()


def test_what_is_open_is_counted_by_status() -> None:
    nurse_ito = member()
    for status in ("in_review", "contacted", "closed"):
        Review(submission=sent(), author=nurse_ito, status=status).save()
    sent(), sent()
    found = [(str(label), bar.number) for label, bar in open_by_status()]
    assert found == [("New", 2), ("In review", 1)]


def test_bars_are_as_long_as_their_numbers() -> None:
    assert [bar.width for bar in bars([0, 1, 2, 4])] == [0, WIDE / 4, WIDE / 2, WIDE]
    assert [bar.width for bar in bars([0, 0])] == [0, 0]


def test_the_page_is_tables_with_bars_that_no_reader_needs() -> None:
    submission = came(monday(0), timedelta(hours=1), severity="severe")
    page = nurse().get(NUMBERS).content.decode()
    pictures = re.findall(r'<svg class="c-bar".*?</svg>', page, re.DOTALL)
    assert pictures
    for picture in pictures:
        assert 'aria-hidden="true"' in picture
        assert "style=" not in picture
    assert page.count("<table") == page.count("<caption") == 4
    assert submission.reference not in page
    assert str(submission.pk) not in page
    assert "Ruth" not in page


def test_an_empty_clinic_has_a_page_too() -> None:
    page = nurse().get(NUMBERS).content.decode()
    assert "Nothing is open." in page
    assert "Nothing came up." in page


def test_sums_are_no_look_at_a_record_and_need_the_right_to_see_them() -> None:
    sent()
    nurse().get(NUMBERS)
    assert not AccessLog.objects.filter(action__in=("list", "detail", "search")).exists()
    assert signed_in(member("view_review")).get(NUMBERS).status_code == 403
    assert Client().get(NUMBERS).status_code == 302


def test_the_list_and_the_start_page_lead_there() -> None:
    for start in (LIST, "/admin/"):
        assert f'href="{NUMBERS}"' in nurse().get(start).content.decode()
    assert NUMBERS not in signed_in(member("view_accesslog")).get("/admin/").content.decode()
