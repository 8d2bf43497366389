"""How we decide: the rules in plain words, for anyone to read, from the data that is applied."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from eligibility.core.choices import Choosing
from eligibility.core.conditions import (
    Above,
    AllOf,
    AnyOf,
    Below,
    Condition,
    Disagrees,
    IsOneOf,
    Said,
    SaidOnly,
)
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Question
from eligibility.core.rules import Citation, Kind, Outcome, Rule, Source
from eligibility.core.statements import Decision
from eligibility.protocol.content.decisions import DECISIONS
from eligibility.protocol.content.outcomes import CLOCK_TAGS, KIND_TAGS, OUTCOMES
from eligibility.protocol.sources import KINDS


@dataclass(frozen=True)
class Answer:
    """A question and the answers to it that a rule looks for."""

    question: Question
    said: list[Any]


@dataclass(frozen=True)
class Cited:
    """A source of a rule, what sort of source it is, and the places that say it."""

    source: Source
    kind: Any
    cites: list[Citation]


@dataclass(frozen=True)
class RuleCard:
    """One rule. It comes up for any of `answers`."""

    rule: Rule
    answers: list[Answer]
    sources: list[Cited]
    decisions: list[Decision]

    @property
    def tag(self) -> Any:
        """What sort of reason it is."""
        return KIND_TAGS[self.rule.kind]

    @property
    def leads_to(self) -> Any:
        """The mildest result there is with this rule: a danger sign says how soon."""
        clock = CLOCK_TAGS.get(self.rule.clock)
        return clock or OUTCOMES[self.rule.outcome].title

    @property
    def not_known(self) -> Any:
        """What becomes of it when the patient is not sure. Nothing, where no answer says that."""
        if not self.rule.can_be_unsure:
            return None
        if self.rule.unknown:
            return OUTCOMES[Outcome.NEED_INFORMATION].title
        return _("Counts as if it were so")


@dataclass(frozen=True)
class KindOfRule:
    """Every rule of a kind, under the name of the kind."""

    title: Any
    cards: list[RuleCard]


def kinds_of_rules(protocol: Protocol) -> list[KindOfRule]:
    """All rules of the protocol, by kind."""
    kinds = [
        KindOfRule(KIND_TAGS[kind], [card_of(r) for r in protocol.rules if r.kind is kind])
        for kind in Kind
    ]
    return [kind for kind in kinds if kind.cards]


def card_of(rule: Rule) -> RuleCard:
    """One rule, its sources and what is open about it."""
    decisions = [decision for decision in DECISIONS if decision.code in rule.decisions]
    sources = dict.fromkeys(cite.source for cite in rule.cites)
    cited = [
        Cited(source, KINDS[source.kind], [cite for cite in rule.cites if cite.source is source])
        for source in sources
    ]
    return RuleCard(rule, list(answers_for(rule.when)), cited, decisions)


def answers_for(condition: Condition) -> Iterator[Answer]:
    """The answers that make a condition hold, any of them. Raises TypeError for a condition that
    has no plain words yet: a rule that cannot be told to a patient is not one of ours."""
    match condition:
        case AnyOf():
            for part in condition.conditions:
                yield from answers_for(part)
        case AllOf(conditions=(alone,)):
            yield from answers_for(alone)
        case IsOneOf() | Said() | SaidOnly() | Disagrees() | Below() | Above():
            yield Answer(condition.question, _said(condition))
        case _:
            raise TypeError(f"{type(condition).__name__} has no plain words yet.")


def _said(test: Any) -> list[Any]:
    question = test.question
    match test:
        case Below():
            return [_("under %(limit)s") % {"limit": test.limit}]
        case Above():
            return [_("over %(limit)s") % {"limit": test.limit}]
        case Disagrees():
            text = question.by_code[test.code].text
            return [_("“%(text)s”, and another box as well") % {"text": text}]
        case SaidOnly():
            return [_("%(text)s, and no other") % {"text": text} for text in _texts(test, question)]
    return _texts(test, question)


def _texts(test: Any, question: Choosing) -> list[Any]:
    return [choice.text for choice in question.choices if choice.code in test.codes]
