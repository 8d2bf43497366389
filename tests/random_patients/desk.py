"""Browsers, a clock and the database beside the model: every page that is met, and every row that
is stored, must be as the model says."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from eligibility.models import Draft, Submission
from tests import oracle
from tests.clock import Clock
from tests.page import Page
from tests.patient import FORM, Patient
from tests.random_patients import given
from tests.random_patients.given import Fields
from tests.random_patients.told import Told

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
BROWSERS = 2


@dataclass
class Tally:
    """What happened in all stories together."""

    steps: int = 0
    pages: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)


TALLY = Tally()


@dataclass(frozen=True)
class Window:
    """A page of a step that is still open somewhere, and the moment it was shown."""

    told: Told
    browser: int
    step: str
    page: Page
    shown_at: int


class Desk:
    """Two browsers at one site, and everything their patients told. What a story does to the
    database is taken back when it ends."""

    def __init__(self) -> None:
        self.clock = Clock(BEGIN)
        self.clock.start()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.browsers = [Patient(guarded=True) for _ in range(BROWSERS)]
        self.ids: list[tuple[Told, UUID]] = []
        self.windows: list[Window] = []
        self.checked: dict[UUID, Any] = {}

    def close(self) -> None:
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)
        self.clock.stop()

    @property
    def now(self) -> float:
        return self.clock.at.timestamp()

    def language(self, browser: int) -> str:
        """What this browser reads in."""
        chosen = self.browsers[browser].cookies.get("language")
        return chosen.value if chosen and chosen.value else "en"

    # --- Requests -------------------------------------------------------------------------------
    def id_of(self, told: Told) -> UUID:
        return next(known for one, known in self.ids if one is told)

    def url(self, told: Told, step: str = "") -> str:
        return f"/screening/{self.id_of(told)}/{step}{'/' if step else ''}"

    def get(self, browser: int, url: str) -> Page:
        return self._met(Page(self.browsers[browser].get(url)))

    def post(self, browser: int, url: str, sent: Fields, *, token: bool = True) -> Page:
        """Posts the fields, with the form token of this browser or without one."""
        fields = dict(sent)
        fields.pop("csrfmiddlewaretoken", None)
        if token and "csrf" not in self.browsers[browser].cookies:
            self.get(browser, "/")
        if token:
            fields["csrfmiddlewaretoken"] = [self.browsers[browser].cookies["csrf"].value]
        client = self.browsers[browser]
        return self._met(Page(client.post(url, given.body(fields), content_type=FORM)))

    def _met(self, page: Page) -> Page:
        TALLY.pages += 1
        assert page.status < 500, f"{page.status} at {page.path}"
        assert "Traceback" not in page.html
        return page

    # --- Pages ----------------------------------------------------------------------------------
    def look(self, told: Told, browser: int, step: str) -> Page:
        """Opens a step. It is as the door says, with the answers that were given, or leads on."""
        page, door = self.get(browser, self.url(told, step)), told.door(browser, self.now)
        if door != "open" or not told.reaches(step):
            self.turned_away(page, told, door)
            return page
        assert page.status == 200, f"{page.status} at {step}"
        shown = {name: v for name, v in page.typed.items() if "-" in name and v != [""]}
        kept = {slug: told.answers[slug] for slug in given.ASKED_ON[step] if slug in told.answers}
        assert shown == given.fields(step, kept), f"{step} shows {shown}, but {kept} was given"
        TALLY.reached[step] += 1
        self.windows = [*self.windows[-5:], Window(told, browser, step, page, told.moment)]
        return page

    def turned_away(self, page: Page, told: Told, door: str) -> None:
        """No page of a step: it is shut, locked or over, or another step waits."""
        if door == "shut":
            assert (page.status, page.kind) == (404, "error")
        elif door == "locked":
            assert (page.status, page.kind) == (403, "expired")
        elif door == "result":
            assert page.location == self.url(told, "result"), (page.status, page.location)
        else:
            assert page.location == self.url(told, str(told.next_step)), page.location

    def kept(self, window: Window, page: Page, verdict: str) -> None:
        """What came of a right answer: the page says what the model says."""
        told = window.told
        if verdict in ("not asked", "changed"):
            kind = "error" if verdict == "not asked" else window.page.kind
            met = (page.status, page.kind)
            assert met == (409, kind), f"{met}, but the answer to {window.step} is {verdict}"
            return
        assert page.status == 302, f"{page.status} for a right answer to {window.step}"
        self.touch(told, window.browser)
        if verdict == "ended":
            told.end, told.ended = told.answers["share"], self.now
            TALLY.ends[f"{told.end}, {told.result['outcome']}"] += 1
            assert page.location == self.url(told, "result")

    def touch(self, told: Told, browser: int) -> None:
        """Something was stored just now, from this browser."""
        told.touched, told.language = self.now, self.language(browser)

    # --- Rows -----------------------------------------------------------------------------------
    def compare(self) -> None:
        """Every row is as the model says, there is no other row, and none is missing."""
        drafts = {draft.pk: draft for draft in Draft.objects.all()}
        sent = {one.pk: one for one in Submission.objects.all()}
        assert set(sent) == {known for told, known in self.ids if told.end == "clinic"}
        kept = {known for told, known in self.ids if told.end in ("", "private")}
        assert set(drafts) == kept, "a draft is lost, or is there twice"
        for told, known in self.ids:
            if told.end in ("", "private"):
                _same_draft(told, drafts[known])
            elif told.end == "clinic" and self.checked.get(known) != told.moment:
                _same_record(told, sent[known])
                self.checked[known] = told.moment


def _same_draft(told: Told, draft: Draft) -> None:
    stored = draft.content["answers"]
    assert plain(stored) == plain(told.answers), f"{plain(stored)} for {plain(told.answers)}"
    assert set(draft.content["passed"]) == set(told.passed)
    assert (draft.completed_at is not None) == bool(told.end)


def _same_record(told: Told, sent: Submission) -> None:
    """The record is what was told, and its result what the second reading makes of it."""
    stored = plain(sent.answers) | plain(sent.identity)
    assert stored == plain(told.answers), f"{stored} for {plain(told.answers)}"
    assert sent.language == told.language
    assert comparable(sent.assessment) == comparable(told.result)
    assert sent.outcome == told.result["outcome"]


def comparable(result: dict[str, Any]) -> tuple[Any, ...]:
    found = {(one["kind"], one["rule"], one["when"]) for one in result["findings"]}
    return result["outcome"], len(result["findings"]), found


def plain(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers without the version of a text that was ticked, dates as three numbers, and text in
    its composed form."""
    return {slug: _plain(slug, value) for slug, value in answers.items()}


def _plain(slug: str, value: Any) -> Any:
    if slug in given.TICKS:
        return bool(value)
    if isinstance(value, date):
        return value.month, value.day, value.year
    if isinstance(value, list):
        return sorted(value, key=oracle.QUESTIONS[slug]["choices"].index)
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value
