"""The blank paper form: every question of the protocol, the way round it, and room to write."""

import random
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from playwright.sync_api import Browser
from playwright.sync_api import Page as BrowserPage
from pytest_django.live_server_helper import LiveServer

from eligibility.core.answers import Answers
from eligibility.core.choices import Choosing
from eligibility.core.details import Tick
from eligibility.protocol import PROTOCOL
from eligibility.protocol.content.risks import LISTED_RISKS, OTHER_RISKS
from eligibility.summary.paper_form import Gate, paper_form
from eligibility.versions import digest_of, protocol_of, versions
from tests import oracle
from tests.browser import launch
from tests.clinic import LIST, nurse
from tests.inspector import SIDEWAYS, phone
from tests.paper import SIZES, Paper, texts

PAGES = [page for part in paper_form(PROTOCOL) for page in part.pages]
CODE = re.compile(r"<code>([^<]+)</code>")
LARGE = 16 * 96 / 72  # 16 points, in the pixels of a browser
SMALL_PRINT = "code, .run *, .small"
TOO_SMALL = """([least, skipped]) => [...document.querySelectorAll('.sheet *')]
    .filter(element => !element.matches(skipped))
    .filter(element => [...element.childNodes].some(
        node => node.nodeType === 3 && node.textContent.trim()))
    .filter(element => parseFloat(getComputedStyle(element).fontSize) < least - 0.01)
    .map(element => element.textContent.trim().slice(0, 40))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


def shown(language: str) -> str:
    with override(language):
        return Client(headers={"accept-language": language}).get("/paper/").content.decode()


def go_by(paper: list[Any], answers: dict[str, Any]) -> list[str]:
    """The questions that someone with these answers comes to who does what the paper says."""
    given = Answers.parse(PROTOCOL.screening_questions, answers)
    questions = {item.number: item.question for page in paper for item in page.asked}
    come_to: list[Any] = []
    go_to = 1

    def holds(gate: Gate) -> bool:
        question = questions[gate.number]
        codes = given.chosen(question) if question in come_to else None
        return any(question.by_code[code].text in gate.said for code in codes or ())

    for page in paper:
        if page.asked[0].number >= go_to:
            if page.gates and not any(map(holds, page.gates)):
                go_to = page.otherwise
            else:
                come_to += [item.question for item in page.asked]
    return [question.slug for question in come_to]


def test_going_by_the_paper_leads_to_the_questions_that_the_computer_asks() -> None:
    screening = [page for page in PAGES if page.step in PROTOCOL.screening_steps]
    chance = random.Random(7)
    people = [*oracle.every_single_answer(), *(oracle.random_answers(chance) for _ in range(300))]
    for answers in people:
        given = Answers.parse(PROTOCOL.screening_questions, answers)
        asked = [q.slug for q in PROTOCOL.open_questions(given) if q.slug in oracle.QUESTIONS]
        assert go_by(screening, answers) == asked


def test_who_keeps_it_private_is_done_before_the_contact_page() -> None:
    (page,) = (page for page in PAGES if page.step.slug == "contact")
    assert page.otherwise == 0
    assert [str(text) for gate in page.gates for text in gate.said] == ["Share with the clinic"]


@pytest.mark.parametrize("version", versions())
def test_every_question_stands_on_paper_once_in_order_and_numbered_through(version: str) -> None:
    protocol = protocol_of(version)
    found = [item for part in paper_form(protocol) for page in part.pages for item in page.asked]
    assert [item.question for item in found] == list(protocol.questions)
    assert [item.number for item in found] == list(range(1, len(found) + 1))


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_word_of_every_question_and_every_risk_is_on_the_page(language: str) -> None:
    page = unescape(shown(language))
    with override(language):
        for question in PROTOCOL.questions:
            said = [question.text, question.help, *(question.more or ())]
            if isinstance(question, Choosing):
                said += [text for c in question.choices for text in (c.text, c.hint, c.group)]
            elif isinstance(question, Tick):
                said += [question.agrees, *question.points]
            assert [text for text in said if text and str(text) not in page] == []
        for risk in (*LISTED_RISKS, *OTHER_RISKS):
            assert str(risk.text) in page


def test_beside_each_box_stands_what_staff_type_it_in_by() -> None:
    wanted = []
    for question in PROTOCOL.questions:
        if isinstance(question, Choosing):
            wanted += [f"{question.slug}: {code}" for code in question.by_code]
        elif isinstance(question, Tick):
            wanted.append(f"{question.slug}: {question.version}")
        else:
            wanted.append(question.slug)
    assert CODE.findall(shown("en")) == wanted


def test_each_danger_sign_says_how_soon_to_get_help() -> None:
    (item,) = (i for page in PAGES for i in page.asked if i.question.slug == "red_flags")
    soon = {box.choice.code: str(box.help_first) for g in item.groups for box in g.boxes}
    words = {"now": "Get help now", "today": "Get help today", "days": "See a doctor within days"}
    for clock, codes in oracle.RED_FLAGS.values():
        assert {soon.pop(code) for code in codes} == {words[clock]}
    assert soon == {"unsure": "Call a doctor or a nurse today", "none": "None"}
    others = [i for page in PAGES for i in page.asked if i.question.slug != "red_flags"]
    assert not any(other.has_danger for other in others)


def test_the_page_names_its_version_and_its_fingerprint_and_needs_no_database() -> None:
    page = Client().get("/paper/")  # a test without a database refuses every query
    assert f"Rules version {PROTOCOL.version}" in page.content.decode()
    assert digest_of(PROTOCOL)[:16] in page.content.decode()
    assert Client().post("/paper/").status_code == 405


@pytest.mark.django_db
def test_patients_and_staff_find_the_form() -> None:
    assert 'href="/paper/"' in Client().get("/").content.decode()
    assert 'href="/paper/"' in nurse().get(LIST).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "page_of"), [("en-US", "Page"), ("es-MX", "Página")])
def test_it_prints_large_on_both_sizes_with_nothing_cut_off(
    browser: Browser, live_server: LiveServer, language: str, page_of: str
) -> None:
    window = phone(browser, live_server.url, locale=language)
    page = window.page
    page.goto(f"{live_server.url}/paper/")
    window.check(page, "paper")
    assert page.evaluate(SIDEWAYS) <= 0
    asked = texts(page, ".q h3")
    assert len(asked) == len(PROTOCOL.questions)
    for size in SIZES:
        paper = Paper(page, size)
        paper.says_in_order(asked)
        between = "of" if page_of == "Page" else "de"
        for number, text in enumerate(paper.pages, 1):
            assert f"{page_of} {number} {between} {len(paper.pages)}" in text
            assert digest_of(PROTOCOL)[:16] in text
    on_paper(page)


def on_paper(page: BrowserPage) -> None:
    """As wide as Letter between its margins: all of it fits, and is large."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 702, "height": 900})
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.evaluate(TOO_SMALL, [LARGE, SMALL_PRINT]) == []
