"""Patients who start and answer: rightly, wrongly, on old pages, and by hand."""

from uuid import UUID

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.page import Page
from tests.random_patients import given
from tests.random_patients.desk import BROWSERS, TALLY, Desk, Window
from tests.random_patients.given import Fields, Given
from tests.random_patients.told import Told

PICK = some.integers(0, 9_999)
BROWSER = some.integers(0, BROWSERS - 1)
MOST = 3  # questionnaires in one story; a browser has room for eight
GATES = ("region", "imaging_done", "active_infection", "tried", "share")
NO_VERSION = ("", "-1", "x", "\u0663")


def still_open(machine: "Answering") -> bool:
    return any(not told.end for told in machine.all)


def has_window(machine: "Answering") -> bool:
    return bool(machine.desk.windows)


class Answering(RuleBasedStateMachine):
    """Whatever happens: no error of ours, no right answer lost, no second record, no answer of a
    closed branch in any row, and every record is what the model says."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.last: tuple[Window, Given, Fields] | None = None

    def teardown(self) -> None:
        self.desk.close()

    @invariant()
    def every_row_is_as_told(self) -> None:
        self.desk.compare()

    @property
    def all(self) -> list[Told]:
        return [told for told, _ in self.desk.ids]

    def act(self, name: str) -> None:
        TALLY.steps += 1
        TALLY.acts[name] += 1

    def one(self, pick: int) -> Told:
        """One of the questionnaires that still go on."""
        fitting = [told for told in self.all if not told.end]
        return fitting[pick % len(fitting)]

    # --- Beginning, and going on ------------------------------------------------------------------
    @initialize(pages=some.integers(0, 34), pick=PICK)
    def begin(self, pages: int, pick: int) -> None:
        """The first patient, who has already answered so many pages."""
        self.start(0)
        self.answer_pages(self.all[0], pages, pick)

    @precondition(lambda self: len(self.all) < MOST)
    @rule(browser=BROWSER)
    def start_anew(self, browser: int) -> None:
        self.act("start anew")
        self.start(browser)

    def start(self, browser: int) -> None:
        front = self.desk.get(browser, "/")
        sent = self.desk.post(browser, front.action, front.typed)
        told = Told(browser, self.desk.now, language=self.desk.language(browser))
        told.let_in(browser, self.desk.now)
        self.desk.ids.append((told, UUID(sent.location.split("/")[2])))

    @precondition(still_open)
    @rule(which=PICK, pick=PICK)
    def answer(self, which: int, pick: int) -> None:
        self.act("answer")
        self.answer_next(self.one(which), pick)

    @precondition(still_open)
    @rule(which=PICK, pages=some.integers(2, 12), pick=PICK)
    def answer_some_pages(self, which: int, pages: int, pick: int) -> None:
        self.act("answer some pages")
        self.answer_pages(self.one(which), pages, pick)

    def answer_pages(self, told: Told, pages: int, pick: int) -> None:
        for page in range(pages):
            self.answer_next(told, (pick + 977 * page) % 9973)

    def answer_next(self, told: Told, pick: int) -> None:
        """Opens the step that waits, and answers it rightly."""
        window = None if told.end else self.opened(told, str(told.next_step))
        if window:
            self.press(window, self.right(window, pick))

    @precondition(still_open)
    @rule(which=PICK, pick=PICK, place=PICK)
    def change_an_answer(self, which: int, pick: int, place: int) -> None:
        """Goes back to any step that was answered, and says something else."""
        self.act("change an answer")
        window = self.opened_somewhere(self.one(which), place)
        if window:
            self.press(window, self.right(window, pick))

    @precondition(still_open)
    @rule(which=PICK, pick=PICK, gate=some.sampled_from(GATES))
    def turn_a_gate(self, which: int, pick: int, gate: str) -> None:
        """Goes back to an answer that opens and closes other questions."""
        self.act("turn a gate")
        told = self.one(which)
        window = self.opened(told, gate) if told.reaches(gate) else None
        if window:
            self.press(window, self.right(window, pick))

    @precondition(has_window)
    @rule(which=PICK, pick=PICK)
    def answer_in_an_old_window(self, which: int, pick: int) -> None:
        self.act("answer in an old window")
        window = self.window(which)
        if "age" in window.told.answers or window.step != "contact":
            self.press(window, self.right(window, pick))

    @precondition(lambda self: self.last is not None)
    @rule()
    def press_again(self) -> None:
        """A double click, a reload of an answer, or Back and once more."""
        self.act("press again")
        assert self.last
        self.press(*self.last)

    # --- Wrong answers ----------------------------------------------------------------------------
    @precondition(still_open)
    @rule(which=PICK, pick=PICK, place=PICK)
    def answer_wrongly(self, which: int, pick: int, place: int) -> None:
        """Missing, no choice, huge, broken text, two that exclude each other: told, not kept."""
        self.act("answer wrongly")
        window = self.opened_somewhere(self.one(which), place)
        bad = window and given.wrong(window.step, pick, self.filled(window, pick))
        if window and bad:
            page = self.desk.post(window.browser, window.page.path, bad[0])
            assert page.status == bad[1], f"{page.status} for {bad[0]} at {window.step}"

    @precondition(has_window)
    @rule(which=PICK, pick=PICK)
    def answer_without_a_token(self, which: int, pick: int) -> None:
        self.act("answer without a form token")
        window = self.window(which)
        if "age" in window.told.answers or window.step != "contact":
            sent = self.filled(window, pick)
            page = self.desk.post(window.browser, window.page.path, sent, token=False)
            assert (page.status, page.kind) == (403, "error")

    @precondition(still_open)
    @rule(which=PICK, pick=PICK, place=PICK)
    def answer_by_hand(self, which: int, pick: int, place: int) -> None:
        """A post to any step, asked or not, with what no question declares, and no true version."""
        self.act("answer any step by hand")
        told, step = self.one(which), list(given.ASKED_ON)[place % len(given.ASKED_ON)]
        if told.browser is None or "age" not in told.answers:
            return
        front = self.desk.get(told.browser, "/")
        front.path = self.desk.url(told, step)
        window = Window(told, told.browser, step, front, 0)
        right = self.right(window, pick)
        sent = given.fields(step, right) | {"outcome": ["possible"], f"{step}-result": ["clear"]}
        sent |= {"seen": [NO_VERSION[pick % 4]], "wizard_goto_step": ["contact"]}
        self.press(window, right, sent)

    # --- Pages that are open ----------------------------------------------------------------------
    def window(self, pick: int) -> Window:
        return self.desk.windows[pick % len(self.desk.windows)]

    def opened(self, told: Told, step: str) -> Window | None:
        """The page of this step, if the browser that has the key is let in there."""
        if told.browser is None or self.desk.look(told, told.browser, step).status != 200:
            return None
        return self.desk.windows[-1]

    def opened_somewhere(self, told: Told, place: int) -> Window | None:
        """Any step that can be reached."""
        steps = [step for step in told.steps if told.reaches(step)]
        return self.opened(told, steps[place % len(steps)])

    def right(self, window: Window, pick: int) -> Given:
        """Right answers to what this page asks."""
        return given.right(window.step, pick, window.told.answers, self.desk.clock.at.year)

    def filled(self, window: Window, pick: int) -> Fields:
        return _with(window.page, given.fields(window.step, self.right(window, pick)))

    def press(self, window: Window, found: Given, sent: Fields | None = None) -> None:
        """Sends a right answer from this page. It is kept, or it is said why not."""
        sent = sent or _with(window.page, given.fields(window.step, found))
        self.last = window, found, sent
        page, told = self.desk.post(window.browser, window.page.path, sent), window.told
        door = told.door(window.browser, self.desk.now)
        if door != "open":
            self.desk.turned_away(page, told, door)
            return
        shown_at = None if sent["seen"][0] in NO_VERSION else window.shown_at
        self.desk.kept(window, page, told.give(window.step, found, shown_at))


def _with(page: Page, answers: Fields) -> Fields:
    """What the page sends beside its answers, and these."""
    return {name: value for name, value in page.typed.items() if "-" not in name} | answers
