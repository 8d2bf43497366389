"""Three checks of what came across: they hold nobody up, change nothing, and help the clinic."""

from itertools import product

import pytest
from django.utils.translation import override

from eligibility.core.questions import Question
from eligibility.core.statements import Check
from eligibility.protocol import PROTOCOL
from eligibility.protocol.content.understanding import CHECKS
from eligibility.summary.to_explain import to_explain
from tests.clinic import address, nurse, sent
from tests.patient import KEPT, SHARED, Patient

pytestmark = pytest.mark.django_db

STEP = PROTOCOL.step_by_slug["understanding"]
RIGHT = {"understood_proven": "no", "understood_sham": "same", "understood_choices": "all_three"}
WRONG = {"understood_proven": "yes", "understood_sham": "unsure"}  # the third is left empty
POINTS = ["proven", "sham", "choices"]


def points(page: str) -> list[str]:
    """The points to explain on a page of the clinic's, in order."""
    found = {str(check.text): check.slug for check in CHECKS if str(check.text) in page}
    return [found[text] for text in sorted(found, key=page.index)]


def test_the_three_checks_stand_between_the_risks_and_the_choice_to_share() -> None:
    finish = [step.slug for step in PROTOCOL.part_of[STEP].steps]
    assert finish[1:4] == ["risks", "understanding", "share"]
    assert [check.question for check in CHECKS] == list(STEP.questions)
    assert {check.question.slug: check.right for check in CHECKS} == {
        slug: (code,) for slug, code in RIGHT.items()
    }


@pytest.mark.parametrize("question", STEP.questions, ids=lambda question: question.slug)
def test_every_check_can_be_left_empty_or_answered_with_not_sure(question: Question) -> None:
    assert question.optional and not question.identity
    assert question.unknown_codes == {"unsure"}
    assert len(question.choices) == 3


def test_any_answers_and_none_go_on_to_the_same_next_page() -> None:
    patient = Patient.at("understanding")
    each = [["", *question.by_code] for question in STEP.questions]
    for given in product(*each):
        fields = {
            f"understanding-{q.slug}": code
            for q, code in zip(STEP.questions, given, strict=True)
            if code
        }
        page = patient.send_raw("understanding", fields)
        assert (page.status, page.location) == (302, patient.url("share"))
        kept = {slug: code for slug, code in patient.kept.items() if slug.startswith("understood")}
        assert kept == {name.partition("-")[2]: code for name, code in fields.items()}


def test_an_answer_that_is_not_in_the_list_is_refused() -> None:
    patient = Patient.at("understanding")
    page = patient.send_raw("understanding", {"understanding-understood_sham": "yes"})
    assert (page.status, page.errors) == (422, ["understanding-understood_sham"])


def test_the_page_says_that_it_is_no_test() -> None:
    page = Patient.at("understanding").show("understanding")
    assert "They are not a test and change nothing. You may leave them empty." in page.text


@pytest.mark.parametrize("answers", [KEPT, SHARED], ids=["private", "shared"])
def test_no_answer_to_a_check_changes_the_sheet_of_the_patient(answers: dict[str, object]) -> None:
    shown = []
    for understood in ({}, RIGHT, WRONG):
        patient = Patient({**answers, **understood}).start()
        page = patient.walk()
        assert "data-explain" not in page.html
        shown.append((page.outcome, page.findings, len(page.lasting)))
    assert shown[0] == shown[1] == shown[2]


def test_the_answers_are_stored_with_the_answers_and_not_with_who_the_patient_is() -> None:
    patient = Patient.at("contact", **WRONG)
    patient.send("contact")
    stored = patient.sent
    assert {slug: stored.answers.get(slug) for slug in RIGHT} == {**dict.fromkeys(RIGHT), **WRONG}
    assert not [slug for slug in stored.identity if slug.startswith("understood")]
    assert all(PROTOCOL.by_slug[slug].identity for slug in stored.identity)
    assert not any(PROTOCOL.by_slug[slug].identity for slug in stored.answers)


def test_what_is_stored_is_asked_of_nobody_as_identity_and_counts_for_no_rule() -> None:
    plain, wrong = sent(), sent(**WRONG)
    assert wrong.assessment == plain.assessment
    page = nurse().get(address(wrong)).content.decode()
    assert "Who did better" not in page.partition('id="h-patient"')[2]


@pytest.mark.parametrize("page", ["change", "staff-sheet"])
def test_staff_see_each_point_that_did_not_come_across_with_its_source(page: str) -> None:
    clinic = nurse()
    text = clinic.get(address(sent(**WRONG), page)).content.decode()
    assert points(text) == POINTS
    for check in CHECKS:
        assert str(check.text) in text
        assert all(str(cite.source.title) in text for cite in check.cites)
    assert "Yes, it is proven" in text and "I’m not sure" in text and "left empty" in text
    one = sent(**RIGHT | {"understood_sham": "cells"})
    assert points(clinic.get(address(one, page)).content.decode()) == ["sham"]


@pytest.mark.parametrize("page", ["change", "staff-sheet"])
def test_staff_see_that_all_was_clear(page: str) -> None:
    text = nurse().get(address(sent(**RIGHT), page)).content.decode()
    assert points(text) == []
    assert "All three points were clear to the patient." in text


def test_staff_read_the_points_in_their_own_language() -> None:
    clinic = nurse()
    clinic.cookies["language"] = "es"
    with override("es"):  # the request leaves its language on
        text = clinic.get(address(sent())).content.decode()
        assert all(str(check.text) in text for check in CHECKS)


def test_an_answer_that_no_version_knows_any_more_is_a_point_to_explain() -> None:
    found = to_explain({**RIGHT, "understood_sham": "a code of another year"})
    assert [(point.check.slug, point.answer) for point in found] == [("sham", None)]


@pytest.mark.parametrize(
    ("slug", "right"), [("understood_sham", ()), ("understood_sham", ("yes",)), ("cancer", ("no",))]
)
def test_a_check_without_a_right_answer_or_that_must_be_answered_is_refused(
    slug: str, right: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="nobody has to answer"):
        Check(slug="bad", question=PROTOCOL.by_slug[slug], right=right, cites=CHECKS[0].cites)
