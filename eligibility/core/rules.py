"""Rules, where each comes from, and what a rule that holds says to patient and clinician."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property

from eligibility.core.conditions import ALWAYS, Condition, IsOneOf, Said, SaidOnly
from eligibility.core.questions import Question, Text


class Outcome(Enum):
    """What the findings amount to, gravest first. The gravest finding is the outcome."""

    URGENT = "urgent"
    NOT_NOW = "not_now"
    NEED_INFORMATION = "need_information"
    DISCUSS = "discuss"
    POSSIBLE = "possible"

    @property
    def gravity(self) -> int:
        """0 for the gravest."""
        return tuple(Outcome).index(self)


class Kind(Enum):
    """What sort of reason a finding is. The order is the order of reading within an outcome."""

    RED_FLAG = "red_flag"
    EXCLUSION = "exclusion"
    STUDY_EXCLUSION = "study_exclusion"
    UNKNOWN = "unknown"
    CONTRADICTION = "contradiction"
    WEIGH = "weigh"
    OUT_OF_SCOPE = "out_of_scope"


class Clock(Enum):
    """How soon a danger sign must be seen, soonest first."""

    NOW = "now"
    TODAY = "today"
    DAYS = "days"


class SourceKind(Enum):
    """What sort of source it is, for the reader to weigh it."""

    ARTICLE = "article"
    VENDOR = "vendor"
    REGISTRY = "registry"
    STUDY = "study"
    GUIDELINE = "guideline"
    REGULATOR = "regulator"
    INSURER = "insurer"
    OURS = "ours"


@dataclass(frozen=True, eq=False, kw_only=True)
class Source:
    """Something we cite. `document` is the number of one of the five documents, or None for an
    outside source. `worth` says in our words how far it can be trusted."""

    slug: str
    kind: SourceKind
    title: Text
    worth: Text
    document: str | None = None
    reviewed: date

    def at(self, section: str, item: str, *, says: Text) -> Citation:
        """A place in this source, and one line of our own on what stands there."""
        return Citation(source=self, section=section, item=item, says=says)


@dataclass(frozen=True, eq=False, kw_only=True)
class Citation:
    """A source, a section and an item of it, and what it says there in our words."""

    source: Source
    section: str
    item: str
    says: Text

    def __post_init__(self) -> None:
        # A text that is translated later cannot be looked into while modules load.
        nothing = self.says is None or (isinstance(self.says, str) and not self.says)
        if nothing or not (self.section and self.item):
            raise ValueError("A citation names a section and an item, and says what stands there.")


@dataclass(frozen=True, eq=False, kw_only=True)
class Says:
    """What a finding tells: its title, why it matters and what to do next, in the patient's words;
    what to check, for the clinician; and what to bring or ask for."""

    title: Text
    why: Text
    next_step: Text
    staff: Text
    bring: tuple[Text, ...] = ()
    short: Text = None


LISTED = (Kind.EXCLUSION, Kind.STUDY_EXCLUSION, Kind.RED_FLAG)


@dataclass(frozen=True, eq=False, kw_only=True)
class Rule:
    """Joins a condition to an outcome, a kind, sentences and a citation.

    `scope` is when the rule is asked about at all. Where it applies and `when` cannot be told, a
    listed reason becomes an UNKNOWN finding that says `unknown`, under the name `unknown_slug`; any
    other rule counts as if it held. `differs` says where the sources do not agree.

    Raises ValueError for a rule without a citation, a listed reason without `unknown`, one whose
    condition reads silence as no, a document's rule that cites another source, and the reverse.
    """

    slug: str
    kind: Kind
    when: Condition
    outcome: Outcome
    says: Says
    cites: tuple[Citation, ...]
    scope: Condition = ALWAYS
    clock: Clock | None = None
    unknown: Says | None = None
    unknown_slug: str = ""
    differs: Text = None
    decisions: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.cites or not all(isinstance(c, Citation) for c in self.cites):
            raise ValueError(f"{self.slug}: a rule needs a citation.")
        if (self.kind is Kind.RED_FLAG) != (self.clock is not None):
            raise ValueError(f"{self.slug}: a danger sign, and nothing else, has a clock.")
        if self.kind in LISTED:
            self._check_listed()

    def _check_listed(self) -> None:
        if self.unknown is None:
            raise ValueError(f"{self.slug}: say what happens when this cannot be told.")
        if any(isinstance(part, Said | SaidOnly) for part in self.when.walk()):
            raise ValueError(f"{self.slug}: a listed reason must not read silence as no.")
        from_documents = [c.source.document is not None for c in self.cites]
        if not all(known is (self.kind is Kind.EXCLUSION) for known in from_documents):
            raise ValueError(f"{self.slug}: {self.kind.value} cites the wrong kind of source.")

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions whose answers decide this rule, found by walking its condition."""
        return self.when.questions()

    @property
    def can_be_unsure(self) -> bool:
        """Whether someone who answers everything can leave it in doubt whether this rule holds."""
        tests = (part for part in self.when.walk() if isinstance(part, IsOneOf))
        return any(test.question.unknown_codes for test in tests)


@dataclass(frozen=True, eq=False, kw_only=True)
class Finding:
    """A rule that holds, or that cannot be told, for one person."""

    rule: Rule
    slug: str
    kind: Kind
    outcome: Outcome
    says: Says

    @property
    def clock(self) -> Clock | None:
        """How soon to be seen, for a danger sign that holds."""
        return self.rule.clock if self.kind is Kind.RED_FLAG else None

    @cached_property
    def order(self) -> tuple[int, int, int]:
        """Sorts findings gravest first, then soonest, then by kind."""
        clock = tuple(Clock).index(self.clock) if self.clock else 0
        return (self.outcome.gravity, clock, tuple(Kind).index(self.kind))
