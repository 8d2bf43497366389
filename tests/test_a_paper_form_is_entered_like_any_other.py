"""What a patient wrote on paper becomes a submission by the same rules as one sent by the patient,
and says who typed it in."""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from eligibility.core.choices import Choosing
from eligibility.models import AccessLog, Review, Submission
from eligibility.protocol import PROTOCOL
from eligibility.review.paper.typed_in import can_be_blank
from eligibility.security.kiosk import IDS_BELOW
from eligibility.summary.paper_form import paper_form
from tests.audit import written
from tests.clinic import LIST, MAY_REVIEW, address, member, nurse, sent, signed_in
from tests.journey import born
from tests.page import Page
from tests.patient import SHARED, Patient

pytestmark = pytest.mark.django_db

PAPER = f"{LIST}paper/"
MAY_ENTER = (*MAY_REVIEW, "enter_submission")
CODE = re.compile(r"<code>([^<]+)</code>")
ASKED = [asked for part in paper_form(PROTOCOL) for page in part.pages for asked in page.asked]


def clerk() -> Client:
    return signed_in(member(*MAY_ENTER))


def on_paper(**changes: Any) -> dict[str, list[str]]:
    """The fields of a paper form with these answers. None is a box that was left empty."""
    answers = {**SHARED, **changes}
    date = born(answers["age"], timezone.localdate().year)
    fields: dict[str, list[str]] = {}
    for question, step in PROTOCOL.step_of.items():
        given = answers.get(question.slug)
        if question.slug == "date_of_birth":
            parts = answers["date_of_birth"] or date
            fields |= {f"{step.slug}-{question.slug}_{part}": [parts[part]] for part in date}
        elif given is not None:
            texts = given if isinstance(given, list) else [str(given)]
            fields[f"{step.slug}-{question.slug}"] = texts
    return fields


def entry_of(clinic: Client, **query: str) -> dict[str, list[str]]:
    """The hidden fields of the page, as the browser would send them."""
    page = Page(clinic.get(PAPER, query))
    return {name: page.typed[name] for name in ("entry", "paper")}


def enter(clinic: Client, fields: Mapping[str, Any], **query: str) -> Page:
    return Page(clinic.post(PAPER, {**entry_of(clinic, **query), **fields}))


def problems(page: Page) -> list[str]:
    """What is wrong, by the name of the question's inputs."""
    assert page.status == 422 and not Submission.objects.filter(origin="paper").exists()
    return [name for name in page.errors if name != "content-start"]


# --- The page -----------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_question_is_there_in_the_order_and_with_the_number_and_codes_of_the_paper(
    language: str,
) -> None:
    page = Page(clerk().get(PAPER, {"paper": language}))
    html = unescape(page.html)
    place = 0
    with override(language):
        for asked in ASKED:
            place = html.index(f"{asked.number}. {asked.question.text}", place)
            if isinstance(asked.question, Choosing):
                end = html.index("</fieldset>", place)
                codes = CODE.findall(html[place:end])
                assert codes == [choice.code for choice in asked.question.choices]
    assert f'<div lang="{language}">' in page.html


def test_the_list_and_the_start_of_the_admin_lead_there_for_who_may_enter() -> None:
    sent()
    for url in (LIST, "/admin/"):
        assert PAPER in Page(clerk().get(url)).links
        assert PAPER not in Page(nurse().get(url)).links


def test_nobody_without_both_rights_opens_or_sends_it() -> None:
    for rights in (MAY_REVIEW, ("enter_submission",)):
        visitor = signed_in(member(*rights))
        assert visitor.get(PAPER).status_code == 403
        assert visitor.post(PAPER, on_paper()).status_code == 403
    assert Client().get(PAPER).status_code == 302
    assert not Submission.objects.exists()


# --- What is stored -----------------------------------------------------------------------------
def test_it_is_stored_as_if_the_patient_had_sent_it_and_says_who_typed_it() -> None:
    patient = Patient.at("contact")
    patient.send("contact")
    user = member(*MAY_ENTER)
    page = enter(signed_in(user), on_paper(), paper="es")
    entered = Submission.objects.get(origin="paper")
    assert page.location == address(entered)
    for same in ("answers", "assessment", "identity", "outcome", "person", "digest", "waiting"):
        assert getattr(entered, same) == getattr(patient.sent, same), same
    assert (entered.entered_by, entered.language) == (user, "es")
    assert entered.patient_key == "" and entered.pk > IDS_BELOW
    marks = [set(one.marks.values_list("mark", flat=True)) for one in (entered, patient.sent)]
    assert marks[0] == marks[1]
    assert abs((timezone.now() - entered.received_at).total_seconds()) < 60


def test_the_page_of_the_submission_opens_and_the_access_log_has_both() -> None:
    clinic = clerk()
    enter(clinic, on_paper(severity="severe"))
    entered = Submission.objects.get()
    assert written()[-1] == ("enter", entered.pk)
    shown = clinic.get(address(entered)).content.decode()
    assert "The paper form is entered" in shown and entered.reference in shown
    assert written()[-1] == ("detail", entered.pk)


def test_no_patient_opens_it_by_reference_and_birth_date() -> None:
    enter(clerk(), on_paper())
    entered = Submission.objects.get()
    date = entered.identity["date_of_birth"]
    parts = {f"open-date_of_birth_{part}": getattr(date, part) for part in ("month", "day", "year")}
    answer = Client().post("/open/", {"open-reference": entered.reference, **parts})
    assert answer.status_code == 422


