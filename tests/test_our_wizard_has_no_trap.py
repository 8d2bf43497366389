"""What the stock wizard does to a patient, done to ours: two windows, moving about, closed steps.

`tests.stock.TRAPS` lists what the stock wizard is known for. The end of the journey and what is
stored have a file of their own, tests/test_our_wizard_ends_once.py.
"""

import sys
from typing import Any
from unittest.mock import patch

import pytest
from django.http import HttpResponse

from eligibility.core.conditions import ALWAYS
from eligibility.core.questions import Question
from eligibility.models import Draft
from eligibility.protocol import PROTOCOL
from eligibility.wizard.views import Screening
from tests import test_our_wizard_ends_once
from tests.page import Page
from tests.patient import SHARED, Patient
from tests.stock import TRAPS, slugs_in

pytestmark = pytest.mark.django_db

GATES = sorted(
    {q.slug for s in PROTOCOL.steps if s.asked_when is not ALWAYS for q in s.asked_when.questions()}
)


def question(slug: str) -> Question:
    return next(q for q in PROTOCOL.questions if q.slug == slug)


def test_every_trap_of_the_stock_wizard_has_its_counterpart() -> None:
    ours = {*slugs_in(sys.modules[__name__]), *slugs_in(test_our_wizard_ends_once)}
    assert ours == set(TRAPS)


def test_a_patient_without_a_browser_can_walk_the_whole_journey() -> None:
    patient = Patient().start()
    page = patient.walk()
    assert (page.kind, page.outcome, page.findings) == ("result", "possible", [])
    assert patient.sent.identity["full_name"] == SHARED["full_name"]


# --- Two uses of one wizard -------------------------------------------------------------------
@pytest.mark.trap("second-use-leaks")
def test_a_second_questionnaire_in_one_browser_starts_empty() -> None:
    second = Patient.at("check").tab(other=True)
    assert second.show("age").typed["age-age"] == [""]
    assert second.kept == {}


@pytest.mark.trap("second-use-overwrites")
def test_a_second_questionnaire_leaves_the_answers_of_the_first_alone() -> None:
    first = Patient.at("contact")
    second = first.tab(other=True)
    second.answers |= {"age": 70, "full_name": "Bo Li"}
    second.walk()
    first.send("contact")
    assert (first.sent.answers["age"], first.sent.identity["full_name"]) == (48, "Ruth Alvarez")
    assert (second.sent.answers["age"], second.sent.identity["full_name"]) == (70, "Bo Li")


@pytest.mark.shows("T2")
@pytest.mark.trap("other-browser-leaks")
@pytest.mark.parametrize("step", ["age", "check", "help-now", "result", "nonsense", ""])
def test_another_browser_sees_nothing_not_even_that_there_is_something(step: str) -> None:
    stranger, nobody = Patient(), Patient()
    stranger.id = Patient.at("check").id
    pages = [stranger.show(step), nobody.show(step)]
    assert [page.status for page in pages] == [404, 404]
    assert pages[0].text == pages[1].text


@pytest.mark.trap("second-tab-wipes")
def test_opening_a_second_window_changes_nothing() -> None:
    first = Patient.at("check")
    before = first.row.version, first.kept
    window = first.tab()
    for page in [window.show(""), window.show("age"), Page(window.get("/"))]:
        assert page.status in (200, 302)
    first.tab(other=True).send("age", age=70)
    assert (first.row.version, first.kept) == before


@pytest.mark.shows("T2")
@pytest.mark.trap("tabs-share-state")
def test_two_questionnaires_side_by_side_never_mix() -> None:
    first = Patient().start()
    second = first.tab(other=True)
    first.send("age", age=48)
    second.send("age", age=70)
    first.send("red_flags")
    second.send("red_flags")
    first.walk()
    assert first.sent.answers["age"] == 48
    assert second.kept == {"age": 70, "red_flags": ["none"]}


@pytest.mark.trap("older-get-erases")
def test_a_get_that_began_before_a_post_erases_nothing() -> None:
    first = Patient.at("cancer")
    render, second = Screening.render, first.tab()

    def slowly(self: Screening, *args: Any, **kwargs: Any) -> HttpResponse:
        if "cancer" not in first.kept:
            first.send_raw("cancer", {"cancer-cancer": "past"})
        return render(self, *args, **kwargs)

    with patch.object(Screening, "render", slowly):
        second.show("age")
    assert first.kept["cancer"] == "past"


# --- Moving about -----------------------------------------------------------------------------
@pytest.mark.trap("back-loses-text")
def test_a_typed_answer_is_kept_whatever_button_an_old_page_pressed() -> None:
    patient = Patient.at("contact")
    patient.send("contact", {"wizard_goto_step": "share", "screening-current_step": "share"})
    assert patient.sent.identity["full_name"] == "Ruth Alvarez"


