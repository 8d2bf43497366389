"""Two members of staff have one page open. The second one is told, and loses nothing typed."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from eligibility.models import Review, Submission
from tests.clinic import MAY_REVIEW, address, member, review_of, sent, signed_in

TYPED = "Mine: the scan is from 2019."
VERDICT = {
    "verdict-exclusion-severity": "disagree",
    "reason-exclusion-severity": "The report says mild.",
}


def save(client: Client, submission: Submission, note: str, seen: int, **more: Any) -> Any:
    return client.post(address(submission), review_of(note, "contacted", seen=seen, **more))


@pytest.mark.shows("F45", "ASVS 2.3.4", "ASVS 15.4.2")
@pytest.mark.django_db
def test_the_second_to_save_is_told_sees_what_is_new_and_keeps_what_was_typed() -> None:
    submission, first, second = sent(severity="severe"), member(*MAY_REVIEW), member(*MAY_REVIEW)
    assert save(signed_in(first), submission, "Theirs.", 0).status_code == 302
    clinic = signed_in(second)
    told = save(clinic, submission, TYPED, 0, **VERDICT)
    page = told.content.decode()
    assert told.status_code == 409
    assert "Someone saved a review after you opened this page." in page
    assert f"{TYPED}</textarea>" in page
    assert "The report says mild.</textarea>" in page
    assert '<option value="disagree" selected>' in page
    assert '<option value="contacted" selected>' in page
    new = page.partition('class="c-new"')[2].partition("</tr>")[0]
    assert "Theirs." in new and str(first) in new
    assert [review.note for review in Review.objects.all()] == ["Theirs."]


@pytest.mark.django_db
def test_saving_again_after_reading_goes_through() -> None:
    submission, clinic = sent(severity="severe"), signed_in(member(*MAY_REVIEW))
    save(signed_in(member(*MAY_REVIEW)), submission, "Theirs.", 0)
    page = save(clinic, submission, TYPED, 0, **VERDICT).content.decode()
    assert '<input type="hidden" name="seen" value="1">' in page
    assert save(clinic, submission, TYPED, 1, **VERDICT).status_code == 302
    assert {review.note for review in Review.objects.all()} == {
        "Theirs.",
        TYPED,
        "The report says mild.",
    }


@pytest.mark.django_db
def test_the_page_says_how_much_it_has_shown() -> None:
    submission, clinic = sent(), signed_in(member(*MAY_REVIEW))
    for count in range(3):
        page = clinic.get(address(submission)).content.decode()
        assert f'<input type="hidden" name="seen" value="{count}">' in page
        save(clinic, submission, f"Note {count}.", count)


@pytest.mark.django_db
@pytest.mark.parametrize("seen", ["", "-1", "all", "0"])
def test_a_form_that_has_seen_nothing_is_never_taken_for_one_that_has(seen: str) -> None:
    submission, clinic = sent(), signed_in(member(*MAY_REVIEW))
    save(clinic, submission, "Theirs.", 0)
    assert save(clinic, submission, TYPED, seen).status_code in (409, 422)  # type: ignore[arg-type]
    assert Review.objects.count() == 1


@pytest.mark.django_db
def test_a_button_pressed_twice_saves_once() -> None:
    submission, clinic = sent(), signed_in(member(*MAY_REVIEW))
    assert save(clinic, submission, TYPED, 0).status_code == 302
    assert save(clinic, submission, TYPED, 0).status_code == 409
    assert Review.objects.count() == 1


@pytest.mark.django_db
def test_a_reason_is_kept_when_someone_else_corrected_the_same_verdict_first() -> None:
    submission, clinic = sent(severity="severe"), signed_in(member(*MAY_REVIEW))
    clinic.post(address(submission), review_of("", "", **VERDICT))
    wrong = Review.objects.get()
    mine = VERDICT | {"seen": 1, "corrects": str(wrong.pk)}
    assert clinic.post(address(submission), mine).status_code == 302
    answer = clinic.post(address(submission), mine | {"reason-exclusion-severity": TYPED})
    assert answer.status_code == 409
    assert f"{TYPED}</textarea>" in answer.content.decode()


@pytest.mark.shows("F45", "ASVS 2.3.4", "ASVS 15.4.2")
@pytest.mark.django_db(transaction=True)
def test_of_eight_who_save_at_the_same_moment_one_is_first_and_all_others_are_told() -> None:
    submission = sent()
    clinics = [signed_in(member(*MAY_REVIEW)) for _ in range(8)]

    def one(number: int) -> int:
        try:
            return int(save(clinics[number], submission, f"Note {number}.", 0).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(one, range(8)))
    assert answers == [302] + [409] * 7
    assert Review.objects.count() == 1
