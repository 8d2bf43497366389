"""Patients who move about: back, reload, other steps and browsers, languages, and time."""

from datetime import timedelta

from hypothesis import strategies as some
from hypothesis.stateful import precondition, rule

from tests.random_patients import given
from tests.random_patients.answering import BROWSER, PICK, Answering, has_window, still_open
from tests.random_patients.told import DAY, DRAFT_LIFE, IDLE

WAITS = (60, IDLE - 1, IDLE, IDLE + 60, DAY - 60, DRAFT_LIFE)
MOST_WRONG = 4  # of five tries to unlock; the fifth must be right


class Moving(Answering):
    """Nothing of this changes an answer."""

    @precondition(still_open)
    @rule(which=PICK, browser=BROWSER, place=PICK)
    def go_to_a_step(self, which: int, browser: int, place: int) -> None:
        """An address that was typed or kept, in the browser that has the key or in another."""
        self.act("go to a step")
        steps = list(given.ASKED_ON)
        self.desk.look(self.one(which), browser, steps[place % len(steps)])

    @precondition(has_window)
    @rule(which=PICK)
    def go_back(self, which: int) -> None:
        """By the link of the page, to what was the step before when the page was shown."""
        self.act("go back")
        window = self.window(which)
        back = [link[3:-1] for link in window.page.links if link.startswith("../")]
        if back and window.told.end != "gone":
            self.desk.look(window.told, window.browser, back[0])

    @precondition(has_window)
    @rule(which=PICK)
    def reload(self, which: int) -> None:
        self.act("reload")
        window = self.window(which)
        if window.told.end != "gone":
            first = self.desk.look(window.told, window.browser, window.step)
            again = self.desk.look(window.told, window.browser, window.step)
            assert first.lasting == again.lasting

    @precondition(has_window)
    @rule(which=PICK)
    def ask_for_more_time(self, which: int) -> None:
        """The button that keeps a page open shows it as it was typed, and judges nothing."""
        self.act("ask for more time")
        window = self.window(which)
        sent = {**window.page.typed, "stay": ["yes"]}
        page = self.desk.post(window.browser, window.page.path, sent)
        door = window.told.door(window.browser, self.desk.now)
        if door != "open":
            self.desk.turned_away(page, window.told, door)
        else:
            assert page.status == (200 if window.told.reaches(window.step) else 409)

    @precondition(still_open)
    @rule(which=PICK, browser=BROWSER)
    def read_what_is_urgent(self, which: int, browser: int) -> None:
        self.act("read what is urgent")
        told = self.one(which)
        page = self.desk.get(browser, self.desk.url(told, "help-now"))
        door = told.door(browser, self.desk.now)
        if door != "open":
            self.desk.turned_away(page, told, door)
        elif page.status == 200:
            assert page.kind == "help-now"
            assert told.answers.get("red_flags", ["none"]) != ["none"], "no danger was told"
        else:
            assert page.location == self.desk.url(told, str(told.next_step))

    @rule(browser=BROWSER, language=some.sampled_from(("en", "es", "xx")))
    def switch_language(self, browser: int, language: str) -> None:
        self.act("switch language")
        sent = {"language": [language], "next": ["/"]}
        assert self.desk.post(browser, "/language/", sent).location == "/"

    @rule(pick=some.integers(0, 29))
    def wait(self, pick: int) -> None:
        """Minutes, or until it is locked; seldom days, which end most stories."""
        self.act("wait")
        self.desk.clock.at += timedelta(seconds=WAITS[pick if pick < len(WAITS) else pick % 4])

    @rule(which=PICK, years=some.sampled_from((0, 0, 1)), by_code=some.booleans())
    def unlock(self, which: int, years: int, by_code: bool) -> None:
        """With the age, with one that is so many years off, or with the code."""
        told = self.all[which % len(self.all)]
        if told.browser is None or "age" not in told.answers or told.end == "gone":
            return
        self.act("unlock")
        by_code = by_code and bool(told.code) and told.end != "clinic"
        wrong = bool(years) and not by_code and told.wrong_tries < MOST_WRONG
        age = "" if by_code else str(told.answers["age"] + wrong)
        door = told.door(told.browser, self.desk.now)
        sent = {"unlock-age": [age], "unlock-code": [told.code if by_code else ""]}
        page = self.desk.post(told.browser, self.desk.url(told), sent)
        if door == "locked" and wrong:
            told.wrong_tries += 1
            assert (page.status, page.kind) == (422, "expired")
            return
        if door == "locked":
            told.let_in(told.browser, self.desk.now)
            told.wrong_tries = 0 if not by_code else told.wrong_tries
            door = told.door(told.browser, self.desk.now)
        self.desk.turned_away(page, told, door)
