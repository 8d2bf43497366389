"""One submission as an export tells it: opened, and without who it is unless that was asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from eligibility.core.answers import Answers
from eligibility.core.questions import InvalidAnswer
from eligibility.models import Submission
from eligibility.protocol.questions.finish import RISKS_READ
from eligibility.protocol.questions.safety import AGE
from eligibility.review.export.stored import Row, Stored
from eligibility.security.sealed import CannotRead, Sealed
from eligibility.security.tokens import fingerprint
from eligibility.versions import UnknownVersion, protocol_of

OLDEST = 90  # in a file without names, this age stands for itself and all above
PSEUDONYM = 16  # hex digits, 64 bits: two of a million are alike once in 37 million files
SEALED = {name: Submission._meta.get_field(name) for name in ("answers", "assessment", "identity")}
# Why a record cannot be read, as the files say it.
PROBLEMS = {
    CannotRead: "cannot_open",
    UnknownVersion: "unknown_version",
    InvalidAnswer: "unknown_answer",
}


@dataclass
class Tally:
    """How many records were given so far, and how many of them could not be read."""

    rows: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """What a file tells of one submission. With a `problem`, it has no content."""

    reference: str
    received: str
    outcome: str
    status: str
    language: str
    protocol: str
    origin: str
    answers: dict[str, Any] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    identity: dict[str, Any] = field(default_factory=dict)
    problem: str = ""

    @property
    def plain(self) -> tuple[str, ...]:
        """What it tells in every file, whatever became of its content."""
        found = self.reference, self.received, self.outcome, self.status
        return (*found, self.language, self.protocol, self.origin)

    @property
    def names(self) -> list[str]:
        """Its findings as kind:rule, gravest first."""
        return [f"{finding['kind']}:{finding['rule']}" for finding in self.findings]


def opened(rows: list[Row], identified: bool, tally: Tally) -> Iterator[Record]:
    """The records of a chunk. One that cannot be read says why, and is counted."""
    tell = _with_name if identified else _without_name
    for row in map(Stored._make, rows):
        plain = _plain(row, identified)
        try:
            record = Record(*plain, *tell(*_content(row)))
        except tuple(PROBLEMS) as why:
            tally.unreadable += 1
            record = Record(*plain, problem=PROBLEMS[type(why)])
        tally.rows += 1
        yield record


def pseudonym(reference: str) -> str:
    """The same for the same submission, as long as the clinic's first data key is the same. A
    letter comes first: a spreadsheet would read some hex digits as a number."""
    return f"P{fingerprint('export', reference)[:PSEUDONYM]}"


def _plain(row: Stored, identified: bool) -> tuple[str, ...]:
    """The columns that are not sealed."""
    at = datetime.fromisoformat(row.received)
    local = timezone.localtime(at if at.tzinfo else at.replace(tzinfo=UTC))
    if identified:
        return row.reference, local.isoformat(timespec="seconds"), *row[3:8]
    return pseudonym(row.reference), f"{local:%Y-%m}", *row[3:8]


def _content(row: Stored) -> tuple[Any, Any, Any]:
    """Answers, findings and identity. The answers are of the version the record names."""
    key = UUID(row.key)
    answers, assessment, identity = (
        sealed.open(Sealed(sealed.place, getattr(row, name)), key)
        for name, sealed in SEALED.items()
    )
    protocol = protocol_of(row.protocol)
    if set(answers) - set(protocol.by_slug):
        raise InvalidAnswer("a question that this version does not ask")
    Answers.parse(protocol.screening_questions, answers)
    return answers, assessment["findings"], identity


def _with_name(answers: Any, findings: Any, identity: Any) -> tuple[Any, Any, Any]:
    return answers, findings, identity


def _without_name(answers: Any, findings: Any, identity: Any) -> tuple[Any, Any, Any]:
    """Of who it is, only which text on the risks was read. Free text is never an answer here."""
    if answers.get(AGE.slug, 0) > OLDEST:
        answers = answers | {AGE.slug: OLDEST}
    kept = {slug: identity[slug] for slug in (RISKS_READ.slug,) if slug in identity}
    return answers, findings, kept
