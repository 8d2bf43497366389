"""Two windows on one questionnaire: the second is told in plain words; nothing is overwritten."""

from itertools import islice
from random import Random
from typing import Any
from unittest.mock import patch

import pytest

from eligibility.core.choices import Choosing, Many
from eligibility.core.questions import Question
from eligibility.models import Submission
from eligibility.protocol import PROTOCOL
from eligibility.wizard.drafts import DraftStorage
from tests.page import Page
from tests.patient import SHARED, Patient

pytestmark = pytest.mark.django_db
TOLD = "changed in another window"


def others(question: Question) -> list[Any]:
    """Two answers that this patient has not given so far."""
    if not isinstance(question, Choosing):
        return [49, 50]
    codes = (code for code in question.by_code if code not in SHARED[question.slug])
    first = list(islice(codes, 2))
    return [[code] for code in first] if isinstance(question, Many) else first


@pytest.mark.shows("F14", "ASVS 2.3.3")
@pytest.mark.parametrize("question", PROTOCOL.screening_questions, ids=lambda q: q.slug)
def test_an_answer_that_another_window_has_changed_is_not_overwritten(question: Question) -> None:
    first, step, (theirs, ours) = Patient.at("contact"), question.slug, others(question)
    second = first.tab()
    open_page = second.show(step)
    assert first.send(step, **{step: theirs}).status == 302
    told = second.press(open_page, **{step: ours})
    assert (told.status, told.kind) == (409, "step")
    assert told.title.startswith("Error: ") and TOLD in told.text
    assert told.typed[f"{step}-{step}"] == second.given(step), "what was typed is still there"
    assert first.kept[step] == theirs
    assert second.press(told).status == 302, "pressing again is a choice"
    assert first.kept[step] == ours


@pytest.mark.parametrize("question", PROTOCOL.screening_questions, ids=lambda q: q.slug)
def test_the_same_answer_from_two_windows_is_no_conflict(question: Question) -> None:
    first, step, answer = Patient.at("contact"), question.slug, others(question)[0]
    second = first.tab()
    open_page = second.show(step)
    assert first.send(step, **{step: answer}).status == 302
    assert second.press(open_page, **{step: answer}).status == 302
    assert first.kept[step] == answer


def test_an_answer_that_another_window_sent_again_unchanged_is_no_conflict() -> None:
    first = Patient.at("contact")
    open_page = first.tab().show("cancer")
    first.send("cancer")
    assert first.press(open_page, cancer="past").status == 302, "no one has changed it"
    assert first.kept["cancer"] == "past"


def test_answers_to_different_questions_from_two_windows_are_all_kept() -> None:
    first = Patient.at("contact")
    second = first.tab()
    pages = [first.show("cancer"), second.show("allergy")]
    assert first.press(pages[0], cancer="past").status == 302
    assert second.press(pages[1], allergy="yes").status == 302
    assert (first.kept["cancer"], first.kept["allergy"]) == ("past", "yes")


@pytest.mark.parametrize(
    ("theirs", "status"), [({"allergy": "yes"}, 302), ({"cancer": "now"}, 409)]
)
def test_an_answer_stored_while_another_is_being_stored_is_not_lost(
    theirs: dict[str, str], status: int
) -> None:
    first, commit = Patient.at("contact"), DraftStorage.commit
    second, (step,) = first.tab(), theirs
    pages, waiting = [first.show("cancer"), second.show(step)], [True]

    def while_the_other_window_sends(storage: DraftStorage) -> None:
        if waiting:
            waiting.clear()
            assert second.press(pages[1], **theirs).status == 302
        commit(storage)

    with patch.object(DraftStorage, "commit", while_the_other_window_sends):
        assert first.press(pages[0], cancer="past").status == status
    assert first.kept == Patient.at("contact").kept | {"cancer": "past"} | theirs


def test_a_wrong_answer_after_a_conflict_is_still_told_of_the_conflict() -> None:
    first = Patient.at("contact")
    second = first.tab()
    open_page = second.show("age")
    first.send("age", age=49)
    wrong = second.press(open_page, age="fifty")
    assert (wrong.status, wrong.errors) == (422, ["age-age"])
    told = second.press(wrong, age=50)
    assert told.status == 409 and TOLD in told.text
    assert first.kept["age"] == 49


def test_an_old_page_that_lists_all_answers_does_not_confirm_newer_ones() -> None:
    first = Patient.at("check")
    second = first.tab()
    open_page = second.show("check")
    first.send("cancer", cancer="now")
    told = second.press(open_page)
    assert (told.status, told.kind) == (409, "check"), "the list on that page was another one"
    assert "check" not in first.passed


def test_what_one_window_has_made_private_another_does_not_send() -> None:
    first = Patient.at("contact")
    open_page = first.tab().show("contact")
    first.send("share", share="private")
    assert first.press(open_page).location == first.url("result")
    assert not Submission.objects.exists()
    assert "full_name" not in first.kept


def test_an_old_choice_to_keep_it_private_does_not_undo_a_newer_one_without_a_word() -> None:
    first = Patient.at("share")
    second = first.tab()
    open_page = second.show("share")
    first.send("share", share="clinic")
    told = second.press(open_page, share="private")
    assert told.status == 409 and TOLD in told.text
    assert first.kept["share"] == "clinic" and first.row.completed_at is None


@pytest.mark.shows("F14", "ASVS 2.3.3")
@pytest.mark.parametrize("seed", range(4))
def test_no_order_of_clicks_in_two_windows_overwrites_in_silence(seed: int) -> None:
    chance, first = Random(seed), Patient.at("contact")
    windows: list[tuple[Patient, dict[str, tuple[Page, Any]]]] = [(first, {}), (first.tab(), {})]
    told = 0
    for _ in range(60):
        window, pages = chance.choice(windows)
        step = chance.choice(("cancer", "allergy", "age"))
        if step not in pages:
            pages[step] = window.show(step), first.kept[step]
            continue
        page, known = pages.pop(step)
        answer = chance.choice((49, 50, 51) if step == "age" else ("no", "unsure"))
        before = first.kept[step]
        sent = window.press(page, **{step: answer})
        if sent.status == 409:
            told += 1
            assert first.kept[step] == before != answer
            pages[step] = sent, before
        else:
            assert sent.status == 302 and before in (known, answer)
            assert first.kept[step] == answer
    assert told, "the windows never met"
