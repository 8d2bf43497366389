"""Danger signs: the page that interrupts as soon as one is sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from eligibility.core.parts import Step
from eligibility.core.protocol import Protocol
from eligibility.core.rules import Clock, Finding, Kind
from eligibility.protocol.content.outcomes import CLOCK_TAGS, KIND_TAGS, URGENT_TITLES
from eligibility.protocol.questions.safety import RED_FLAGS
from eligibility.wizard.drafts import DraftStorage


def dangers(storage: DraftStorage, step: Step | None = None) -> list[Finding]:
    """The danger signs in the answers, also those that cannot be told, soonest first. Silence tells
    of none: who was not asked yet is not alarmed. With a step: only if that step asks for them."""
    if step is not None and step not in _asking_steps(storage.protocol):
        return []
    found = storage.protocol.assess(storage.answers).findings
    return [
        finding
        for finding in found
        if finding.rule.kind is Kind.RED_FLAG and storage.answers.keys() & {*finding.rule.questions}
    ]


@lru_cache
def _asking_steps(protocol: Protocol) -> frozenset[Step]:
    """The steps that ask for danger signs."""
    signs = (rule for rule in protocol.rules if rule.kind is Kind.RED_FLAG)
    return frozenset(protocol.step_of[q] for rule in signs for q in rule.questions)


@dataclass(frozen=True)
class HelpPage:
    """The page that interrupts: what to do, how soon, and what to say."""

    findings: list[Finding]
    clock: Clock | None
    ticked: list[Any]
    next_url: str
    change_url: str

    @property
    def title(self) -> Any:
        """The soonest clock in words."""
        return URGENT_TITLES[self.clock] if self.clock else _("Call a doctor or a nurse today")

    @property
    def tagged(self) -> Iterator[tuple[Any, Finding]]:
        """Each finding with the words of its mark."""
        for finding in self.findings:
            yield CLOCK_TAGS.get(finding.clock) or KIND_TAGS[finding.kind], finding


def help_page(storage: DraftStorage) -> HelpPage:
    """The page for the danger signs ticked so far."""
    findings = dangers(storage)
    asked = storage.protocol.by_slug[RED_FLAGS.slug]
    ticked = storage.answers.get(asked, ())
    clocks = (finding.clock for finding in findings if finding.clock)
    return HelpPage(
        findings=findings,
        clock=next(clocks, None),
        ticked=asked.says(ticked) if any(finding.clock for finding in findings) else [],
        next_url=storage.url(storage.first_unpassed()),
        change_url=storage.url(storage.protocol.step_of[asked]),
    )
