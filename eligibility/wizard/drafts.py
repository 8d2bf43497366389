"""The draft store: one sealed row a questionnaire, opened by a key that only the browser holds."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from formtools.wizard.storage.base import BaseStorage

from eligibility.core.answers import Answers
from eligibility.core.choices import Many
from eligibility.core.details import BirthDate, Tick
from eligibility.core.parts import Step
from eligibility.core.questions import Question, Value
from eligibility.models import PRIVATE_LIFE, Draft, Submission
from eligibility.protocol import PROTOCOL
from eligibility.security.sealed import seal
from eligibility.wizard import idle, keys, rows
from eligibility.wizard.keys import cookie_name, forget
from eligibility.wizard.standing import standing

__all__ = ["Changed", "DraftStorage", "cookie_name", "forget"]

SHEET_LIFE = timedelta(days=14)  # so long a patient can open again what was sent to the clinic


class Changed(Exception):
    """Another window changed this draft since it was read. Nothing was written."""


def start(request: HttpRequest, draft_id: UUID) -> None:
    """Stores an empty draft and gives its key to the browser. An old key opens nothing new."""
    draft = Draft(
        id=draft_id,
        key=keys.give_new(request, draft_id),
        protocol=PROTOCOL.version,
        language=get_language(),
        content={"answers": {}, "passed": {}},
    )
    draft.save(force_insert=True)


def find_draft(request: HttpRequest, draft_id: UUID, *, even_idle: bool = False) -> Draft | None:
    """The draft, if this browser has its key and its time is not over. Raises Locked for a key that
    was not used for long."""
    key = keys.held(request, draft_id)
    if key is None:
        return None
    draft = rows.read(draft_id)
    if draft is None or not key.opens(draft.key) or timezone.now() >= draft.erased_after:
        return None
    if not even_idle:
        idle.let_in(request, draft, key)
    keys.give(request, draft_id, key.token)
    return draft


def is_open(draft: Draft | None) -> bool:
    """Whether answers can still be given."""
    return draft is not None and draft.completed_at is None


def find_submission(
    request: HttpRequest, draft_id: UUID, *, even_idle: bool = False
) -> Submission | None:
    """What was sent from this draft, if this browser has its key: for a day since it was sent or
    opened again. Raises Locked for a key that was not used for long."""
    key = keys.held(request, draft_id)
    if key is None:
        return None
    sent = Submission.objects.filter(pk=draft_id).first()
    if sent is None or not key.opens(sent.patient_key):
        return None
    here_until = (sent.opened_at or sent.received_at) + PRIVATE_LIFE
    if timezone.now() >= min(opens_until(sent), here_until):
        return None
    if not even_idle:
        idle.let_in(request, sent, key)
    keys.give(request, draft_id, key.token)
    return sent


def opens_until(sent: Submission) -> datetime:
    """When the patient can no longer open what was sent. The clinic keeps it longer."""
    return sent.received_at + SHEET_LIFE


class DraftStorage(BaseStorage):
    """formtools' storage over one draft, on the protocol version it was begun with. It keeps
    cleaned answers to declared questions, never the POST; reading changes nothing; `commit` is the
    only write (tab overwrite, raw POST, GET that writes: formwizard 9 and 10, django-formtools 15,
    126, 176)."""

    def __init__(self, prefix: str, request: Any, file_storage: Any = None) -> None:
        super().__init__(prefix, request, file_storage)
        self.draft: Draft = request.draft
        stands = standing(self.draft)
        self.protocol, self.answers = stands.protocol, stands.answers
        self.fallen, self.passed = stands.fallen, stands.passed
        self.draft.protocol = self.protocol.version
        self.opened = self.protocol.open_steps(self.answers)

    # --- what formtools asks of a storage ---------------------------------------------------
    current_step: str | None = None

    def get_step_data(self, step: str) -> MultiValueDict:
        """The stored answers of a step as its form would post them."""
        posted: MultiValueDict = MultiValueDict()
        for question in self.protocol.step_by_slug[step].questions:
            if question in self.answers:
                posted.update(as_posted(step, question, self.answers[question]))
        return posted

    def get_step_files(self, step: str) -> None:
        """No step takes a file."""

    def set_step_data(self, step: str, cleaned: dict[Question, Value]) -> None:
        """Keeps a step's cleaned answers and marks it passed; closed branches are pruned, and the
        check of all answers is due again if one of them changed."""
        of = self.protocol.step_by_slug[step]
        before = self.answers
        kept = {q: v for q, v in before.items() if q not in of.questions}
        self.answers = Answers({**kept, **cleaned})
        for slug in self.fallen_of(step):
            del self.fallen[slug]
        if of in self.protocol.screening_steps and self.answers != before:
            self.passed.pop("check", None)
        if step not in self.passed or self.answers != before:
            self.passed[step] = self.draft.version + 1
        self.prune()

    def update_response(self, response: HttpResponse) -> None:
        """Nothing rides on the answer."""

    # --- what our journey adds ---------------------------------------------------------------
    def fallen_of(self, slug: str) -> list[str]:
        """The questions of a step whose stored answer does not stand any more."""
        of = self.protocol.step_by_slug[slug]
        return [question.slug for question in of.questions if question.slug in self.fallen]

    def prune(self) -> None:
        """Drops the answers of closed steps: not counted, not printed, not stored. It waits while
        an answer on an open step has fallen: what is behind that one only looks closed."""
        self.opened = self.protocol.open_steps(self.answers)
        if self.fallen and any(self.fallen_of(step.slug) for step in self.opened):
            return
        self.fallen = {}
        self.answers = self.answers.only(q for step in self.opened for q in step.questions)
        names = {step.slug for step in self.opened}
        self.passed = {step: at for step, at in self.passed.items() if step in names}

    def url(self, step: Step) -> str:
        """The address of a step of this draft."""
        return reverse("step", kwargs={"draft": self.draft.pk, "step": step.slug})

    def first_unpassed(self) -> Step | None:
        """The first open step without a valid answer, or None when all is answered."""
        for step in self.opened:
            if step.slug not in self.passed:
                return step
        return None

    def reachable(self, slug: str, *, past_fallen: bool = False) -> bool:
        """Whether this step is open and every open step before it is answered, or was until its
        answer fell."""
        for step in self.opened:
            if step.slug == slug:
                return True
            if step.slug not in self.passed and not (past_fallen and self.fallen_of(step.slug)):
                return False
        return False

    def changed_since(self, seen: str, given: dict[Question, Value]) -> bool:
        """Whether an answer that the current page showed was changed after draft version `seen`,
        unless to what is given now. The check page shows all of them, so an old one confirms
        nothing. A page that does not tell what it saw is taken as new."""
        if not (seen.isascii() and seen.isdecimal() and self.current_step):
            return False
        of = self.protocol.step_by_slug[self.current_step]
        shown = self.protocol.screening_steps if of.page == "check" else (of,)
        stored = {q: v for q, v in self.answers.items() if q in of.questions}
        newer = any(self.passed.get(step.slug, 0) > int(seen[:9]) for step in shown)
        return newer and not (of.questions and stored == given)

    def commit(self, **finished: Any) -> None:
        """Writes the draft in one statement, with the columns of a finished one if they are given.
        Raises Changed if another window was faster."""
        content: dict[str, Any] = {
            "answers": self.fallen | as_stored(self.answers),
            "passed": self.passed,
        }
        if self.fallen:
            content["again"] = list(self.fallen)
        values = {
            "protocol": self.protocol.version,
            "content": seal(Draft, "content", self.draft.pk, content),
            "language": get_language(),
            "updated_at": timezone.now(),
        }
        if not rows.write(self.draft, values | finished):
            raise Changed
        self.draft.version += 1


def as_stored(answers: Answers) -> dict[str, Value]:
    """Answers as they rest in the database: by slug, lists for ticks."""
    return {
        question.slug: list(value) if isinstance(value, tuple) else value
        for question, value in answers.items()
    }


def as_posted(step: str, question: Question, value: Value) -> MultiValueDict:
    """One stored answer as the fields a browser would send for it."""
    name = f"{step}-{question.slug}"
    if isinstance(question, BirthDate):
        parts = {part: [str(getattr(value, part))] for part in ("month", "day", "year")}
        return MultiValueDict({f"{name}_{part}": text for part, text in parts.items()})
    if isinstance(question, Many):
        return MultiValueDict({name: list(value)})
    return MultiValueDict({name: ["yes" if isinstance(question, Tick) else str(value)]})
