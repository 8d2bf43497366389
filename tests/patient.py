"""A patient without a browser: answers what the pages ask, and knows what is stored of it."""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any, Self
from urllib.parse import quote_from_bytes, urlencode
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from eligibility.models import Draft, Submission
from tests.journey import CLEAR, CLINIC, PRIVATE, born
from tests.page import BOXES, Page

FORM = "application/x-www-form-urlencoded"
SHARED = CLEAR | CLINIC
KEPT = CLEAR | PRIVATE

Fields = Mapping[str, str | list[str]]


class Patient(Client):
    """A browser, a questionnaire in it, and the answers it will give. It meets a server error as a
    page, as a person does."""

    walked: dict[str, tuple[dict[str, Any], int]] = {}

    def __init__(self, answers: Mapping[str, Any] = SHARED, *, guarded: bool = False) -> None:
        """A `guarded` one is asked for its form token, as browsers are."""
        super().__init__(raise_request_exception=False)
        self.handler = site(guarded)
        self.answers, self.id = dict(answers), UUID(int=0)

    @classmethod
    def at(cls, step: str, answers: Mapping[str, Any] = SHARED, **changes: Any) -> Self:
        """A patient who has answered all before `step`. The pages are walked once a run; whoever
        needs the same place again is given a copy of what the first one had stored."""
        patient = cls({**answers, **changes}).start()
        way = f"{step} {sorted(patient.answers.items())}"
        if way in cls.walked:
            content, version = deepcopy(cls.walked[way])
            draft = Draft.objects.get(pk=patient.id)
            draft.content, draft.version = content, version
            draft.save()
        else:
            patient.walk(step)
            cls.walked[way] = deepcopy((patient.row.content, patient.row.version))
        return patient

    def start(self) -> Self:
        """Presses the one button of the start page."""
        front = Page(self.get("/"))
        self.id = UUID(self.post(front.action, front.typed).url.split("/")[2])
        return self

    def tab(self, *, other: bool = False) -> "Patient":
        """A second window of this browser: at the same questionnaire, or at one of its own."""
        window = Patient(self.answers)
        window.cookies = self.cookies
        window.id = self.id
        return window.start() if other else window

    # --- Pages --------------------------------------------------------------------------------
    def url(self, step: str = "") -> str:
        return f"/screening/{self.id}/{step}/" if step else f"/screening/{self.id}/"

    def show(self, step: str, **options: Any) -> Page:
        return Page(self.get(self.url(step), **options))

    def press(self, page: Page, extra: Fields | None = None, **changes: Any) -> Page:
        """Fills in a page that is open, as it is, and presses its button."""
        self.answers |= changes
        return Page(self.post_fields(page.action, self.filled(page) | dict(extra or {})))

    def send(self, step: str, extra: Fields | None = None, **changes: Any) -> Page:
        """Opens a step, fills it in and presses its button. Answers in `changes` are kept."""
        return self.press(self.show(step), extra, **changes)

    def send_raw(self, step: str, fields: Fields | bytes, **options: Any) -> Page:
        """Posts these fields, or this very body, to a step, whatever its page asks."""
        return Page(self.post_fields(self.url(step), fields, **options))

    def post_fields(self, url: str, fields: Fields | bytes, **options: Any) -> HttpResponse:
        body = fields if isinstance(fields, bytes) else urlencode(fields, doseq=True).encode()
        return self.post(url, body, content_type=FORM, **options)

    def walk(self, until: str = "result") -> Page:
        """Goes on until this kind of page or this step is shown."""
        page = Page(self.get(self.url(), follow=True))
        for _ in range(80):
            if until in (page.kind, page.path.split("/")[-2]):
                return page
            sent = Page(self.get(page.next)) if page.next else self.press(page)
            page = Page(self.get(sent.location)) if sent.location else sent
            assert page.status == 200, f"{page.status} at {page.path}: {page.errors}"
        raise AssertionError(f"80 pages and no {until}")

    # --- Answers ------------------------------------------------------------------------------
    def filled(self, page: Page) -> dict[str, list[str]]:
        """What the form of `page` sends once this patient has filled it in."""
        fields = page.typed
        for item in page.inputs:
            if "-" in item.name:
                given = self.given(item.name.partition("-")[2])
                boxed = item.type in BOXES
                fields[item.name] = page.boxes(item.name, given) if boxed else given or [""]
        return {name: values for name, values in fields.items() if values}

    def given(self, question: str) -> list[str]:
        """This patient's answer as the values of one input."""
        if question.startswith("date_of_birth_"):
            date = self.answers["date_of_birth"] or born(self.answers["age"], this_year())
            return [date[question.rpartition("_")[2]]]
        answer = self.answers.get(question, [])
        return list(answer) if isinstance(answer, list | tuple) else [str(answer)]

    # --- What is stored -----------------------------------------------------------------------
    @property
    def row(self) -> Draft:
        return Draft.objects.get(pk=self.id)

    @property
    def kept(self) -> dict[str, Any]:
        """The answers in the draft."""
        stored: dict[str, Any] = self.row.content["answers"]
        return stored

    @property
    def passed(self) -> list[str]:
        """The steps of the draft that have a valid answer."""
        return list(self.row.content["passed"])

    @property
    def sent(self) -> Submission:
        return Submission.objects.get(pk=self.id)


def assert_unharmed(patient: Patient, before: dict[str, Any], page: Page, *status: int) -> None:
    """The page has one of these statuses, tells nothing of our code and runs nothing of others',
    and the patient has the answers of `before`, which no one was sent."""
    assert page.status in status, f"{page.status} for {page.path}"
    assert "Traceback" not in page.html and "script" not in page.tags
    assert patient.kept == before
    assert not Submission.objects.exists()


@cache
def site(guarded: bool) -> ClientHandler:
    """The site as a client sees it. One for all: a new one looks up every static file anew."""
    return ClientHandler(enforce_csrf_checks=guarded)


def this_year() -> int:
    return timezone.localdate().year


def body_of(fields: Mapping[str, bytes]) -> bytes:
    """A form body with these very bytes as values."""
    return b"&".join(f"{n}={quote_from_bytes(v)}".encode() for n, v in fields.items())
