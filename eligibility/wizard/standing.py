"""What still stands of a draft: its answers as their questions take them now. What a question no
longer takes is asked again, and nothing else is."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from eligibility.core.answers import Answers
from eligibility.core.protocol import Protocol
from eligibility.core.questions import InvalidAnswer, Question, Value
from eligibility.models import Draft
from eligibility.versions import goes_on_with


@dataclass(frozen=True)
class Standing:
    """The answers that stand, those that fell (by slug, as they are stored), and the steps that
    need no other answer."""

    protocol: Protocol
    answers: Answers
    fallen: dict[str, Any]
    passed: dict[str, int]


def standing(draft: Draft) -> Standing:
    """A draft of a version that was withdrawn goes on with today's: there a question that is new,
    or that reads otherwise, is asked, and every other answer stands."""
    protocol, changed = goes_on_with(draft.protocol)
    given: dict[str, Any] = draft.content["answers"]
    passed: dict[str, int] = dict(draft.content["passed"])
    again = changed.union(draft.content.get("again", ()))
    stands = _parse_what_stands(protocol, given, again)
    if len(stands) == len(given) and not changed:
        return Standing(protocol, stands, {}, passed)
    standing = {question.slug for question in stands}
    fallen = {slug: value for slug, value in given.items() if slug not in standing}
    open_again = again.union(fallen, {"check"} if changed else ())
    return Standing(protocol, stands, fallen, _without(passed, protocol, open_again))


def _parse_what_stands(
    protocol: Protocol, given: dict[str, Any], again: Collection[str]
) -> Answers:
    """An answer its question no longer takes is dropped, and one that is to be given again."""
    values: dict[Question, Value] = {}
    for question in protocol.questions:
        if question.slug in given and question.slug not in again:
            try:
                values[question] = question.parse(given[question.slug])
            except InvalidAnswer:
                continue
    return Answers(values)


def _without(
    passed: dict[str, int], protocol: Protocol, open_again: Collection[str]
) -> dict[str, int]:
    """The steps that stay passed: those of this protocol on which nothing is open again."""
    return {
        slug: at
        for slug, at in passed.items()
        if (step := protocol.step_by_slug.get(slug))
        and not {step.slug, *(question.slug for question in step.questions)} & set(open_again)
    }
