"""The columns of a table of submissions, and the dictionary that says what each of them means.

Both come from the versions of the protocol that are here: a new question is a new column.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from eligibility.core.choices import Choosing
from eligibility.core.details import BirthDate, Line
from eligibility.core.questions import Question
from eligibility.core.rules import Kind
from eligibility.models import Submission
from eligibility.protocol.content.outcomes import OUTCOMES
from eligibility.protocol.questions.finish import RISKS_READ, SHARE
from eligibility.protocol.questions.safety import AGE
from eligibility.review.export.cells import BETWEEN, cell
from eligibility.review.export.records import OLDEST, PROBLEMS, Record
from eligibility.review.queue.filters import findings
from eligibility.versions import protocol_of, versions

END = "END"
RESULT_DIFFERS = "result_differs"
Entry = tuple[str, Any, str, Any, str]  # column, its meaning, a code, its meaning, versions
HEADINGS = (_("Column"), _("What it is"), _("Code"), _("What the code means"), _("Rules versions"))
FIXED: dict[str, Any] = {
    "reference": _(
        "The reference of the submission. In a file without names: a made-up name for it. It is "
        "the same in every file of this clinic, until the clinic changes its first data key."
    ),
    "received": _("When it was received. In a file without names: only the month."),
    "outcome": _("The result, as it was on the day."),
    "status": _("How far the clinic is with it."),
    "language": _("The language in which the questions were answered."),
    "rules_version": _("The version of the rules and questions."),
    "origin": _("How it came to the clinic."),
    "risks_version": _("The version of the text on risks that was read."),
}
LAST: dict[str, Any] = {
    "findings": _("What came up, the gravest first."),
    "problem": _("Why the record cannot be read. Empty if all is well."),
}
CODES: dict[str, dict[str, Any]] = {
    "reference": {
        END: _(
            "The last row. It tells how many records there are, and how many of them cannot be "
            "read. A file without this row was cut off."
        )
    },
    "outcome": {outcome.value: text.staff for outcome, text in OUTCOMES.items()},
    "status": dict(Submission.Status.choices),
    "language": dict(settings.LANGUAGES),
    "origin": dict(Submission.Origin.choices),
    "problem": dict(
        zip(
            (*PROBLEMS.values(), RESULT_DIFFERS),
            (
                _("It was changed in the database, or its key is gone."),
                _("Its version of the rules is not in this installation."),
                _("An answer is not among those of its version."),
                _("The same answers now give another result."),
            ),
            strict=True,
        )
    ),
}
AGE_WORDS = _("In a file without names: this age or older.")


def columns(identified: bool) -> tuple[str, ...]:
    """The heading of each column, in order."""
    who = _slugs(True) if identified else ()
    return (*FIXED, *who, *_slugs(False), *LAST)


def values(record: Record, identified: bool) -> list[str | int]:
    """One row, in the order of `columns`."""
    who = [cell(record.identity.get(slug, "")) for slug in _slugs(True)] if identified else []
    said = [record.answers.get(slug, "") for slug in _slugs(False)]
    return [
        *record.plain,
        record.identity.get(RISKS_READ.slug, ""),
        *who,
        *(value if type(value) is str else cell(value) for value in said),
        BETWEEN.join(record.names),
        record.problem,
    ]


def last_row(identified: bool, rows: int, unreadable: int) -> list[str | int]:
    """The row that shows that the file is whole."""
    empty = [""] * (len(columns(identified)) - 2)
    return [END, *empty, f"rows={rows} unreadable={unreadable}"]


@lru_cache
def _asked(identity: bool) -> dict[str, dict[str, Question]]:
    """Every question by its slug, in each version that asks it, the newest first."""
    found: dict[str, dict[str, Question]] = {}
    for version in reversed(versions()):
        for question in protocol_of(version).questions:
            if question.identity is identity and _is_told(question):
                found.setdefault(question.slug, {})[version] = question
    return found


def _is_told(question: Question) -> bool:
    """All but what is a column already or the same in every row, and free text about no one."""
    if question.identity:
        return question.slug not in (RISKS_READ.slug, SHARE.slug)
    return not isinstance(question, (Line, BirthDate))


@lru_cache
def _slugs(identity: bool) -> tuple[str, ...]:
    return tuple(_asked(identity))


def dictionary(identified: bool) -> Iterator[list[str]]:
    """The rows under HEADINGS, in the language of the reader."""
    kinds = (True, False) if identified else (False,)
    everywhere = ", ".join(versions())
    entries: list[Entry] = [(name, says, "", "", everywhere) for name, says in FIXED.items()]
    for kind in kinds:
        for slug, by_version in _asked(kind).items():
            entries += _of_question(slug, by_version)
    entries += [(name, says, "", "", everywhere) for name, says in LAST.items()]
    for entry in entries:
        yield list(map(str, entry))
        yield from ([entry[0], "", *map(str, code)] for code in _codes(entry[0], everywhere))


def _of_question(slug: str, by_version: dict[str, Question]) -> Iterator[Entry]:
    newest = next(iter(by_version.values()))
    yield slug, newest.text, "", "", _listed(by_version)
    known: dict[str, tuple[Any, list[str]]] = {}
    for version, question in by_version.items():
        for choice in question.choices if isinstance(question, Choosing) else ():
            known.setdefault(choice.code, (choice.text, []))[1].append(version)
    for code, (text, there) in known.items():
        yield slug, "", code, text, _listed(there)


def _codes(column: str, everywhere: str) -> Iterator[tuple[str, Any, str]]:
    """The codes of a column that is no choice of the protocol."""
    if column == "findings":
        yield from _of_findings()
    if column == AGE.slug:
        yield str(OLDEST), AGE_WORDS, everywhere
    for code, text in CODES.get(column, {}).items():
        yield code, text, everywhere


def _of_findings() -> Iterator[tuple[str, Any, str]]:
    for kind, titles in findings().items():
        for slug, title in titles.items():
            there = [v for v in versions() if (kind, slug) in _found_by(v)]
            yield f"{kind.value}:{slug}", title, _listed(there)


@lru_cache
def _found_by(version: str) -> frozenset[Any]:
    """Kind and name of every finding that this version can make."""
    protocol = protocol_of(version)
    rules = (*protocol.rules, protocol.otherwise)
    unknown = {(Kind.UNKNOWN, rule.unknown_slug or rule.slug) for rule in rules if rule.unknown}
    return frozenset({(rule.kind, rule.slug) for rule in rules} | unknown)


def _listed(found: Iterable[str]) -> str:
    return ", ".join(sorted(found))
