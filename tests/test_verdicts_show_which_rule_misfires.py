"""How often staff disagree with each rule: counted by keyed marks, with no word of a patient."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from eligibility.models import Review, Submission
from eligibility.review.figures.disagreements import ENOUGH, counted
from eligibility.security.blind_index import mark
from tests.clinic import LIST, MAY_REVIEW, member, nurse, rows, sent, signed_in

pytestmark = pytest.mark.django_db

PAGE = f"{LIST}disagreements/"
SEVERITY, AUTOIMMUNE = ("exclusion", "severity"), ("unknown", "autoimmune")


def judge(submission: Submission, finding: tuple[str, str], agrees: bool, **more: Any) -> Review:
    review = Review(
        submission=submission,
        author=more.pop("author", None) or User.objects.first() or member(*MAY_REVIEW),
        mark=mark(*finding),
        agrees=agrees,
        note=None if agrees else "The canary Zebulon sang.",
        **more,
    )
    review.save()
    return review


def counts() -> dict[str, tuple[int, int, int]]:
    return {row.slug: (row.seen, row.verdicts, row.against) for row in counted()}


def table() -> list[tuple[str, str]]:
    """Each row of the page: the rule, and its rate."""
    html = nurse().get(PAGE).content.decode()
    found = re.findall(r'<tr data-rule="(\w+)".*?<td>([^<]*)</td></tr>', html)
    assert found
    return found


def test_each_finding_has_how_often_it_came_up_and_was_doubted() -> None:
    made = [sent(severity="severe", autoimmune="unsure") for _ in range(3)]
    judge(made[0], SEVERITY, False)
    judge(made[1], SEVERITY, True)
    assert counts() == {"severity": (3, 2, 1), "autoimmune": (3, 0, 0)}


def test_a_corrected_verdict_does_not_count_and_the_newest_of_a_finding_does() -> None:
    one, other = sent(severity="severe"), sent(severity="severe")
    wrong = judge(one, SEVERITY, False)
    judge(one, SEVERITY, True, corrects=wrong)
    judge(other, SEVERITY, True)
    judge(other, SEVERITY, False)  # someone thought again
    assert counts() == {"severity": (2, 2, 1)}
    assert Review.objects.count() == 4


def test_when_the_newest_is_corrected_by_a_note_alone_the_one_before_counts_again() -> None:
    one, user = sent(severity="severe"), member(*MAY_REVIEW)
    judge(one, SEVERITY, True)
    wrong = judge(one, SEVERITY, False)
    Review(submission=one, author=user, note="Of another patient.", corrects=wrong).save()
    assert counts() == {"severity": (1, 1, 0)}


def test_the_most_doubted_come_first_and_few_verdicts_do_not_rank() -> None:
    made = [sent(severity="severe", autoimmune="unsure", cost_concern="yes") for _ in range(ENOUGH)]
    for number, submission in enumerate(made):
        judge(submission, SEVERITY, number > 0)
        judge(submission, AUTOIMMUNE, number > 1)
    judge(made[0], ("weigh", "cost"), False)
    shown = table()
    assert [rule for rule, _ in shown] == ["autoimmune", "severity", "cost"]
    assert [rate for _, rate in shown] == ["40 %", "20 %", "100 % (too few to tell)"]


def test_a_finding_leads_to_the_list_of_those_that_have_it() -> None:
    severe, _ = sent(severity="severe"), sent(cost_concern="yes")
    clinic = nurse()
    link = re.search(
        r'href="([^"]+finding=exclusion\.severity)"', clinic.get(PAGE).content.decode()
    )
    assert link
    assert rows(clinic.get(link[1])) == [severe.reference]


def test_no_reason_and_no_patient_is_on_the_page() -> None:
    submission = sent("Ruth Sample", severity="severe")
    judge(submission, SEVERITY, False)
    page = nurse().get(PAGE).content.decode()
    for hidden in ("Zebulon", "Ruth", submission.reference, str(submission.pk)):
        assert hidden not in page


def test_it_is_counted_by_one_statement_however_many_rules_there_are(
    django_assert_num_queries: Callable[..., Any],
) -> None:
    judge(sent(severity="severe", autoimmune="unsure", cost_concern="yes"), SEVERITY, False)
    with django_assert_num_queries(1):
        assert len(counted()) == 3


def test_verdicts_under_a_former_key_count_as_those_of_the_same_rule(settings: Any) -> None:
    old = sent(severity="severe")
    judge(old, SEVERITY, False)
    settings.DATA_KEYS = {"k2": b"2" * 32} | settings.DATA_KEYS
    judge(sent(severity="severe"), SEVERITY, True)
    assert counts() == {"severity": (2, 2, 1)}


def test_only_who_may_see_submissions_opens_it_and_the_list_leads_to_it() -> None:
    assert signed_in(member("view_review", "add_review")).get(PAGE).status_code == 403
    assert f'href="{PAGE}"' in nurse().get(LIST).content.decode()
    assert "No finding came up yet." in nurse().get(PAGE).content.decode()