def test_answers_that_others_close_are_left_out_and_that_is_said() -> None:
    clinic = clerk()
    knee = on_paper(region=["knee"])
    enter(clinic, knee)
    entered = Submission.objects.get()
    assert not {"condition", "severity", "tried", "leg_pain"} & set(entered.answers)
    told = clinic.get(address(entered)).content.decode()
    assert re.search(r"\d+ answers were left out", told)


# --- What is refused ----------------------------------------------------------------------------
@pytest.mark.parametrize("question", [q for q in PROTOCOL.questions if not q.optional])
def test_a_question_that_is_empty_on_paper_is_named_and_never_read_as_no(question: Any) -> None:
    name = f"{PROTOCOL.step_of[question].slug}-{question.slug}"
    fields = on_paper()
    for field in [field for field in fields if field.startswith(name)]:
        del fields[field]
    assert name in problems(enter(clerk(), fields))


@pytest.mark.parametrize(
    "question", [q for q in PROTOCOL.questions if can_be_blank(q) and not q.optional]
)
def test_a_blank_is_stored_as_not_sure_only_where_someone_says_that_it_was_blank(
    question: Any,
) -> None:
    assert "unsure" in question.by_code
    user = member(*MAY_ENTER)
    clinic = signed_in(user)
    enter(clinic, on_paper(**{question.slug: ["left_blank"]}))
    entered = Submission.objects.get()
    assert entered.answers[question.slug] in ("unsure", ["unsure"])
    review = Review.objects.get()
    assert (review.author, review.status) == (user, "")
    assert str(question.label) in review.note and "Left blank on paper" in review.note
    assert "Left blank on paper" in clinic.get(address(entered)).content.decode()


def test_a_blank_where_no_answer_is_needed_is_no_answer() -> None:
    enter(clerk(), on_paper(offered=["left_blank"], understood_sham=["left_blank"]))
    stored = Submission.objects.get().answers
    assert not {"offered", "understood_sham"} & set(stored)
    assert not Review.objects.exists()


def test_where_there_is_no_not_sure_a_blank_cannot_be_chosen() -> None:
    page = Page(clerk().get(PAPER))
    offered = {item.name for item in page.inputs if item.value == "left_blank"}
    assert "severity-severity" in offered
    for name in ("condition-condition", "overall_health-overall_health", "share-share"):
        assert name not in offered
        fields = on_paper() | {name: ["left_blank"]}
        assert name in problems(enter(clerk(), fields))


def test_a_blank_and_an_answer_cannot_both_be_right() -> None:
    page = enter(clerk(), on_paper(red_flags=["left_blank", "bladder"]))
    assert problems(page) == ["red_flags-red_flags"]
    assert "an answer too" in page.text


@pytest.mark.parametrize(
    ("changes", "name", "words"),
    [
        ({"age": 60, "date_of_birth": born(40, 2020)}, "contact-date_of_birth", "you are 60"),
        ({"age": 121, "date_of_birth": born(40, 2020)}, "age-age", "0 to 120"),
        ({"red_flags": ["none", "bladder"]}, "red_flags-red_flags", "another box too"),
        ({"severity": "grave"}, "severity-severity", "not in the list"),
        ({"share": "private"}, "share-share", "must not be entered here"),
        ({"risks_read": None}, "risks-risks_read", "read the risks"),
        ({"consent": None}, "contact-consent", "Tick the box if you agree"),
        ({"phone": ""}, "contact-phone", "You chose phone"),
        ({"full_name": "\u200b"}, "contact-full_name", "Enter your full name"),
    ],
)
def test_what_the_journey_refuses_is_refused_here_in_the_same_words(
    changes: dict[str, Any], name: str, words: str
) -> None:
    page = enter(clerk(), on_paper(**changes))
    assert problems(page) == [name]
    assert words in unescape(page.text)
    assert page.title.startswith("Error: ")


def test_nothing_that_was_typed_is_lost_by_a_mistake() -> None:
    fields = on_paper(severity=["left_blank"], values=["cost"], full_name="Ruth <b> &c")
    fields["age-age"] = ["abc"]
    page = enter(clerk(), fields, paper="es")
    assert problems(page)
    for name, values in fields.items():
        assert sorted(page.typed[name]) == sorted(values), name
    assert page.typed["paper"] == ["es"]
    again = {**page.typed, "age-age": ["48"]}
    assert enter(clerk(), again).status == 302


# --- Once ---------------------------------------------------------------------------------------
def test_a_second_click_leads_to_the_one_that_the_first_click_stored() -> None:
    clinic = clerk()
    fields = {**entry_of(clinic), **on_paper()}
    both = [Page(clinic.post(PAPER, fields)).location for _ in range(2)]
    entered = Submission.objects.get()
    assert both == [address(entered)] * 2
    assert [action for action, _ in written()].count("enter") == 1


def test_an_id_that_is_none_of_ours_is_not_used() -> None:
    for planted in ("", "x", "00000000-0000-0000-0000-000000000001", "'; --"):
        page = enter(clerk(), on_paper() | {"entry": [planted]})
        assert page.status == 302
    ids = list(Submission.objects.values_list("pk", flat=True))
    assert len(ids) == 4 and all(pk.version == 4 for pk in ids)


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_make_one() -> None:
    clinic = clerk()
    fields = {**entry_of(clinic), **on_paper(severity=["left_blank"])}

    def click(_: int) -> str:
        try:
            browser = Client()
            browser.cookies = clinic.cookies
            return Page(browser.post(PAPER, fields)).location
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(click, range(4)))
    entered = Submission.objects.get()
    assert found == {address(entered)}
    assert Review.objects.count() == AccessLog.objects.filter(action="enter").count() == 1
