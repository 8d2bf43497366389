"""What one patient told, in plain data: what must still be there, who can open it, and until when.

Nothing here comes from the product. Which questions are open, and the result, come from the
independent reading of the rules in tests/oracle.py. Times are seconds.
"""

from dataclasses import dataclass, field
from typing import Any

from tests import oracle
from tests.random_patients.given import ASKED_ON, FINISH, Given

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
IDLE, DRAFT_LIFE, PRIVATE_LIFE, SHEET_LIFE = 30 * MINUTE, 14 * DAY, DAY, 14 * DAY


@dataclass
class Told:
    """One questionnaire. `end` is "" while answers are given, then who may see them: "clinic" or
    "private"; and "gone" when its patient had it erased."""

    browser: int | None
    touched: float
    used: dict[int, float] = field(default_factory=dict)
    answers: Given = field(default_factory=dict)
    passed: dict[str, int] = field(default_factory=dict)
    moment: int = 0
    language: str = "en"
    code: str = ""
    code_number: int = 0
    end: str = ""
    ended: float = 0
    opened: float = 0
    cleared: bool = False
    old_codes: list[str] = field(default_factory=list)
    wrong_tries: int = 0
    wrong_dates: int = 0

    # --- What is asked --------------------------------------------------------------------------
    @property
    def steps(self) -> list[str]:
        """The open steps, in order."""
        last = ["contact"] if self.answers.get("share") == "clinic" else []
        return [*oracle.asked(self.answers), *(step for step in FINISH if step != "contact"), *last]

    @property
    def next_step(self) -> str | None:
        """The first open step that waits for an answer."""
        return next((step for step in self.steps if step not in self.passed), None)

    def reaches(self, step: str) -> bool:
        """Whether this step is open, and all before it are answered."""
        steps, waiting = self.steps, self.next_step
        return step in (steps if waiting is None else steps[: steps.index(waiting) + 1])

    # --- What is answered -----------------------------------------------------------------------
    def give(self, step: str, given: Given, shown_at: int | None, *, save: bool = False) -> str:
        """A right answer from a page that was shown at that moment: "not asked", "changed" by
        another window since, "kept", or "ended" if it was the last one."""
        if not self.reaches(step):
            return "not asked"
        if shown_at is not None and self._changed_since(step, given, shown_at):
            return "changed"
        self._keep(step, given)
        if save and self.next_step is None:
            del self.passed[step]
        return "kept" if self.next_step else "ended"

    def _changed_since(self, step: str, given: Given, shown_at: int) -> bool:
        """The page that checks the answers shows all of them; every other page its own."""
        shown = oracle.QUESTIONS if step == "check" else [step]
        newer = any(self.passed.get(one, 0) > shown_at for one in shown)
        here = {slug: self.answers[slug] for slug in ASKED_ON[step] if slug in self.answers}
        return newer and (step == "check" or here != given)

    def _keep(self, step: str, given: Given) -> None:
        before = self.answers
        others = {slug: v for slug, v in before.items() if slug not in ASKED_ON[step]}
        self.answers = others | given
        self.moment += 1
        if self.answers != before and step in oracle.QUESTIONS:
            self.passed.pop("check", None)
        if self.answers != before or step not in self.passed:
            self.passed[step] = self.moment
        self._forget_closed()

    def _forget_closed(self) -> None:
        """An answer to a question that is not asked any more is as if it was never given."""
        steps = self.steps
        asked = {slug for step in steps for slug in ASKED_ON[step]}
        self.answers = {slug: value for slug, value in self.answers.items() if slug in asked}
        self.passed = {step: at for step, at in self.passed.items() if step in steps}

    # --- Who can open it ------------------------------------------------------------------------
    def over(self, now: float) -> bool:
        """Whether its patient cannot open it any more, in any way."""
        if self.end == "clinic":
            return self.cleared or now >= self.ended + SHEET_LIFE
        if self.end == "private":
            return now >= self.ended + PRIVATE_LIFE
        return self.end == "gone" or now >= self.touched + DRAFT_LIFE

    def is_shut(self, now: float) -> bool:
        """Whether no browser is let in any more by its key. What was sent can be opened again."""
        here_until = max(self.ended, self.opened) + PRIVATE_LIFE
        return self.over(now) or (self.end == "clinic" and now >= here_until)

    def door(self, browser: int, now: float) -> str:
        """What this browser meets: "shut", "locked", "open" or, at the end, "result". A look keeps
        it open for half an hour more."""
        if self.browser != browser or self.is_shut(now):
            return "shut"
        if now - self.used[browser] >= IDLE and "age" in self.answers:
            return "locked"
        self.used[browser] = now
        return "result" if self.end else "open"

    def let_in(self, browser: int, now: float) -> None:
        """From now on this browser has the key, and no other."""
        self.browser = browser
        self.used[browser] = now

    # --- What it comes to -----------------------------------------------------------------------
    @property
    def screening(self) -> dict[str, Any]:
        return {slug: value for slug, value in self.answers.items() if slug in oracle.QUESTIONS}

    @property
    def result(self) -> dict[str, Any]:
        """What the second reading makes of the answers."""
        return oracle.assess(self.screening)
