"""Made-up submissions by the thousand, as a clinic would have them after two years.

Each is built of made-up people's answers, which the real rules assess, and is sealed by itself.
Equal seeds give equal submissions, but for the random part of each seal.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from eligibility.core.answers import Answers
from eligibility.core.choices import Choosing, Many
from eligibility.core.questions import Number, Question, Value
from eligibility.interop.contract import describe
from eligibility.management.bulk import Row, insert
from eligibility.models import FindingMark, Review, Submission
from eligibility.protocol import PROTOCOL
from eligibility.protocol.content.risks import RISKS_VERSION
from eligibility.protocol.questions.finish import CONSENT_VERSION
from eligibility.security.blind_index import mark, person
from eligibility.security.tokens import ALPHABET
from eligibility.versions import digest_of
from eligibility.wizard.drafts import as_stored

BATCH = 1000
PEOPLE = 3000  # different sets of answers; with each come many names
SPAN = timedelta(days=730)
FIRST = (
    *("Ada", "Ben", "Cora", "Dan", "Eva", "Finn", "Gia", "Hugo", "Ines", "Jon"),
    *("Kim", "Leo", "Mia", "Noa", "Olga", "Paz", "Quinn", "Rosa", "Sam", "Tess"),
)
LAST = (
    *("Beispiel", "Dummy", "Ejemplo", "Esempio", "Fiction", "Madeup"),
    *("Muster", "Nobody", "Placeholder", "Sample", "Specimen"),
)
STAFF = ("nurse.made-up", "dr.made-up", "desk.made-up", "dr.fiction", "nurse.sample")
NOTE = "Called. A made-up note about a made-up person."
STEPS = ("in_review", "contacted", "scheduled", "closed")


@dataclass(frozen=True)
class Patient:
    """A made-up set of answers, and what the rules make of it."""

    age: int
    answers: dict[str, Any]
    assessment: dict[str, Any]
    waiting: int
    marks: list[str]

    @classmethod
    def of(cls, chance: random.Random) -> "Patient":
        given = Answers({question: answer(question, chance) for question in _asked()})
        opened = given.only(PROTOCOL.open_questions(given))
        told = describe(PROTOCOL, PROTOCOL.assess(opened))
        return cls(
            age=given[PROTOCOL.by_slug["age"]],
            answers=as_stored(opened),
            assessment=told,
            waiting=Submission.Waiting.of(told),
            marks=[mark(finding["kind"], finding["rule"]) for finding in told["findings"]],
        )


def _asked() -> tuple[Question, ...]:
    return tuple(question for question in PROTOCOL.screening_questions if not question.optional)


def answer(question: Question, chance: random.Random) -> Value:
    """Mostly what most people answer: a clear answer, now and then another, seldom "not sure"."""
    if isinstance(question, Number):
        return max(16, min(90, round(chance.gauss(50, 14))))
    assert isinstance(question, Choosing)  # noqa: S101 (there is no other kind)
    clear = 200 if question.slug == "red_flags" else 12
    weights = [clear if choice.clear else 1 for choice in question.choices]
    code = chance.choices(question.choices, weights)[0].code
    return question.parse([code] if isinstance(question, Many) else code)


def fill(count: int, seed: int) -> Iterator[int]:
    """Stores so many, a batch at a time, and tells how many there are after each. One seed can be
    used once in a database, for less than ten million."""
    chance = random.Random(seed)  # noqa: S311 (nothing real depends on it)
    staff = made_up_staff()
    people = [Patient.of(chance) for _person in range(min(PEOPLE, count))]
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        store([made_up(chance, people, staff, seed * 10**7 + number) for number in numbers])
        yield numbers.stop


def made_up_staff() -> list[int]:
    """People without a password, who can never sign in."""
    users = get_user_model().objects
    for name in STAFF:
        users.get_or_create(
            username=name, defaults={"is_staff": True, "password": make_password(None)}
        )
    return list(users.filter(username__in=STAFF).order_by("username").values_list("pk", flat=True))


Made = tuple[Row, list[str], list[Row]]


def store(made: list[Made]) -> None:
    """All of a batch or nothing."""
    marks = [
        {"submission_id": one["id"], "mark": each, "received_at": one["received_at"]}
        for one, found, _reviews in made
        for each in found
    ]
    with transaction.atomic():
        insert(Submission, (one for one, _marks, _reviews in made))
        insert(FindingMark, marks)
        insert(Review, (review for _one, _marks, reviews in made for review in reviews))


def made_up(chance: random.Random, people: list[Patient], staff: list[int], number: int) -> Made:
    """One submission, the marks of its findings and its reviews."""
    patient, key = chance.choice(people), UUID(int=chance.getrandbits(128), version=4)
    received = timezone.now() - SPAN * chance.random() ** 1.2
    origin = chance.choices(Submission.Origin.values, (90, 7, 3))[0]
    identity = who(chance, patient.age, received)
    one = {
        "id": UUID(int=key.int >> 48) if origin == "tablet" else key,
        "reference": reference(number),
        "received_at": received,
        "outcome": patient.assessment["outcome"],
        "waiting": int(patient.waiting),
        "origin": origin,
        "entered_by_id": chance.choice(staff) if origin == "paper" else None,
        "person": person(identity["full_name"], identity["date_of_birth"]),
        "language": chance.choices(("en", "es"), (75, 25))[0],
        "protocol": PROTOCOL.version,
        "digest": digest_of(PROTOCOL),
        "answers": patient.answers,
        "assessment": patient.assessment,
        "identity": identity,
    }
    return one, patient.marks, list(reviewed(one, chance, staff))


def who(chance: random.Random, age: int, received: datetime) -> dict[str, Any]:
    """A made-up person of this age."""
    year = received.year - age - 1
    return {
        "risks_read": RISKS_VERSION,
        "share": "clinic",
        "full_name": f"{chance.choice(FIRST)} {chance.choice(LAST)}",
        "date_of_birth": date(year, chance.randint(1, 12), chance.randint(1, 28)),
        "contact_by": "phone",
        "phone": f"555 010 {chance.randint(0, 9999):04}",
        "consent": CONSENT_VERSION,
    }


def reviewed(one: Row, chance: random.Random, staff: list[int]) -> Iterator[Row]:
    """What a member of staff did with it since, one step after the other, as long ago as it was.
    What is urgent does not wait long, and of the rest one in 200 is forgotten."""
    urgent = one["waiting"] < Submission.Waiting.NO_CLOCK
    if not urgent and chance.random() < 0.005:
        return
    at, author = one["received_at"], chance.choice(staff)
    for status in STEPS:
        at += timedelta(days=chance.expovariate(5 if urgent else 0.3))
        if at > timezone.now():
            return
        yield step(one, author, at, status, chance)


def step(one: Row, author: int, at: datetime, status: str, chance: random.Random) -> Row:
    """A review, with what it makes of the submission."""
    review = {"id": UUID(int=chance.getrandbits(128), version=4), "submission_id": one["id"]}
    review |= {"author_id": author, "at": at, "status": status}
    one["status"] = status
    if status == STEPS[0]:
        one["assigned_to_id"] = review["assigned_to_id"] = author
        return review
    one["waiting"] = int(Submission.Waiting.DONE)
    return review | ({"note": NOTE} if status == STEPS[1] else {})


def reference(number: int) -> str:
    """The reference of this number. No two numbers have the same; they look like chance."""
    mixed = number * 412_345_678_901 % len(ALPHABET) ** 8
    letters = []
    for _place in range(8):
        mixed, letter = divmod(mixed, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"
