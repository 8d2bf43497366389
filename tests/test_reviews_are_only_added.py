"""What staff do with a submission is a row an act, under their name. A mistake is corrected by a
new row, and the old one stays readable."""

import re

import pytest
from django.test import Client

from eligibility.models import AccessLog, Review, Submission
from eligibility.review.record.thread import Thread
from eligibility.security.blind_index import mark
from tests.clinic import MAY_REVIEW, address, member, review_of, sent, signed_in

pytestmark = pytest.mark.django_db

SEVERE = {"severity": "severe", "autoimmune": "unsure"}
ASSIGN = (*MAY_REVIEW, "assign_submission")


def page_of(client: Client, submission: Submission, query: str = "") -> str:
    answer = client.get(address(submission) + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def refused(client: Client, submission: Submission, **fields: object) -> str:
    """The page that a form comes back on."""
    before = Review.objects.count()
    answer = client.post(address(submission), review_of("", "") | fields)
    assert answer.status_code == 422
    assert Review.objects.count() == before
    return str(answer.content.decode())


def test_one_form_adds_a_row_for_what_was_done_and_one_for_each_verdict() -> None:
    submission, writer = sent(**SEVERE), member(*ASSIGN)
    verdicts = {
        "verdict-exclusion-severity": "disagree",
        "reason-exclusion-severity": "The report says moderate.",
        "verdict-unknown-autoimmune": "agree",
    }
    form = review_of("Called.", "in_review", assign_to=writer.pk, **verdicts)
    assert signed_in(writer).post(address(submission), form).status_code == 302
    done = Review.objects.get(agrees=None)
    assert (done.status, done.assigned_to, done.note) == ("in_review", writer, "Called.")
    against = Review.objects.get(agrees=False)
    assert against.mark == mark("exclusion", "severity")
    assert against.note == "The report says moderate."
    agreed = Review.objects.get(agrees=True)
    assert (agreed.mark, agreed.note) == (mark("unknown", "autoimmune"), None)
    assert {review.author for review in Review.objects.all()} == {writer}
    submission.refresh_from_db()
    assert (submission.status, submission.assigned_to) == ("in_review", writer)
    acts = AccessLog.objects.filter(submission=submission.pk, who=writer.username)
    assert {"review", "assign"} <= set(acts.values_list("action", flat=True))


def test_the_page_tells_all_of_it_in_one_list_newest_first() -> None:
    submission, writer = sent(**SEVERE), member(*MAY_REVIEW)
    clinic = signed_in(writer)
    clinic.post(address(submission), review_of("The first.", "in_review"))
    clinic.post(address(submission), review_of("The second.", "contacted"))
    happened = page_of(clinic, submission).partition("c-events")[2].partition("</table>")[0]
    places = [happened.index(text) for text in ("The second.", "The first.", "Received over")]
    assert places == sorted(places)
    assert happened.count(writer.username) >= 2


def test_a_submission_from_paper_says_who_typed_it_in() -> None:
    submission, typist = sent(), member()
    Submission.objects.filter(pk=submission.pk).update(origin="paper", entered_by=typist)
    page = page_of(signed_in(member(*MAY_REVIEW)), submission)
    assert f"Typed in by {typist}" in page
    assert "Received on paper and typed in" in page


def test_to_disagree_needs_a_reason_and_a_reason_needs_a_verdict() -> None:
    submission, clinic = sent(**SEVERE), signed_in(member(*MAY_REVIEW))
    page = refused(clinic, submission, **{"verdict-exclusion-severity": "disagree"})
    assert 'href="#id_reason-exclusion-severity"' in page
    assert "You disagree, so say why." in page
    page = refused(clinic, submission, **{"reason-exclusion-severity": "No report."})
    assert "No report.</textarea>" in page
    assert 'href="#id_verdict-exclusion-severity"' in page


def test_an_empty_form_and_a_verdict_on_what_did_not_come_up_add_nothing() -> None:
    submission, clinic = sent(**SEVERE), signed_in(member(*MAY_REVIEW))
    assert "There is nothing to save yet." in refused(clinic, submission)
    refused(clinic, submission, **{"verdict-exclusion-cancer": "agree"})


def test_only_who_may_assign_assigns_and_only_to_staff() -> None:
    submission, other = sent(), member("view_submission")
    without, clinic = signed_in(member(*MAY_REVIEW)), signed_in(member(*ASSIGN))
    assert 'name="assign_to"' not in page_of(without, submission)
    without.post(address(submission), review_of("Mine.", "", assign_to=other.pk))
    assert Submission.objects.get().assigned_to is None
    assert 'name="assign_to"' in page_of(clinic, submission)
    refused(clinic, submission, assign_to=member(is_staff=False).pk)
    clinic.post(address(submission), review_of("Yours.", "", assign_to=other.pk))
    assert Submission.objects.get().assigned_to == other


def test_a_correction_is_a_new_row_and_the_old_one_stays_struck_and_labelled() -> None:
    submission, first, second = sent(), member(*MAY_REVIEW), member(*MAY_REVIEW)
    signed_in(first).post(address(submission), review_of("Called the wrong one.", "contacted"))
    wrong, clinic = Review.objects.get(), signed_in(second)
    form = page_of(clinic, submission, f"?corrects={wrong.pk}")
    assert "Called the wrong one.</textarea>" in form
    assert f'name="corrects" value="{wrong.pk}"' in form
    right = review_of("Nobody was called.", "in_review", corrects=str(wrong.pk))
    assert clinic.post(address(submission), right).status_code == 302
    kept = Review.objects.get(pk=wrong.pk)
    assert (kept.note, kept.status, kept.author) == ("Called the wrong one.", "contacted", first)
    new = Review.objects.exclude(pk=wrong.pk).get()
    assert (new.corrects, new.author, new.note) == (wrong, second, "Nobody was called.")
    assert Submission.objects.get().status == "in_review"
    for url in (address(submission), address(submission, "staff-sheet")):
        page = clinic.get(url).content.decode()
        assert re.search(r"<del>(<p>)?Called the wrong one.", page), url
        assert f"Corrected by {second}" in page
        assert not re.search(r"<del>(<p>)?Nobody was called.", page), url


def test_a_corrected_verdict_no_longer_counts_and_the_new_one_does() -> None:
    submission, clinic = sent(**SEVERE), signed_in(member(*MAY_REVIEW))
    clinic.post(address(submission), review_of("", "", **{"verdict-exclusion-severity": "agree"}))
    wrong = Review.objects.get()
    page = page_of(clinic, submission, f"?corrects={wrong.pk}")
    assert 'name="note"' not in page
    assert 'name="verdict-unknown-autoimmune"' not in page
    said = {"verdict-exclusion-severity": "disagree", "reason-exclusion-severity": "Typed wrong."}
    answer = clinic.post(address(submission), said | {"seen": 1, "corrects": str(wrong.pk)})
    assert answer.status_code == 302
    standing = Thread(Submission.objects.get()).verdicts
    assert {name: review.agrees for name, review in standing.items()} == {
        ("exclusion", "severity"): False
    }


def test_a_correction_says_anew_what_the_old_row_had_moved() -> None:
    submission, clinic = sent(), signed_in(member(*MAY_REVIEW))
    clinic.post(address(submission), review_of("A note.", "closed"))
    wrong = Review.objects.get()
    page = refused(clinic, submission, note="Other words.", corrects=str(wrong.pk))
    assert 'href="#id_new_status"' in page


def test_putting_an_old_note_right_moves_no_status_back() -> None:
    submission, clinic = sent(), signed_in(member(*MAY_REVIEW))
    clinic.post(address(submission), review_of("A tpyo.", "in_review"))
    old = Review.objects.get()
    clinic.post(address(submission), review_of("Called.", "contacted"))
    form = page_of(clinic, submission, f"?corrects={old.pk}")
    assert '<option value="contacted" selected>' in form


def test_what_is_not_there_or_was_corrected_cannot_be_corrected() -> None:
    submission, other, clinic = sent(), sent(), signed_in(member(*MAY_REVIEW))
    clinic.post(address(other), review_of("Of another."))
    elsewhere = Review.objects.get()
    page = refused(clinic, submission, note="Mine.", corrects=str(elsewhere.pk))
    assert "was corrected before" in page and "Mine.</textarea>" in page
    clinic.post(address(other), review_of("Right.", corrects=str(elsewhere.pk)))
    refused(clinic, other, note="Again.", new_status="closed", corrects=str(elsewhere.pk))


def test_an_id_that_is_no_id_is_a_new_review() -> None:
    submission, clinic = sent(), signed_in(member(*MAY_REVIEW))
    assert "Add a review" in page_of(clinic, submission, "?corrects=nonsense")


def test_who_may_only_read_gets_no_form_and_no_way_to_correct() -> None:
    submission = sent()
    signed_in(member(*MAY_REVIEW)).post(address(submission), review_of("A note."))
    page = page_of(signed_in(member("view_submission", "view_review")), submission)
    assert "A note." in page
    assert "corrects=" not in page and 'name="_save"' not in page
