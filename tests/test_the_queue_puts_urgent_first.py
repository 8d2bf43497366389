"""The clinic's list: what must be seen soonest is on top, then the newest, page after page."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from eligibility.models import Review, Submission
from eligibility.review.queue.page import Queue
from eligibility.security.blind_index import mark_may_be
from tests.clinic import LIST, MAY_REVIEW, member, nurse, rows, sent, signed_in

pytestmark = pytest.mark.django_db
NOW, TODAY, DAYS = (
    {"red_flags": ["bladder"]},
    {"red_flags": ["fever_chills"]},
    {"red_flags": ["weight_loss"]},
)


def aged(days: float, **differs: Any) -> Submission:
    """A submission that came so many days ago."""
    submission = sent(**differs)
    at = timezone.now() - timedelta(days=days)
    Submission.objects.filter(pk=submission.pk).update(received_at=at)
    submission.marks.update(received_at=at)
    return Submission.objects.get(pk=submission.pk)


def references(*submissions: Submission) -> list[str]:
    return [submission.reference for submission in submissions]


def way(page: str, name: str) -> str:
    """The address of the link to another page, or nothing."""
    found = re.search(rf'<a href="([^"]+)"[^>]*>{name} page</a>', page)
    return found[1].replace("&amp;", "&") if found else ""


def walk(clinic: Client, address: str, name: str) -> Iterator[list[str]]:
    """The rows of a page, and of each page that its link of this name leads to."""
    while address:
        answer = clinic.get(LIST + address)
        yield rows(answer)
        address = way(answer.content.decode(), name)


def test_the_soonest_clock_comes_first_then_the_newest() -> None:
    plain, plain_old = aged(1), aged(9, severity="severe")
    days, today, now, now_old = aged(2, **DAYS), aged(3, **TODAY), aged(4, **NOW), aged(8, **NOW)
    done = aged(0.5, **NOW)
    Review(submission=done, author=member(), status="contacted").save()
    expected = references(now, now_old, today, days, plain, plain_old, done)
    assert rows(nurse().get(LIST)) == expected


def test_the_clock_says_how_soon_and_how_long_it_has_waited_until_someone_reaches_the_patient() -> (
    None
):
    waits, clinic = aged(0.1251, **NOW), nurse()
    cells = re.findall(r'class="field-to_be_seen">(.*?)</td>', clinic.get(LIST).content.decode())
    assert [re.sub(r"<[^>]+>|\xa0", " ", cell).split() for cell in cells] == [
        ["Now", "waited", "3", "hours"]
    ]
    Review(submission=waits, author=member(), status="contacted").save()
    assert "waited" not in clinic.get(LIST).content.decode()
    Review(submission=waits, author=member(), status="in_review").save()
    assert "waited" in clinic.get(LIST).content.decode()


def test_every_way_through_the_pages_shows_each_submission_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Queue, "list_per_page", 3)
    kinds: list[dict[str, Any]] = [{}, NOW, {"severity": "severe"}, DAYS, {}]
    for number in range(11):
        aged(number / 2, **kinds[number % 5])
    same = timezone.now() - timedelta(days=30)
    for _ in range(5):  # at the same instant, where only the id tells two apart
        one = sent()
        Submission.objects.filter(pk=one.pk).update(received_at=same)
    clinic = nurse()
    everything = references(*Submission.objects.order_by("waiting", "-received_at", "-pk"))
    onward = list(walk(clinic, "?", "Next"))
    assert [len(page) for page in onward] == [3, 3, 3, 3, 3, 1]
    assert list(chain(*onward)) == everything
    back = list(walk(clinic, "?last=1", "Previous"))
    assert list(chain(*back[::-1])) == everything
    first = way(clinic.get(LIST + "?last=1").content.decode(), "First")
    assert rows(clinic.get(LIST + first)) == everything[:3]
    last = way(clinic.get(LIST).content.decode(), "Last")
    assert rows(clinic.get(LIST + last)) == everything[-3:]


def test_a_page_keeps_its_place_when_newer_ones_come_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Queue, "list_per_page", 2)
    made = [aged(days) for days in (1, 2, 3, 4)]
    clinic = nurse()
    onward = way(clinic.get(LIST).content.decode(), "Next")
    aged(0), aged(0.5, **NOW)
    assert rows(clinic.get(LIST + onward)) == references(*made[2:])


# What each filter finds of three: one in review, one urgent and new, and one that is long closed.
FOUND = {
    "status=open": "urgent plain",
    "status=new": "urgent",
    "status=in_review": "plain",
    "status=closed": "other",
    "clock=any": "urgent",
    "clock=now": "urgent",
    "clock=today": "",
    "assigned=me": "plain",
    "assigned={ito}": "plain",
    "assigned=nobody": "urgent other",
    "assigned=999999": "",
    "outcome=urgent": "urgent",
    "outcome=possible": "plain",
    "finding=red_flag.cauda_equina": "urgent",
    "finding=red_flag.fever": "",
    "finding=exclusion.severity": "other",
    "language=es": "urgent",
    "protocol=2026.1": "urgent plain",
    "origin=paper": "other",
    "origin=web": "urgent plain",
    "received=today": "plain",
    "received=month": "plain",
    "received=year": "urgent plain",
    "received=before": "other",
    "status=open&language=es&outcome=urgent": "urgent",
    "finding=red_flag.cauda_equina&status=closed": "",
    "status=open&clock=any&assigned=nobody": "urgent",
    "status=closed&clock=any": "",
}


def test_each_filter_lists_what_it_says_and_nothing_else() -> None:
    ito = member(*MAY_REVIEW)
    plain, urgent, other = aged(0), aged(40, language="es", **NOW), aged(400, severity="severe")
    Review(submission=plain, author=ito, assigned_to=ito, status="in_review").save()
    Review(submission=other, author=ito, status="closed").save()
    Submission.objects.filter(pk=other.pk).update(origin="paper", protocol="2025.9")
    clinic = signed_in(ito)
    made = {"plain": plain, "urgent": urgent, "other": other}
    for asked, names in FOUND.items():
        found = references(*(made[name] for name in names.split()))
        assert rows(clinic.get(f"{LIST}?{asked.format(ito=ito.pk)}")) == found, asked


def test_findings_are_listed_newest_first_on_all_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Queue, "list_per_page", 2)
    made = [aged(days, red_flags=["bladder", "fever_chills"]) for days in range(3)]
    same = [aged(9, red_flags=["bladder", "fever_chills"]) for _ in range(4)]
    for one in same:  # at the same instant, where only the id tells two apart
        Submission.objects.filter(pk=one.pk).update(received_at=same[0].received_at)
        one.marks.update(received_at=same[0].received_at)
    made += sorted(same, key=lambda one: one.pk, reverse=True)
    aged(0, severity="severe")
    clinic = nurse()
    for asked in ("?finding=red_flag.cauda_equina", "?finding=red_flag.fever"):
        assert list(chain(*walk(clinic, asked, "Next"))) == references(*made)
        back = list(walk(clinic, f"{asked}&last=1", "Previous"))
        assert list(chain(*back[::-1])) == references(*made)


def test_a_finding_is_found_under_an_older_data_key(settings: Any) -> None:
    submission, clinic = sent(**NOW), nurse()
    submission.marks.update(mark=mark_may_be("red_flag", "cauda_equina")[0])
    settings.DATA_KEYS = {"k2": b"2" * 32} | settings.DATA_KEYS
    assert rows(clinic.get(f"{LIST}?finding=red_flag.cauda_equina")) == references(submission)


def test_the_views_above_the_list_are_plain_addresses_with_their_counts() -> None:
    ito = member(*MAY_REVIEW)
    urgent, mine, called = sent(**NOW), sent(), sent(**NOW)
    Review(submission=mine, author=ito, assigned_to=ito, status="in_review").save()
    Review(submission=called, author=ito, status="contacted").save()
    clinic = signed_in(ito)
    text = clinic.get(LIST).content.decode()
    views = re.findall(r'<li><a href="(\?[^"]*)"[^>]*>([^<]+) <span class="c-count">\((\d+)', text)
    assert [(name, count) for _, name, count in views] == [
        ("Urgent and open", "1"),
        ("New", "1"),
        ("Mine", "1"),
        ("Unassigned", "1"),
        ("In review", "1"),
        ("Contacted, no visit yet", "1"),
        ("All", "3"),
    ]
    wanted = [[urgent], [urgent], [mine], [urgent], [mine], [called], [urgent, mine, called]]
    for (address, name, _), found in zip(views, wanted, strict=True):
        shown = clinic.get(LIST + address.replace("&amp;", "&"))
        assert rows(shown) == references(*found), name
        current = shown.content.decode()
        assert re.search(rf'aria-current="page">{name} ', current), name


def test_a_count_stops_at_a_thousand_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eligibility.review.queue.shortcuts.MOST", 2)
    for _ in range(3):
        sent()
    assert re.search(r'>All <span class="c-count">\(2\+\)', nurse().get(LIST).content.decode())


def test_the_list_names_the_staff_to_filter_by_but_not_who_has_left() -> None:
    here, gone = member(), member(is_active=False)
    sent()
    text = nurse().get(LIST).content.decode()
    assert f'<a href="?assigned={here.pk}">{here}</a>' in text
    assert str(gone) not in text


def test_a_view_with_nothing_in_it_says_so() -> None:
    sent()
    page = nurse().get(f"{LIST}?status=closed").content.decode()
    assert "There is no submission in this view." in page
    assert rows(nurse().get(f"{LIST}?status=closed")) == []


def test_dates_follow_the_clock_of_the_clinic(settings: Any) -> None:
    settings.TIME_ZONE = "America/Los_Angeles"
    timezone.get_default_timezone.cache_clear()
    try:
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        before, after = at(midnight - timedelta(seconds=1)), at(midnight + timedelta(seconds=1))
        assert rows(nurse().get(f"{LIST}?received=today")) == references(after)
        assert rows(nurse().get(f"{LIST}?received=week")) == references(after, before)
    finally:
        timezone.get_default_timezone.cache_clear()


def at(moment: datetime) -> Submission:
    submission = sent()
    Submission.objects.filter(pk=submission.pk).update(received_at=moment)
    return submission
