"""Patients who stop, come back with a code, read their result, and have things erased."""

from hypothesis import strategies as some
from hypothesis.stateful import precondition, rule

from eligibility.models import Submission
from tests.page import Page
from tests.random_patients import given
from tests.random_patients.answering import BROWSER, PICK, still_open
from tests.random_patients.desk import TALLY, Window, comparable
from tests.random_patients.moving import Moving
from tests.random_patients.told import Told
from tests.test_saved_answers_open_on_another_device import code_on

NEVER_GIVEN = "0000-0000-0000-0000-0000"


def has_ended(machine: Moving) -> bool:
    return any(told.end in ("clinic", "private") for told in machine.all)


def has_code(machine: Moving) -> bool:
    return any(told.code for told in machine.all)


class RandomPatients(Moving):
    """All that a patient can do."""

    def finished(self, pick: int) -> Told:
        ended = [told for told in self.all if told.end in ("clinic", "private")]
        return ended[pick % len(ended)]

    # --- Stopping, and coming back ----------------------------------------------------------------
    @precondition(still_open)
    @rule(which=PICK, pick=PICK, place=PICK, how=some.sampled_from(("right", "blank", "wrong")))
    def save(self, which: int, pick: int, place: int, how: str) -> None:
        """Save and stop, with a right answer on the page, with nothing, or with a wrong one."""
        self.act(f"save ({how})")
        window = self.opened_somewhere(self.one(which), place)
        if window is None:
            return
        sent = self.filled(window, pick) | {"save": ["yes"]}
        bad = given.wrong(window.step, pick, sent) if how == "wrong" else None
        if how == "blank":
            sent = {name: value for name, value in sent.items() if "-" not in name}
        elif bad and bad[1] == 422 and any(any(v) for n, v in bad[0].items() if "-" in n):
            sent = bad[0]
        else:
            bad, how = None, "right" if given.ASKED_ON[window.step] else "blank"
        self._saved(window, self.desk.post(window.browser, window.page.path, sent), pick, how)

    def _saved(self, window: Window, page: Page, pick: int, how: str) -> None:
        told = window.told
        blank = how == "blank" or not self.right(window, pick)
        told.door(window.browser, self.desk.now)
        if how == "wrong":
            assert (page.status, page.kind) == (422, "saved")
        elif not blank:
            told.give(window.step, self.right(window, pick), window.shown_at, save=True)
        if how != "wrong":
            assert page.location == self.desk.url(told, "saved"), page.status
        self.desk.touch(told, window.browser)
        self._read_code(told, window.browser, first=not told.code)

    def _read_code(self, told: Told, browser: int, *, first: bool) -> None:
        page = self.desk.get(browser, self.desk.url(told, "saved"))
        assert (page.status, page.kind) == (200, "saved")
        if first:
            told.code = code_on(page)

    @precondition(has_code)
    @rule(which=PICK)
    def make_a_new_code(self, which: int) -> None:
        told = self._coded(which)
        if told.browser is None or told.end == "clinic":
            return
        self.act("make a new code")
        number, url = str(told.code_number), self.desk.url(told, "code")
        page = self.desk.post(told.browser, url, {"instead_of": [number]})
        if told.door(told.browser, self.desk.now) in ("open", "result"):
            assert page.location == self.desk.url(told, "saved")
            told.old_codes.append(told.code)
            told.code_number += 1
            self._read_code(told, told.browser, first=True)

    @precondition(has_code)
    @rule(which=PICK)
    def leave_this_device(self, which: int) -> None:
        told = self._coded(which)
        if told.browser is None or told.end == "clinic":
            return
        self.act("leave this device")
        page = self.desk.post(told.browser, self.desk.url(told, "leave"), {})
        assert page.location == "/left/"
        told.browser = None

    @precondition(has_code)
    @rule(which=PICK, browser=BROWSER, code=some.sampled_from(("the code", "an old one", "no one")))
    def come_back(self, which: int, browser: int, code: str) -> None:
        self.act(f"come back ({code})")
        told = self._coded(which)
        old = told.old_codes[-1] if told.old_codes else NEVER_GIVEN
        typed = {"the code": told.code, "an old one": old, "no one": NEVER_GIVEN}[code]
        page = self.desk.post(browser, "/resume/", {"resume-code": [typed.lower()]})
        opens = code == "the code" and told.end in ("", "private")
        if not opens or told.over(self.desk.now):
            assert (page.status, page.location) == (422, "")
            return
        assert page.location == self.desk.url(told), page.status
        told.let_in(browser, self.desk.now)

    def _coded(self, pick: int) -> Told:
        coded = [told for told in self.all if told.code]
        return coded[pick % len(coded)]

    # --- The result -------------------------------------------------------------------------------
    @precondition(has_ended)
    @rule(which=PICK, browser=BROWSER)
    def read_the_result(self, which: int, browser: int) -> None:
        """It says what the second reading of the rules says, to this browser and no other."""
        self.act("read the result")
        told = self.finished(which)
        page = self.desk.get(browser, self.desk.url(told, "result"))
        door = told.door(browser, self.desk.now)
        if door != "result":
            self.desk.turned_away(page, told, door)
            return
        assert (page.status, page.kind) == (200, "result")
        found = {(kind, rule, when or None) for kind, rule, when in page.findings}
        outcome, _count, expected = comparable(told.result)
        assert (page.outcome, found) == (outcome, expected)
        TALLY.reached["result"] += 1

    @precondition(has_ended)
    @rule(which=PICK, browser=BROWSER, place=PICK)
    def resume_after_the_end(self, which: int, browser: int, place: int) -> None:
        """Every address of it leads to the result."""
        self.act("resume after the end")
        steps = ["", *given.ASKED_ON, "help-now"]
        told = self.finished(which)
        page = self.desk.get(browser, self.desk.url(told, steps[place % len(steps)]))
        self.desk.turned_away(page, told, told.door(browser, self.desk.now))

    @precondition(has_ended)
    @rule(which=PICK, browser=BROWSER, right=some.booleans())
    def open_the_sheet_again(self, which: int, browser: int, right: bool) -> None:
        """With reference and birth date, in any browser, for a fortnight."""
        told = self.finished(which)
        if told.end != "clinic" or (not right and told.wrong_dates >= 4):
            return
        self.act("open the sheet again")
        month, day, year = told.answers["date_of_birth"]
        sent = given.fields("open", {"date_of_birth": (month, day + (not right), year)})
        reference = Submission.objects.get(pk=self.desk.id_of(told)).reference
        page = self.desk.post(browser, "/open/", sent | {"open-reference": [reference]})
        if not right or told.over(self.desk.now):
            told.wrong_dates += 1
            assert page.status == 422
            return
        assert page.location == self.desk.url(told, "result"), page.status
        told.opened, told.wrong_dates = self.desk.now, 0
        told.let_in(browser, self.desk.now)

    @precondition(has_ended)
    @rule(which=PICK)
    def finish_and_clear(self, which: int) -> None:
        told = self.finished(which)
        if told.browser is None:
            return
        self.act("finish and clear")
        shut = told.is_shut(self.desk.now)
        page = self.desk.post(told.browser, self.desk.url(told, "clear"), {})
        assert page.location == "/finished/"
        told.browser = None
        if not shut:
            told.cleared = told.end == "clinic"
            told.end = "clinic" if told.cleared else "gone"

    @precondition(has_ended)
    @rule(which=PICK, browser=BROWSER)
    def have_it_erased(self, which: int, browser: int) -> None:
        told = self.finished(which)
        if told.end != "clinic":
            return
        self.act("have it erased")
        page = self.desk.post(browser, self.desk.url(told, "erase"), {})
        door = told.door(browser, self.desk.now)
        if door != "result":
            self.desk.turned_away(page, told, door)
            return
        assert page.location == "/erased/"
        told.end, told.browser = "gone", None
