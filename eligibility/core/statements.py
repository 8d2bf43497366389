"""Medical statements that are no rule: risks, limits, facts, questions. Each has its source."""

from __future__ import annotations

from dataclasses import dataclass

from eligibility.core.choices import Choosing
from eligibility.core.questions import Text
from eligibility.core.rules import Citation


@dataclass(frozen=True, eq=False, kw_only=True)
class Statement:
    """One thing we say, and where it comes from. Raises ValueError without a citation."""

    slug: str
    title: Text = None
    text: Text = None
    cites: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.cites:
            raise ValueError(f"{self.slug}: a statement needs a citation.")


@dataclass(frozen=True, eq=False, kw_only=True)
class DoctorQuestion(Statement):
    """A question to ask the doctor. It rises on the sheet of a person with one of the findings
    named in `raised_by` (slugs of rules). `ours` marks what the documents do not ask."""

    raised_by: tuple[str, ...] = ()
    ours: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Card(Statement):
    """What is known and not known about one condition or one kind of cell. `known` and `unknown`
    are the two halves; both are always said."""

    known: Text
    unknown: Text


@dataclass(frozen=True, eq=False, kw_only=True)
class Trial(Statement):
    """One row of the evidence box: a study, how many people, and what it found."""

    people: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Check(Statement):
    """One thing that should have come across. Whoever answers `question` with anything but one of
    the `right` codes has it explained again. It is no rule: it changes no result."""

    question: Choosing
    right: tuple[str, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        wrong = set(self.right) - set(self.question.by_code)
        if wrong or not self.right or not self.question.optional:
            raise ValueError(f"{self.slug}: `right` names choices, and nobody has to answer.")


@dataclass(frozen=True, eq=False, kw_only=True)
class Decision:
    """An open clinical decision: what we built until a clinician decides."""

    code: str
    built: Text
    alternative: Text = ""
