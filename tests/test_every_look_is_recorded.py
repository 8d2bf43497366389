"""Whatever staff see of a patient is in the access log first; if it cannot be, they see nothing."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from pypdf import PdfReader

from eligibility.models import AccessLog, Review, Submission
from tests.audit import LOG, looks, run, table_away, written
from tests.clinic import (
    LIST,
    MAY_REVIEW,
    address,
    member,
    nurse,
    review_of,
    sent,
    signed_in,
)

pytestmark = pytest.mark.django_db
CANARY = "Zebulon Quagga"
IN_A_ROUTE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def routes(patterns: Any, before: str = "") -> Iterator[str]:
    """Every route below, as it is written, with its parts in angle brackets."""
    for pattern in patterns:
        route = before + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            assert isinstance(pattern, URLPattern)
            yield route


def pages_of_the_admin(submission: Submission) -> list[str]:
    """The address of every page of the admin, with this submission wherever one is asked for. A
    new kind of part needs its value here."""
    parts = {
        "object_id": submission.pk,
        "pk": submission.pk,
        "id": submission.pk,
        "app_label": "eligibility",
        "content_type_id": 1,
        "url": "no-such-page",
    }
    every = routes(get_resolver().url_patterns)
    ours = sorted({f"/{route}" for route in every if route.startswith("admin/")})
    return [IN_A_ROUTE.sub(lambda found: str(parts[found[1] or found[2]]), url) for url in ours]


def text_of(answer: HttpResponse) -> str:
    """What a reader of the answer reads, a PDF too."""
    if answer.headers.get("Content-Type", "").startswith("application/pdf"):
        pages = PdfReader(io.BytesIO(answer.getvalue())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())
    return str(answer.getvalue().decode())


def shown(answer: HttpResponse, submissions: list[Submission]) -> set[Any]:
    """Which of these the answer tells something of: who it is, or the reference."""
    text = text_of(answer)
    return {
        one.pk for one in submissions if one.reference in text or one.identity["full_name"] in text
    }


def everyone() -> list[User]:
    rights = ((), ("view_accesslog",), ("view_submission",), MAY_REVIEW)
    return [member(is_superuser=True), *(member(*names) for names in rights)]


@pytest.mark.shows("T14", "HIPAA 164.312(b)", "ASVS 16.3.2")
def test_on_every_page_of_the_admin_the_rows_are_the_records_shown() -> None:
    made = [sent(f"{CANARY} {number}", severity="severe") for number in "ABC"]
    nurse().post(address(made[0]), review_of("A note."))  # so that there is a history
    opened = 0
    for user in everyone():
        for url in pages_of_the_admin(made[0]):
            browser = signed_in(user)
            for method in ("get", "post"):
                last = AccessLog.objects.count()
                answer = getattr(browser, method)(url)
                rows = written(number__gt=last, submission__isnull=False)
                assert len(rows) == len(set(rows)), url
                assert {pk for _, pk in rows} == shown(answer, made), (url, method, answer)
                opened += bool(rows)
    # Opened by the three who may: list, change, history, sheet and PDF, and mostly posted to also.
    assert opened >= 3 * 5


@pytest.mark.shows("T14", "HIPAA 164.312(b)", "ASVS 16.2.1", "HIPAA 164.312(a)(2)(i)")
def test_the_log_says_who_looked_at_what_from_where_and_in_which_way() -> None:
    submission, user = sent(), member(*MAY_REVIEW)
    clinic = signed_in(user)
    pages = {
        LIST: "list",
        f"{LIST}?q={submission.reference}": "search",
        address(submission): "detail",
        address(submission, "history"): "history",
        address(submission, "sheet"): "print",
        f"{LIST}{submission.pk}/sheet.pdf": "pdf",
    }
    for url, action in pages.items():
        assert clinic.get(url, REMOTE_ADDR="192.0.2.77").status_code == 200
        row = AccessLog.objects.latest("number")
        assert (row.action, row.submission, row.actor, row.who, row.address) == (
            action,
            submission.pk,
            user.pk,
            user.username,
            "192.0.2.77",
        )


@pytest.mark.shows("ASVS 15.3.4")
def test_an_address_in_a_header_is_not_believed() -> None:
    nurse().get(LIST, headers={"X-Forwarded-For": "203.0.113.9", "X-Real-Ip": "203.0.113.9"})
    assert AccessLog.objects.latest("number").address == "127.0.0.1"


def test_a_page_of_50_is_50_rows_in_one_statement() -> None:
    made = [sent() for _ in range(51)]
    clinic = nurse()
    with CaptureQueriesContext(connection) as queries:
        assert clinic.get(LIST).status_code == 200
    rows = written(action="list")
    assert len(rows) == len(set(rows)) == 50
    assert {pk for _, pk in rows} < {one.pk for one in made}
    assert len([one for one in queries if LOG in one["sql"]]) == 2


@pytest.mark.shows("ASVS 16.2.5")
def test_a_list_or_search_that_shows_nobody_is_one_row_without_a_submission() -> None:
    clinic = nurse()
    for query, action in (("", "list"), (f"?q={CANARY}", "search"), ("?q=7F3K-2QXM", "search")):
        assert clinic.get(f"{LIST}{query}").status_code == 200
        row = AccessLog.objects.latest("number")
        assert (row.action, row.submission, row.detail) == (action, None, "")
    for row in AccessLog.objects.values_list():
        assert "Zebulon" not in str(row)
        assert "7F3K" not in str(row)


def test_what_was_refused_or_not_found_is_no_look() -> None:
    submission = sent()
    for user, wanted in ((member(), submission.pk), (member(*MAY_REVIEW), uuid4())):
        browser, before = signed_in(user), AccessLog.objects.count()
        for page in ("change/", "history/", "sheet/", "sheet.pdf"):
            assert browser.get(f"{LIST}{wanted}/{page}").status_code in (302, 403, 404)
        assert AccessLog.objects.count() == before


def test_a_review_and_a_form_sent_back_are_recorded() -> None:
    submission, clinic = sent(), nurse()
    clinic.post(address(submission), review_of("Called."))
    assert written()[-1] == ("review", submission.pk)
    before = AccessLog.objects.count()
    refused = clinic.post(address(submission), review_of("x" * 4001))
    assert refused.status_code == 422
    assert written(number__gt=before) == [("detail", submission.pk)]


@pytest.mark.shows("ASVS 16.2.5")
def test_django_keeps_no_word_of_a_patient_in_its_own_history() -> None:
    submission, clinic = sent(CANARY), nurse()
    clinic.post(address(submission), review_of(f"{CANARY} called."))
    kept = " ".join(str(entry) for entry in LogEntry.objects.values_list())
    assert str(submission.pk) in kept
    for secret in ("Zebulon", submission.reference):
        assert secret not in kept
        assert secret not in clinic.get("/admin/").content.decode()


# --- When the log cannot be written --------------------------------------------------------------


@contextmanager
def read_only() -> Iterator[None]:
    """As a standby, or a disk that was set read-only."""
    sqlite = connection.vendor == "sqlite"
    run("PRAGMA query_only = ON" if sqlite else "SET default_transaction_read_only = on")
    yield
    run("PRAGMA query_only = OFF" if sqlite else "SET default_transaction_read_only = off")


@contextmanager
def full() -> Iterator[None]:
    """No room for another row. On PostgreSQL, a trigger gives the error of a full disk."""
    if connection.vendor == "sqlite":
        run("PRAGMA max_page_count = 1")  # what is there already stays
        with pytest.raises(OperationalError, match="full"):
            for _ in range(10_000):
                looks(1)
        yield
        run("PRAGMA max_page_count = 1073741823")
        return
    run(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$"
    )
    run(f"CREATE TRIGGER full_disk BEFORE INSERT ON {LOG} EXECUTE FUNCTION full_disk()")
    yield
    run(f"DROP TRIGGER full_disk ON {LOG}")
    run("DROP FUNCTION full_disk()")


@pytest.mark.shows("T14", "F9", "F10", "ASVS 16.5.3")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [table_away, read_only, full])
def test_when_a_look_cannot_be_recorded_nothing_is_shown(fault: Any) -> None:
    submission = sent(CANARY, severity="severe")
    clinic = signed_in(member(is_superuser=True))
    every = pages_of_the_admin(submission)
    showing = [url for url in every if shown(clinic.get(url), [submission])]
    assert len(showing) >= 5
    with fault():
        answers = [clinic.get(url) for url in showing]
        answers.append(clinic.post(address(submission), review_of("x" * 4001)))
        answers.append(clinic.post(address(submission), review_of("Called.")))
    for answer in answers:
        assert answer.status_code == 503
        assert answer["Retry-After"] == "60"
        assert not shown(answer, [submission])
    assert not Review.objects.exists()
    assert [clinic.get(url).status_code for url in showing] == [200] * len(showing)
