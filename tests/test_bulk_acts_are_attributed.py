"""Acts on several submissions at once: a review each, under the name of who did it, or nothing."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client

from eligibility.models import AccessLog, Review, Submission
from eligibility.review.queue.page import Queue
from tests.clinic import LIST, MAY_REVIEW, member, nurse, sent, signed_in

pytestmark = pytest.mark.django_db
MAY_ASSIGN = (*MAY_REVIEW, "assign_submission")
URGENT = {"red_flags": ["bladder"]}


def act(
    clinic: Client, name: str, *chosen: Submission, at: str = LIST, **more: Any
) -> HttpResponse:
    """Ticks these in the list and chooses the act."""
    ticked = [str(submission.pk) for submission in chosen]
    sent_too = {"action": name, "_selected_action": ticked} | more
    return clinic.post(at, sent_too, follow=True)


def logged(action: str) -> list[tuple[str, Any, str]]:
    found = AccessLog.objects.filter(action=action).order_by("number")
    return list(found.values_list("who", "submission", "detail"))


@pytest.mark.shows("HIPAA 164.312(a)(2)(i)")
def test_each_assigned_submission_has_a_review_by_who_did_it() -> None:
    ito = member(*MAY_ASSIGN)
    made = [sent() for _ in range(3)]
    page = act(signed_in(ito), "assign_to_me", *made[:2], index="0").content.decode()
    assert f"2 submissions are assigned to {ito}." in page
    for submission in made[:2]:
        review = submission.reviews.get()
        assert (review.author, review.assigned_to, review.status) == (ito, ito, "")
        submission.refresh_from_db()
        assert submission.assigned_to == ito
    assert not made[2].reviews.exists()
    assert {(who, key) for who, key, _ in logged("assign")} == {
        (ito.username, submission.pk) for submission in made[:2]
    }


def test_another_person_is_chosen_on_a_page_of_its_own() -> None:
    ito, chen, clerk = member(*MAY_ASSIGN), member(*MAY_REVIEW), member()
    submission, clinic = sent(), signed_in(ito)
    page = act(clinic, "assign_to", submission, index="0").content.decode()
    assert submission.reference in page
    assert re.findall(r'<option value="(\d+)"', page) == [str(ito.pk), str(chen.pk)]
    assert not Review.objects.exists()
    for wrong in (clerk.pk, 999999, "x", ""):
        answer = act(clinic, "assign_to", submission, done="1", choice=wrong)
        assert answer.status_code == 422
        assert not Review.objects.exists(), wrong
    act(clinic, "assign_to", submission, done="1", choice=chen.pk)
    review = submission.reviews.get()
    assert (review.author, review.assigned_to) == (ito, chen)


def test_a_status_is_set_with_its_clock() -> None:
    submissions, clinic = [sent(**URGENT), sent()], nurse()
    page = act(clinic, "set_status", *submissions, index="0").content.decode()
    assert all(submission.reference in page for submission in submissions)
    answer = act(clinic, "set_status", *submissions, done="1", choice="contacted")
    assert "The status of 2 submissions is now: Patient contacted." in answer.content.decode()
    for submission in Submission.objects.all():
        assert (submission.status, submission.waiting) == ("contacted", Submission.Waiting.DONE)
        assert submission.reviews.get().status == "contacted"
    assert [detail for _, _, detail in logged("review")] == ['{"status": "contacted"}'] * 2
    act(clinic, "set_status", submissions[0], done="1", choice="new")
    submissions[0].refresh_from_db()
    assert submissions[0].waiting == Submission.Waiting.NOW
    assert submissions[0].reviews.count() == 2
    assert act(clinic, "set_status", *submissions, done="1", choice="lost").status_code == 422


def test_what_a_colleague_has_moved_meanwhile_is_still_meant() -> None:
    submission = sent()
    Review(submission=submission, author=member(), status="in_review").save()
    clinic = signed_in(member(*MAY_ASSIGN))
    act(clinic, "assign_to_me", submission, at=f"{LIST}?status=new", index="0")
    assert submission.reviews.count() == 2


@pytest.mark.parametrize("allowed", [(), ("view_review", "add_review"), ("assign_submission",)])
def test_each_act_needs_its_right(allowed: tuple[str, ...]) -> None:
    submission, user = sent(), member("view_submission", *allowed)
    clinic = signed_in(user)
    page = clinic.get(LIST).content.decode()
    may = {
        "assign_to_me": "assign_submission" in allowed,
        "assign_to": "assign_submission" in allowed,
        "set_status": "add_review" in allowed,
    }
    for name, is_allowed in may.items():
        assert (f'<option value="{name}">' in page) is is_allowed
        choice = user.pk if name == "assign_to" else "closed"
        before = Review.objects.count()
        act(clinic, name, submission, index="0", done="1", choice=choice)
        assert Review.objects.count() - before == is_allowed, name


def test_nothing_acts_on_more_than_a_page_or_on_what_has_no_tick(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Queue, "list_per_page", 2)
    made, clinic = [sent() for _ in range(3)], signed_in(member(*MAY_ASSIGN))
    assert "Choose at most 2" in act(clinic, "assign_to_me", *made, index="0").content.decode()
    across = act(clinic, "assign_to_me", made[0], index="0", select_across="1")
    assert "Choose at most 2" in across.content.decode()
    for wrong in ("x", "1' OR '1'='1", str(uuid4()), "\0"):
        answer = clinic.post(
            LIST, {"action": "assign_to_me", "_selected_action": wrong, "index": "0"}, follow=True
        )
        assert answer.status_code == 200
    nothing = {"action": "assign_to_me", "index": "0"}
    assert clinic.post(LIST, nothing, follow=True).status_code == 200
    assert clinic.post(LIST, {}, follow=True).status_code == 200
    assert not Review.objects.exists()


def test_if_one_fails_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    made, user = [sent(), sent()], member(*MAY_ASSIGN)
    clinic, saved = signed_in(user), []

    def fails(*args: Any, **more: Any) -> None:
        saved.append(Review.objects.count())
        raise DatabaseError("full")

    monkeypatch.setattr("eligibility.review.queue.acts.record", fails)
    assert act(clinic, "assign_to_me", *made, index="0").status_code == 503
    assert saved == [2], "both reviews were there before the log failed"
    assert not Review.objects.exists()
    assert not Submission.objects.exclude(assigned_to=None).exists()


def test_who_has_left_cannot_be_chosen() -> None:
    gone: User = member(*MAY_REVIEW, is_active=False)
    clinic = signed_in(member(*MAY_ASSIGN))
    page = act(clinic, "assign_to", sent(), index="0").content.decode()
    assert f'value="{gone.pk}"' not in page
