"""Every field takes every text, or says no in plain words, and shows it again as it was typed."""

import json
from collections.abc import Iterable
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.utils.datastructures import MultiValueDict

from eligibility.core.answers import Answers
from eligibility.core.choices import Choosing
from eligibility.core.details import Line, Tick
from eligibility.core.questions import Number, Question
from eligibility.interop.contract import Refused, assess, read_json
from eligibility.interop.fhir import answers_from
from eligibility.models import Review, Submission
from eligibility.protocol import PROTOCOL
from eligibility.wizard.forms import forms_of
from tests.clinic import LIST, address, review_of
from tests.fhir_form import BASE, answered, items
from tests.hostile import expected
from tests.hostile.seen import Checks, Seen
from tests.journey import CLEAR
from tests.page import Page
from tests.patient import FORM, Patient

BIRTH = tuple(f"contact-date_of_birth_{part}" for part in ("month", "day", "year"))
LINES = {"full_name": 200, "phone": 40, "email": 254}
HARMLESS = {"full_name": ("Ruth", ""), "phone": ("555", "5" * 41), "email": ("r@example.org", "x")}
ROOM = settings.DATA_UPLOAD_MAX_MEMORY_SIZE  # bytes of a form that the site reads


def body(fields: dict[str, str]) -> bytes:
    return urlencode(fields, errors="surrogatepass").encode()


class Contact:
    """The page that asks who the patient is: all its fields hold the same text at once. Without a
    tick for consent it can never end the journey."""

    def __init__(self, checks: Checks) -> None:
        self.checks, self.patient = checks, Patient.at("contact")
        self.shapes: dict[frozenset[str], list[Any]] = {}

    def send(self, fields: dict[str, str]) -> tuple[Seen, frozenset[str]]:
        answer = self.patient.post(self.patient.url("contact"), body(fields), content_type=FORM)
        return Seen(answer), frozenset(Page(answer).errors)

    def check(self, text: str) -> None:
        fields = {f"contact-{name}": text for name in (*LINES, "contact_by")}
        fields |= dict.fromkeys(BIRTH, text)
        if len(body(fields)) > ROOM:
            fields = {"contact-full_name": text}
        seen, errors = self.send(fields)
        status = 422 if len(body(fields)) <= ROOM else 413
        self.checks.that("contact", "answered with a form error", seen.status == status, text)
        if status == 422:
            self._check_each(fields, seen, errors)
            same = seen.shape == self.shape(errors, whole=len(fields) > 1)
            self.checks.that("contact", "no element added", same, text)

    def _check_each(self, fields: dict[str, str], seen: Seen, errors: frozenset[str]) -> None:
        for name, text in fields.items():
            field, arrived = name.removeprefix("contact-"), expected.as_sent(text)
            if field in ("full_name", "phone"):
                taken = expected.line(arrived, LINES[field], optional=field == "phone")
                fits = (name in errors) == (taken is None)
                self.checks.that(field, "taken or refused", fits, text)
            if field != "contact_by":
                shown = seen.values[name] == [arrived.strip() if name in BIRTH else arrived]
                self.checks.that(field, "shown again as typed", shown, text)

    def shape(self, errors: frozenset[str], *, whole: bool) -> list[Any]:
        """The elements of a page with the same mistakes in harmless words."""
        key = errors | {str(whole)}
        if key not in self.shapes:
            fields = {
                f"contact-{name}": HARMLESS[name][f"contact-{name}" in errors]
                for name in (LINES if whole else ["full_name"])
            }
            if whole:
                fields |= {"contact-contact_by": "x"} | dict.fromkeys(BIRTH, "x")
            self.shapes[key] = self.send(fields)[0].shape
        return self.shapes[key]


def choices_and_numbers(checks: Checks, texts: Iterable[str]) -> None:
    """No form of the journey takes a text for a choice, a tick or a number."""
    asked = [
        (step, q) for step in PROTOCOL.steps for q in step.questions if not isinstance(q, Line)
    ]
    answers = Answers.parse(PROTOCOL.screening_questions, CLEAR)
    for text in map(expected.as_sent, texts):
        for step, question in asked:
            name = f"{step.slug}-{question.slug}"
            data = MultiValueDict({name: [text], f"{name}_year": [text], f"{name}_day": [text]})
            form = forms_of(PROTOCOL)[step.slug](data, prefix=step.slug, answers=answers)
            refused = question.slug in form.errors
            allowed = not text.strip() or _is_answer(question, text)
            checks.that(question.slug, "refused by its form", refused or allowed, text)


