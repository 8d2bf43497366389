"""A whole journey with no mouse: every control is reached by Tab, seen when it has the focus, and
works with the keys of its kind."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import launch
from tests.inspector import phone
from tests.journey import CLEAR, PRIVATE, Patient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What shows that something has the focus: a frame around it, or around the row it stands in.
FOCUS_IS_SEEN = """element => [element, element.closest('.opt')].some(
    shown => shown && getComputedStyle(shown).outlineStyle !== 'none'
        && parseFloat(getComputedStyle(shown).outlineWidth) >= 2)"""
HAS_FOCUS = "element => element === document.activeElement"
MOST_TABS = 60


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


class KeyboardPatient(Patient):
    """Answers with keys alone. A click would fail: the mouse is never used."""

    def reach(self, wanted: Locator) -> None:
        """Presses Tab until this has the focus, and it can be seen to have it."""
        for _ in range(MOST_TABS):
            if wanted.evaluate(HAS_FOCUS):
                assert wanted.evaluate(FOCUS_IS_SEEN), f"no visible focus: {wanted}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{MOST_TABS} Tabs and no {wanted}")

    def press(self, wanted: Locator, key: str = "Enter") -> None:
        self.reach(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def send(self) -> None:
        self.press(self.page.locator("form[data-main] button[type=submit]").first)

    def answer(self, name: str, question: str) -> None:
        given = self.answers.get(question, "")
        kind = self.inputs(name).first.get_attribute("type")
        if kind == "radio":
            self.choose(name, given)
        elif kind == "checkbox":
            for box in self.inputs(name).all():
                if box.get_attribute("value") in given:
                    self.reach(box)
                    self.page.keyboard.press("Space")
        else:
            self.reach(self.inputs(name))
            self.page.keyboard.type(str(given))

    def choose(self, name: str, code: str) -> None:
        """One of several: Tab to the group, then arrows to the choice. An optional one stays
        empty."""
        if not code:
            return
        self.reach(self.inputs(name).first)
        self.page.keyboard.press("Space")
        for _ in range(self.inputs(name).count()):
            if self.inputs(name).and_(self.page.locator(f"[value='{code}']")).is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {code}")


def unjudged(page: Page, name: str) -> None:
    """The pages themselves are judged elsewhere."""


def test_a_patient_without_a_mouse_gets_the_sheet_and_clears_it(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url)
    answers = CLEAR | PRIVATE | {"severity": "severe", "red_flags": ["fever_chills"]}
    patient = KeyboardPatient(window.page, answers, unjudged, timezone.localdate().year)
    patient.start(live_server.url)
    for _ in range(60):
        if patient.kind() == "result":
            break
        if window.page.locator("[data-next]").count():
            patient.press(window.page.locator("[data-next]").first)
        else:
            patient.fill()
            patient.send()
    assert patient.kind() == "result"
    patient.reach(window.page.locator(".toc a[href='#finish']"))
    window.page.keyboard.press("Enter")
    patient.press(window.page.get_by_role("button", name="Finish and clear"))
    assert patient.kind() == "finished"


def test_the_first_tab_skips_to_the_content_and_a_mistake_is_reached_by_its_link(
    browser: Browser, live_server: LiveServer
) -> None:
    window = phone(browser, live_server.url, 422)
    patient = KeyboardPatient(window.page, CLEAR, unjudged, timezone.localdate().year)
    window.page.goto(live_server.url)
    window.page.keyboard.press("Tab")
    assert window.page.locator(".skip").evaluate(HAS_FOCUS)
    window.page.keyboard.press("Enter")
    assert window.page.locator("#main").evaluate(HAS_FOCUS)
    patient.send()
    patient.send()  # nothing was typed
    link = window.page.locator(".errors a[href^='#']")
    patient.reach(link)
    window.page.keyboard.press("Enter")
    assert window.page.locator("[name=age-age]").evaluate(HAS_FOCUS)


def test_colors_that_the_person_has_chosen_hide_nothing(
    browser: Browser, live_server: LiveServer
) -> None:
    """In forced colors a chosen answer and a focused one are still told by their frames."""
    window = phone(browser, live_server.url)
    window.page.emulate_media(forced_colors="active")
    answers = CLEAR | PRIVATE
    patient = KeyboardPatient(window.page, answers, window.look, timezone.localdate().year)
    patient.start(live_server.url)
    patient.fill()
    patient.send()
    box = window.page.locator("[value=none]")
    patient.reach(box)
    window.page.keyboard.press("Space")
    framed = "element => getComputedStyle(element.closest('.opt')).outlineStyle"
    assert box.is_checked() and box.evaluate(framed) != "none"
    window.look(window.page, "danger signs in forced colors")
