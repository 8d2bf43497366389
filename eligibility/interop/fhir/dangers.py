"""What a form must say at once where someone ticks a danger sign, or is not sure of one.

A questionnaire that another program shows has no page of ours that interrupts it. So the words of
that page go along: texts beside the question, each shown as soon as its rule holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from eligibility.core.conditions import Condition, IsOneOf
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Question
from eligibility.core.rules import Kind, Rule, Says


@dataclass(frozen=True)
class Danger:
    """What to say, when, and after which question."""

    name: str
    after: Question
    when: Condition
    says: Says

    def text(self) -> str:
        """What it is, why it matters, and what to do."""
        return f"{self.says.title}. {self.says.why} {self.says.next_step}"


def dangers(protocol: Protocol) -> dict[str, Danger]:
    """Everything to say about danger signs, by linkId; being unsure of one is said once."""
    rules = [rule for rule in protocol.rules if rule.kind is Kind.RED_FLAG]
    in_doubt = [danger for rule in rules for danger in _in_doubt(rule)]
    return {danger.name: danger for danger in (*map(_holds, rules), *in_doubt)}


def _holds(rule: Rule) -> Danger:
    return Danger(f"danger-{rule.slug}", rule.questions[-1], rule.when, rule.says)


def _in_doubt(rule: Rule) -> Iterator[Danger]:
    for test in rule.when.walk():
        if isinstance(test, IsOneOf) and test.question.unknown_codes and rule.unknown:
            unsure = test.question.said(*test.question.unknown_codes)
            name = f"unsure-{test.question.slug}-{rule.unknown_slug or rule.slug}"
            yield Danger(name, rule.questions[-1], unsure, rule.unknown)