def _is_answer(question: Question, text: str) -> bool:
    if isinstance(question, Number):
        digits = text.strip()  # spaces around a number are no mistake
        return digits.isdecimal() and digits.isascii() and int(digits) <= question.most
    if isinstance(question, Tick):
        return text in ("yes", "on")
    return isinstance(question, Choosing) and text in question.by_code


def programs(checks: Checks, texts: Iterable[str]) -> None:
    """JSON and FHIR from other programs: an answer of ours, or refused in words one can print."""
    response, asked = answered(CLEAR), PROTOCOL.by_slug["cancer"]
    for text in texts:
        _refused(checks, "JSON", lambda text=text: read_json(text), text)
        for question in PROTOCOL.screening_questions:
            if not _is_answer(question, text) or isinstance(question, Number):
                given = json.loads(json.dumps({"answers": {**CLEAR, question.slug: text}}))
                _refused(checks, "assess", lambda given=given: assess(PROTOCOL, given), text)
        for place in ("linkId", "valueString", "valueCoding", "questionnaire", "status"):
            if place == "valueCoding" and _is_answer(asked, text):
                continue
            changed = _with(response, place, text)
            _refused(checks, "FHIR", lambda it=changed: answers_from(it, PROTOCOL, base=BASE), text)


def _with(response: dict[str, Any], place: str, text: str) -> dict[str, Any]:
    found = deepcopy(response)
    item = next(item for item in items(found) if item["linkId"] == "cancer")
    if place in ("questionnaire", "status"):
        found[place] = text
    elif place == "linkId":
        item["linkId"] = text
    else:
        item["answer"] = [{place: text if place == "valueString" else {"code": text}}]
    return found


def _refused(checks: Checks, field: str, call: Any, text: str) -> None:
    """It is refused, and the reason can be printed on any terminal."""
    try:
        call()
    except Refused as why:
        checks.that(field, "refused in printable words", str(why).isprintable(), text)
    else:
        checks.that(field, "read as plain JSON", field == "JSON", text)


def looks_for(checks: Checks, clinic: Client, texts: Iterable[str]) -> None:
    """What staff and patients search with finds nothing, and is shown again as it was typed."""
    nobody = Seen(clinic.get(LIST, {"q": "ZZZZ-ZZZ8"})).shape
    somebody = Patient()
    for text in texts:
        if len(body({"q": text})) > ROOM // 4:
            continue
        seen = Seen(clinic.get(f"{LIST}?{body({'q': text}).decode()}"))
        checks.that("search", "answered", seen.status == 200, text)
        if "\x00" in text:  # told in a line of its own, and taken out of the field
            checks.that("search", "refused", "" in seen.values["q"], text)
        elif text.strip():
            checks.that("search", "no element added", seen.shape == nobody, text)
            shown = expected.as_sent(text) in seen.values["q"]
            checks.that("search", "shown again as typed", shown, text)
        for url, name in (("/resume/", "resume-code"), ("/open/", "open-reference")):
            seen = Seen(somebody.post(url, body({name: text}), content_type=FORM))
            checks.that(name, "answered with a form error", seen.status == 422, text)
            shown = seen.values[name] == [expected.as_sent(text)]
            checks.that(name, "shown again as typed", shown, text)


def notes(checks: Checks, clinic: Client, severe: Submission, texts: Iterable[str]) -> None:
    """A note and a reason for a verdict: stored composed and whole, or refused and shown again."""
    about = "exclusion-severity"
    for text in texts:
        form = review_of(text, "", seen=9_999) | {f"verdict-{about}": "disagree"}
        form |= {f"reason-{about}": text}
        if len(body(form)) > ROOM:
            continue
        before = Review.objects.count()
        answer = clinic.post(address(severe), body(form), content_type=FORM)
        taken, seen = expected.note(text), Seen(answer)
        checks.that("note", "taken or refused", seen.status == (302 if taken else 422), text)
        if taken:
            stored = [one.note for one in Review.objects.order_by("-at", "-pk")[:2]]
            checks.that("note", "stored as it is", stored == [taken, taken], text)
        else:
            checks.that("note", "nothing stored", Review.objects.count() == before, text)
            again = seen.inside["textarea"]
            typed = [
                one for one in again if one.lstrip("\n") == expected.as_sent(text).lstrip("\n")
            ]
            checks.that("note", "shown again as typed", len(typed) >= 2 or not text.strip(), text)