@pytest.mark.trap("back-loses-text")
def test_a_page_that_was_answered_shows_its_answer_when_one_goes_back() -> None:
    patient = Patient.at("check")
    for step in patient.passed:
        page = patient.show(step)
        assert patient.filled(page) == page.typed, step


@pytest.mark.trap("refresh-posts-again")
def test_every_post_redirects_and_a_second_one_changes_no_answer() -> None:
    patient = Patient.at("cancer")
    page = patient.show("cancer")
    answers = [patient.press(page), patient.press(page)]
    assert [answer.location for answer in answers] == [patient.url("autoimmune")] * 2
    assert patient.kept == Patient.at("autoimmune").kept


@pytest.mark.shows("T3", "F16")
@pytest.mark.trap("reload-wipes")
def test_reloading_any_page_writes_nothing() -> None:
    patient = Patient.at("contact")
    before = Draft.objects.filter(pk=patient.id).values().get()
    for step in patient.passed:
        assert patient.show(step).lasting == patient.show(step).lasting
    after = Draft.objects.filter(pk=patient.id).values().get()
    assert _plain(after) == _plain(before)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """The stored columns as they are, the sealed text included."""
    return {name: getattr(value, "text", value) for name, value in row.items()}


@pytest.mark.trap("reset-by-get")
@pytest.mark.parametrize("step", ["", "age", "contact", "help-now", "result", "clear"])
def test_no_link_can_wipe_answers(step: str) -> None:
    patient = Patient.at("contact")
    before = patient.kept
    patient.get(f"{patient.url(step)}?reset")
    patient.get(f"{patient.url(step)}?reset=1&wizard_goto_step=age")
    assert patient.kept == before


@pytest.mark.shows("F21")
@pytest.mark.trap("lost-session")
def test_without_its_cookie_a_later_page_is_not_judged_as_the_first() -> None:
    patient = Patient.at("cancer")
    cookies, before = patient.cookies.copy(), patient.kept
    patient.cookies.clear()
    page = patient.send_raw("cancer", {"cancer-cancer": "past"})
    assert (page.status, page.kind, page.errors) == (404, "error", [])
    assert "allow cookies" in page.text
    patient.cookies = cookies
    assert patient.kept == before
    assert patient.send("cancer").location == patient.url("autoimmune")


# --- Steps that come and go -------------------------------------------------------------------
@pytest.mark.trap("condition-on-steps")
@pytest.mark.parametrize("gate", GATES)
def test_a_question_that_opens_others_takes_each_of_its_answers(gate: str) -> None:
    asked = PROTOCOL.step_of[question(gate)].slug
    for choice in question(gate).choices:
        patient = Patient.at("contact")
        assert patient.show(asked).status == 200
        sent = patient.send(asked, **{gate: [choice.code]})
        assert sent.status == 302
        assert Page(patient.get(sent.location)).status == 200, "the step it opens can be shown"


@pytest.mark.trap("hidden-step-unreadable")
def test_reading_the_answers_of_a_closed_step_gives_none() -> None:
    def done(self: Screening, form_list: list[Any], **kwargs: Any) -> HttpResponse:
        return HttpResponse(str(self.get_cleaned_data_for_step("severity")))

    patient = Patient.at("contact", imaging_done="no")
    with patch.object(Screening, "done", done):
        page = patient.send("contact")
    assert (page.status, page.html) == (200, "None")


@pytest.mark.shows("T3")
@pytest.mark.trap("unknown-step")
def test_an_unknown_step_is_a_page_that_says_so() -> None:
    patient = Patient.at("cancer")
    pages = [patient.show("nonsense"), patient.send_raw("nonsense", {"nonsense-cancer": "past"})]
    assert [(page.status, page.kind) for page in pages] == [(404, "error")] * 2
    assert all("no such page" in page.text for page in pages)
    sent = patient.send("cancer", {"screening-current_step": "nonsense", "current_step": "x"})
    assert sent.location == patient.url("autoimmune")


@pytest.mark.shows("T3")
@pytest.mark.trap("hidden-step-posted")
def test_posting_a_closed_step_is_refused_in_plain_words() -> None:
    patient = Patient.at("instability", imaging_done="no")
    page = patient.send_raw("severity", {"severity-severity": "severe"})
    assert (page.status, page.next) == (409, patient.url("instability"))
    assert "was not saved" in page.text
    assert "severity" not in patient.kept


@pytest.mark.shows("F18", "T5")
@pytest.mark.trap("step-hidden-by-other-tab")
def test_posting_a_step_that_another_window_has_just_closed_is_refused_in_plain_words() -> None:
    patient = Patient.at("severity")
    open_page = patient.show("severity")
    patient.tab().send("imaging_done", imaging_done="no")
    page = patient.press(open_page)
    assert (page.status, page.next) == (409, patient.url("instability"))
    assert "second window" in page.text
    assert patient.kept["imaging_done"] == "no"
    assert "severity" not in patient.kept
