"""Auditors read and search the access log in the admin. It shows them no patient."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from eligibility.audit import recording
from eligibility.audit.recording import Action, Who, record
from eligibility.models import AccessLog
from tests.audit import LOG, looks, run, some_rows, written
from tests.clinic import MAY_REVIEW, address, member, nurse, sent, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/admin/eligibility/accesslog/"


def auditor() -> Client:
    return signed_in(member("view_accesslog"))


def numbers(answer: Any) -> list[int]:
    """The rows on the page, by number, in its order."""
    assert answer.status_code == 200
    found = re.findall(r'field-number">([^<]+)<', answer.content.decode())
    return [int(re.sub(r"\D", "", number)) for number in found]


def test_it_shows_when_who_what_which_record_and_from_where() -> None:
    submission = sent("Zebulon Quagga")
    nurse().get(address(submission), REMOTE_ADDR="192.0.2.77")
    row = AccessLog.objects.latest("number")
    page = auditor().get(PAGE).content.decode()
    heads = re.findall(r'<th scope="col" class="[^"]*column-(\w+)', page)
    assert heads == ["number", "at", "who", "action", "submission", "address"]
    for shown in (row.who, "Opened", str(submission.pk), "192.0.2.77"):
        assert f">{shown}<" in page
    for hidden in ("Zebulon", submission.reference, f'href="{address(submission)}', row.mac):
        assert hidden not in page


def test_only_who_has_the_right_may_read_it() -> None:
    some_rows()
    for user in (member(), member(*MAY_REVIEW)):
        before = AccessLog.objects.count()
        assert signed_in(user).get(PAGE).status_code == 403
        assert written(number__gt=before) == [("sign_in", None)]


def test_nobody_adds_changes_or_deletes_a_row_or_opens_one() -> None:
    some_rows()
    boss = signed_in(member(is_superuser=True))
    before = list(AccessLog.objects.values_list())
    for url in ("add/", "5/", "5/change/", "5/delete/", "5/history/"):
        for answer in (boss.get(PAGE + url), boss.post(PAGE + url, {"who": "eve", "post": "yes"})):
            assert answer.status_code == 404, url
    boss.post(PAGE, {"action": "delete_selected", "_selected_action": "5", "post": "yes"})
    assert list(AccessLog.objects.order_by("-number").values_list())[-len(before) :] == before


def test_the_newest_comes_first_and_reading_is_itself_recorded() -> None:
    some_rows()
    clinic, last = auditor(), AccessLog.objects.count()
    assert numbers(clinic.get(PAGE)) == list(range(last + 1, 0, -1))
    assert written(number__gt=last) == [("log", None)]


@pytest.mark.shows("ASVS 16.2.4")
def test_it_can_be_filtered_by_action_and_date(monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = timezone.now() - timedelta(days=400)
    with monkeypatch.context() as patch:
        patch.setattr(recording.timezone, "now", lambda: long_ago)
        looks(3)
    looks(2, Action.EXPORT)
    clinic = auditor()
    assert numbers(clinic.get(PAGE, {"action__exact": "list"})) == [3, 2, 1]
    assert numbers(clinic.get(PAGE, {"action__exact": "export"})) == [5, 4]
    year = long_ago + timedelta(days=100)
    assert set(numbers(clinic.get(PAGE, {"at__lt": year.isoformat()}))) == {1, 2, 3}


def test_it_can_be_searched_by_a_whole_user_name_or_submission_and_by_no_part() -> None:
    some_rows()
    clinic, of_bo = (
        auditor(),
        list(AccessLog.objects.filter(who="bo").values_list("number", flat=True)),
    )
    one = AccessLog.objects.get(number=of_bo[0])
    assert numbers(clinic.get(PAGE, {"q": " bo "})) == of_bo
    for typed in (str(one.submission), one.submission.hex.upper()):
        assert numbers(clinic.get(PAGE, {"q": typed})) == [one.number]
    for typed in ("b", "BO", "bo%", str(one.submission)[:-1], str(uuid4()), "%"):
        assert numbers(clinic.get(PAGE, {"q": typed})) == [], typed


def test_a_page_takes_five_queries_and_none_counts_the_table(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    looks(250)
    # Django asks twice more for the rights of staff who do not have all of them.
    for clinic, rights in ((signed_in(member(is_superuser=True)), 0), (auditor(), 2)):
        for query in ("", "?p=2", "?q=ada", "?action__exact=list", "?_facets=True"):
            with django_assert_max_num_queries(5 + rights) as queries:
                assert len(numbers(clinic.get(PAGE + query))) == 100
            assert not any("COUNT(" in one["sql"].upper() for one in queries)


def test_every_row_can_be_paged_to_and_no_page_number_breaks_it() -> None:
    looks(250)
    clinic = auditor()
    seen: list[int] = []
    for page in (1, 2, 3):
        answer = clinic.get(PAGE, {"p": page})
        seen += numbers(answer)
        assert (f"?p={page + 1}" in answer.content.decode()) == (page < 3)
    assert set(seen) >= set(range(1, 251))
    for odd in ("0", "-1", "x", "9" * 30, "4"):
        assert clinic.get(PAGE, {"p": odd}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_it_cannot_be_read_while_that_cannot_be_recorded() -> None:
    record(Action.EXPORT, Who(7, "zebulon"))
    clinic = auditor()
    run(f"ALTER TABLE {LOG} RENAME TO away")
    answer = clinic.get(PAGE)
    run(f"ALTER TABLE away RENAME TO {LOG}")
    assert answer.status_code == 503
    assert b"zebulon" not in answer.content
