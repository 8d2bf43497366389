"""What a patient sent stays as it was sent. A review is added beside it, in its author's name."""

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from eligibility.models import Review, Shelf, Submission
from tests.clinic import (
    LIST,
    MAY_REVIEW,
    address,
    member,
    nurse,
    overwrite,
    review_of,
    rows,
    sent,
    signed_in,
    stored,
)

pytestmark = pytest.mark.django_db
Waiting = Submission.Waiting

HOSTILE = "<script>alert('x')</script><b on=x>&amp;"  # as long as a phone number may be
FORGED = {field.name: "forged" for field in Submission._meta.get_fields()}
NO_REVIEW = review_of("", status="")


def page_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


@pytest.mark.shows("T4", "ASVS 15.3.3")
def test_posting_every_field_of_a_submission_changes_nothing_stored() -> None:
    submission, everyone = sent(), (member(*MAY_REVIEW), member(is_superuser=True))
    before = stored(submission)
    for user in everyone:
        for forged in (FORGED, FORGED | {"status": "closed", "language": "es"}):
            answer = signed_in(user).post(address(submission), forged | NO_REVIEW)
            assert answer.status_code == 422  # there was nothing to save
            assert stored(submission) == before
    assert not Review.objects.exists()


def test_a_submission_cannot_be_added_or_deleted_by_anyone() -> None:
    submission = sent()
    clinic = signed_in(member(is_superuser=True))
    for url in (f"{LIST}add/", address(submission, "delete")):
        for answer in (clinic.get(url), clinic.post(url, FORGED | {"post": "yes"})):
            assert answer.status_code == 403, url
    action = {"action": "delete_selected", "_selected_action": str(submission.pk), "post": "yes"}
    assert clinic.post(LIST, action).status_code in (200, 302, 403)
    assert Submission.objects.get() == submission


def test_no_page_edits_or_deletes_a_review_or_shows_a_draft() -> None:
    for model in ("review", "draft"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:eligibility_{model}_changelist")


def test_a_review_is_added_under_the_name_of_who_wrote_it_and_moves_the_status() -> None:
    submission, writer, other = sent(), member(*MAY_REVIEW), member(*MAY_REVIEW)
    before = stored(submission)
    forged: dict[str, Any] = {"author": other.pk, "at_0": "2020-01-01", "at_1": "00:00"}
    answer = signed_in(writer).post(address(submission), review_of("Called.", **forged))
    assert answer.status_code == 302
    review = Review.objects.get()
    assert (review.author, review.note, review.status) == (writer, "Called.", "contacted")
    assert review.submission == submission
    assert review.at >= submission.received_at
    shelf = Shelf.objects.get(status="contacted", waiting=Waiting.DONE).pk
    moved = {"status": "contacted", "waiting": Waiting.DONE, "shelf_id": shelf}
    assert stored(submission) == before | moved
    page = page_of(nurse(), address(submission))
    assert "Called." in page
    assert str(writer) in page


def test_a_review_that_is_there_is_not_changed_by_posting_it_again() -> None:
    submission, clinic = sent(), nurse()
    clinic.post(address(submission), review_of("The first."))
    first = Review.objects.get()
    claimed: dict[str, Any] = {"id": str(first.pk), "pk": str(first.pk)}
    for more in (claimed, claimed | {"DELETE": "on"}, {"at": "2020-01-01 00:00"}):
        clinic.post(address(submission), review_of("Another.", "closed", **more))
        kept = Review.objects.get(pk=first.pk)
        assert (kept.note, kept.status, kept.at) == ("The first.", "contacted", first.at)


def test_a_right_to_read_alone_gives_no_right_to_review() -> None:
    submission = sent()
    clinic = signed_in(member("view_submission", "view_review"))
    assert 'name="note"' not in page_of(clinic, address(submission))
    assert clinic.post(address(submission), review_of("Not allowed.")).status_code == 403
    assert not Review.objects.exists()


def test_a_right_to_read_and_to_add_reviews_is_enough_to_review() -> None:
    submission = sent()
    clinic = signed_in(member("view_submission", "view_review", "add_review"))
    assert 'name="note"' in page_of(clinic, address(submission))
    assert clinic.post(address(submission), review_of("Allowed.")).status_code == 302
    assert Review.objects.get().note == "Allowed."


def test_a_submission_and_a_review_refuse_to_be_saved_again() -> None:
    submission = sent()
    review = Review(submission=submission, author=member(), status="closed", note="Done.")
    review.save()
    for record in (submission, review, Submission.objects.get(), Review.objects.get()):
        before = stored(submission)
        with pytest.raises(TypeError):
            record.save()
        with pytest.raises(TypeError):
            record.save(update_fields=["status"])
        assert stored(submission) == before


@pytest.mark.shows("T10", "ASVS 1.2.1", "ASVS 1.1.2", "ASVS 3.2.2", "ASVS 1.3.5")
def test_hostile_text_is_shown_as_text_on_every_page() -> None:
    submission = sent(HOSTILE, phone=HOSTILE)
    clinic = nurse()
    clinic.post(address(submission), review_of(HOSTILE))
    escaped = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&lt;b on=x&gt;&amp;amp;"
    times = {LIST: 0, address(submission): 3, address(submission, "sheet"): 2}
    for url, at_least in (times | {address(submission, "history"): 0}).items():
        page = page_of(clinic, url)
        assert page.count(escaped) >= at_least, url
        assert "<script>alert" not in page
        assert "<b on=" not in page


def test_a_submission_agreed_to_under_an_older_text_can_still_be_read() -> None:
    submission = sent("Ruth Sample", consent="2025.1", risks_read="2025.1")
    clinic = nurse()
    for page in ("change", "sheet"):
        assert "Ruth Sample" in page_of(clinic, address(submission, page))


@pytest.mark.shows("T20", "F35")
@pytest.mark.parametrize("column", ["answers", "identity"])
def test_an_altered_record_gives_an_error_page_and_leaves_the_others_alone(column: str) -> None:
    altered, other = sent("Ruth Sample", severity="severe"), sent("Mei Specimen")
    clinic = nurse()
    clinic.raise_request_exception = False
    theirs, own = stored(other)[column], stored(altered)[column]
    flipped = own[:40] + ("A" if own[40] != "A" else "B") + own[41:]
    for text in (theirs, flipped, "", own[:-64], "plain text"):
        overwrite(altered, column, text)
        for page in ("change", "sheet"):
            answer = clinic.get(address(altered, page))
            assert answer.status_code == 500, (page, text)
            for told in ("Ruth", "Mei", "Traceback", "CannotRead", "Severe"):
                assert told not in answer.content.decode()
        assert set(rows(clinic.get(LIST))) == {altered.reference, other.reference}
        assert "Mei Specimen" in page_of(clinic, address(other))
