"""The rulebook: the protocol as a clinician reads and signs it, written from the protocol."""

from collections.abc import Iterator

from eligibility.core.choices import Choice, Choosing
from eligibility.core.conditions import (
    ALWAYS,
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
from eligibility.core.parts import Step
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Change, Number
from eligibility.core.rules import Citation, Rule
from eligibility.protocol.content.decisions import DECISIONS
from eligibility.protocol.content.outcomes import KIND_TAGS, OUTCOMES

CHANGES = {
    Change.TIME: "time or care can change it",
    Change.TEST: "a test or a doctor can tell",
    Change.FIXED: "stays",
}


def rulebook(protocol: Protocol, digest: str) -> str:
    """The whole rulebook in Markdown. `digest` is the fingerprint of what is signed."""
    return "\n".join(
        [*_opening(protocol, digest), *_questions(protocol), *_rules(protocol), *_open(), ""]
    )


def _opening(protocol: Protocol, digest: str) -> Iterator[str]:
    yield f"# Candor rulebook, version {protocol.version}"
    yield "\nWritten by `manage.py rulebook` from the protocol. Do not edit it by hand."
    yield f"\nFingerprint of every question, rule and word of it (SHA-256): `{digest}`"
    yield "\nStatus: **awaiting a clinician's signature.**"
    yield "\n## Outcomes, gravest first\n"
    for outcome, text in OUTCOMES.items():
        yield f"- `{outcome.value}`: {text.title}"
    yield "\nThe outcome is the gravest finding. No rule stops another. `possible` needs every"
    yield "question answered with an answer marked *clear*; silence is never clear. A higher rank"
    yield "speaks more strongly against the treatment and never gives a milder outcome."


def _questions(protocol: Protocol) -> Iterator[str]:
    yield "\n## Questions"
    for part in protocol.parts:
        if part.screening:
            yield f"\n### {part.title}"
            for step in part.steps:
                yield from _step(step)


def _step(step: Step) -> Iterator[str]:
    for question in step.questions:
        yield f"\n**{question.text}** (`{question.slug}`)\n"
        if step.asked_when is not ALWAYS:
            yield f"- Asked when {in_words(step.asked_when)}."
        if isinstance(question, Choosing):
            for choice in question.choices:
                yield f"- {choice.text} (`{choice.code}`): *{_marks(choice)}*"
        elif isinstance(question, Number):
            yield from _numbers(question)


def _marks(choice: Choice) -> str:
    marks = ["clear" if choice.clear else f"rank {choice.rank}"]
    if choice.unknown:
        marks.append("not known")
    if choice.change:
        becomes = f" to `{choice.becomes}`" if choice.becomes else ""
        marks.append(f"{CHANGES[choice.change]}{becomes}")
    return ", ".join(marks)


def _numbers(question: Number) -> Iterator[str]:
    yield f"- {question.clear[0]} to {question.clear[-1]}: *clear*"
    for band in question.bands:
        span = f"{band.numbers[0]} to {band.numbers[-1]}"
        yield f"- {span}: *rank {band.worse}, {CHANGES[band.change]}*"


def _rules(protocol: Protocol) -> Iterator[str]:
    yield "\n## Rules"
    for rule in protocol.rules:
        yield f"\n### {rule.says.title}\n"
        yield f"- Name: `{rule.kind.value}` `{rule.slug}` ({KIND_TAGS[rule.kind]})"
        yield f"- Holds when {in_words(rule.when)}."
        if rule.scope is not ALWAYS:
            yield f"- Applies when {in_words(rule.scope)}."
        yield f"- Outcome: `{rule.outcome.value}`{_clock(rule)}"
        yield f"- If the patient is not sure: {_unknown(rule)}"
        yield f"- Why: {rule.says.why}"
        yield f"- Next step: {rule.says.next_step}"
        yield f"- For the clinician: {rule.says.staff}"
        for cite in rule.cites:
            yield f"- Source: {_cite(cite)}"
        if rule.decisions:
            yield f"- Open decisions: {', '.join(rule.decisions)}"


def _clock(rule: Rule) -> str:
    return f", clock `{rule.clock.value}`" if rule.clock else ""


def _unknown(rule: Rule) -> str:
    if not rule.can_be_unsure:
        return "no answer leaves it in doubt"
    if rule.unknown:
        return f"`unknown` `{rule.unknown_slug or rule.slug}`, need_information"
    return "counts as if it held"


def _cite(cite: Citation) -> str:
    kind = f"document {cite.source.document}" if cite.source.document else "outside source"
    return f"{cite.source.title} ({kind}), “{cite.section}”, {cite.item}. {cite.says}"


def _open() -> Iterator[str]:
    yield "\n## Open decisions, awaiting a clinician\n"
    for decision in DECISIONS:
        yield f"- **{decision.code}** Built: {decision.built} {decision.alternative}"


def in_words(condition: Condition) -> str:
    """A condition in English, with the names of questions and codes."""
    match condition:
        case IsOneOf() | Said():
            return f"`{condition.question.slug}` is {_codes(condition.codes, condition.question)}"
        case SaidOnly():
            codes = _codes(condition.codes, condition.question)
            return f"`{condition.question.slug}` is only {codes}"
        case Disagrees():
            return f"`{condition.question.slug}` has `{condition.code}` beside another tick"
        case Below():
            return f"`{condition.question.slug}` is under {condition.limit}"
        case Above():
            return f"`{condition.question.slug}` is over {condition.limit}"
        case AllOf():
            return " and ".join(in_words(part) for part in condition.conditions) or "always"
        case AnyOf():
            return " or ".join(in_words(part) for part in condition.conditions)
    raise TypeError(f"{type(condition).__name__} has no words yet.")


def _codes(codes: frozenset[str], question: Choosing) -> str:
    """In the order of the choices, so that the text does not change from run to run."""
    return " or ".join(f"`{code}`" for code in question.by_code if code in codes)
