"""Made-up submissions are as real ones: sealed, assessed by the rules, found by their marks, and
moved by their reviews. They never sit beside real ones."""

import re
from io import StringIO
from itertools import chain
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from eligibility.core.answers import Answers
from eligibility.management.bulk import insert
from eligibility.management.made_up import STAFF, fill, reference
from eligibility.models import FindingMark, Review, Submission
from eligibility.protocol import PROTOCOL
from eligibility.security.blind_index import mark, person
from eligibility.summary.records import why_it_differs
from tests.clinic import LIST, nurse, rows

pytestmark = pytest.mark.django_db
MANY = 120


@pytest.fixture
def filled() -> list[Submission]:
    assert list(fill(MANY, seed=7)) == [MANY]
    return list(Submission.objects.all())


def test_each_says_what_the_rules_say_of_its_answers(filled: list[Submission]) -> None:
    assert len(filled) == MANY
    for one in filled:
        answers = Answers.parse(PROTOCOL.screening_questions, one.answers)
        assert PROTOCOL.assess(answers).outcome.value == one.outcome
        assert not why_it_differs(one)
        identity = one.identity
        assert one.person == person(identity["full_name"], identity["date_of_birth"])


def test_each_has_the_marks_of_its_findings(filled: list[Submission]) -> None:
    for one in filled:
        expected = {mark(f["kind"], f["rule"]) for f in one.assessment["findings"]}
        marks = FindingMark.objects.filter(submission=one)
        assert set(marks.values_list("mark", "received_at")) == {
            (each, one.received_at) for each in expected
        }


def test_each_is_where_its_reviews_have_moved_it(filled: list[Submission]) -> None:
    reached = ("contacted", "scheduled", "closed")
    for one in filled:
        steps = list(Review.objects.filter(submission=one).order_by("at"))
        assert one.status == (steps[-1].status if steps else "new")
        assert one.assigned_to == (steps[0].author if steps else None)
        waits = Submission.Waiting.of(one.assessment)
        assert one.waiting == (Submission.Waiting.DONE if one.status in reached else waits)
        assert {step.author.username for step in steps} <= set(STAFF)
        assert all(step.at >= one.received_at for step in steps)
    assert {one.status for one in filled} >= {"new", "closed"}
    assert any(review.note for review in Review.objects.all())


def test_the_list_shows_them(filled: list[Submission]) -> None:
    assert len(rows(nurse().get(LIST))) == 50


def test_equal_seeds_make_equal_submissions_and_others_do_not() -> None:
    def told(seed: int) -> list[Any]:
        list(fill(5, seed))
        made = [(o.answers, o.identity["full_name"]) for o in Submission.objects.order_by("pk")]
        Review.objects.all().delete()
        Submission.objects.all().delete()
        return made

    assert told(1) == told(1)
    assert told(1) != told(2)


def test_no_two_numbers_have_the_same_reference() -> None:
    numbers = chain(range(20_000), range(10**7, 10**7 + 20_000))
    assert len({reference(number) for number in numbers}) == 40_000


@pytest.mark.shows("ASVS 6.3.2")
def test_nobody_made_up_can_sign_in(filled: list[Submission]) -> None:
    assert not Review.objects.first().author.has_usable_password()  # type: ignore[union-attr]


def test_a_value_with_commas_quotes_and_lines_is_stored_as_it_is(filled: list[Submission]) -> None:
    odd = 'a,"b"\n\\N;\tc'
    review = Review.objects.first()
    assert review is not None
    fields = {"submission_id": review.submission_id, "author_id": review.author_id}
    insert(Review, [fields | {"id": filled[0].pk, "at": review.at, "status": odd[:10]}])
    assert Review.objects.get(pk=filled[0].pk).status == odd[:10]
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM eligibility_review WHERE status = %s", [odd[:10]])
        assert cursor.fetchone() == (None,)


def test_the_command_tells_its_speed_and_refuses_a_real_clinic(settings: Any) -> None:
    said = StringIO()
    call_command("demo", "--fill", "3", "--seed", "9", stdout=said)
    assert re.fullmatch(r"3 made-up submissions, [\d,]+ a second\.\n", said.getvalue())
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never sit beside real ones"):
        call_command("demo", "--fill", "3", "--seed", "10")
    assert Submission.objects.count() == 3
