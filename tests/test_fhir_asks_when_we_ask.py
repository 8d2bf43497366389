"""An item is open in FHIR for exactly the answers for which the protocol asks its question."""

from itertools import combinations, product
from typing import Any

import pytest

from eligibility.core.answers import Answers
from eligibility.core.choices import Many
from eligibility.core.conditions import Condition, Truth
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Number, Question
from eligibility.core.rules import Kind
from eligibility.protocol import PROTOCOL
from tests.fhir_form import PROTOCOLS, by_link, expression, items, made, opened, written

GATED = ("who", "since", "agreed", "never")


def every_answer(question: Question) -> list[Any]:
    """Each answer there is, as a list; for a number, those around every edge. And silence."""
    if isinstance(question, Number):
        return [[], *([n] for n in (0, 39, 40, 41, 69, 70, 71, 120))]
    codes = [choice.code for choice in question.choices]
    sizes = range(len(codes) + 1) if isinstance(question, Many) else (0, 1)
    return [list(ticked) for size in sizes for ticked in combinations(codes, size)]


def read_for(protocol: Protocol, condition: Condition) -> list[Question]:
    """Every question that decides whether something is asked: also by closing another."""
    found: dict[Question, None] = {}
    for question in condition.questions():
        gate = protocol.step_of[question].asked_when
        found |= dict.fromkeys((*read_for(protocol, gate), question))
    return list(found)


def parsed(answers: dict[Question, list[Any]]) -> Answers:
    alone = {q: a if isinstance(q, Many) else a[0] for q, a in answers.items() if a}
    return Answers({q: q.parse(a) for q, a in alone.items()})


def is_mixed(answers: dict[Question, list[Any]]) -> bool:
    """Whether a lone box is ticked beside another: no form of ours lets that pass."""
    return any(
        len(ticks) > 1 and not question.alone_codes.isdisjoint(ticks)
        for question, ticks in answers.items()
        if isinstance(question, Many)
    )


@pytest.mark.parametrize("name", PROTOCOLS)
def test_an_item_is_open_when_the_protocol_asks_it(name: str) -> None:
    """For every combination of answers to the questions that decide it, silence included."""
    protocol, resource, apart = made(name), written(name), set()
    gated = [step for step in protocol.screening_steps if step.asked_when.questions()]
    assert len(gated) >= 9
    for step in gated:
        read = read_for(protocol, step.asked_when)
        gates = {"item": [i for i in items(resource) if i["linkId"] in _links(read, step)]}
        for combination in product(*map(every_answer, read)):
            answers = dict(zip(read, combination, strict=True))
            asks = step in protocol.open_steps(parsed(answers))
            given = {question.slug: ticks for question, ticks in answers.items()}
            opens = set(_links([], step)) <= set(opened(gates, given))
            assert opens or not asks, (step.slug, given)
            if opens and not asks:
                apart.add((is_mixed(answers), tuple(sorted(given["region"]))))
    assert apart == {(True, ("knee", "unsure"))}  # what `optionExclusive` forbids


def _links(read: list[Question], step: Any) -> list[str]:
    return [question.slug for question in (*read, *step.questions)]


def test_a_condition_that_no_list_can_say_is_an_expression() -> None:
    found = by_link("every kind")
    assert [bool(expression(found[link])) for link in GATED] == [True] * 4
    assert not any(expression(item) for item in by_link("today").values())


def test_a_danger_sign_is_answered_at_once_beside_its_question() -> None:
    """For each sign alone and each pair: the text of every rule that holds, and of no other."""
    rules = [rule for rule in PROTOCOL.rules if rule.kind is Kind.RED_FLAG]
    question = PROTOCOL.by_slug["red_flags"]
    ticked = [list(codes) for size in (0, 1, 2) for codes in combinations(question.by_code, size)]
    for codes in ticked:
        if is_mixed({question: codes}):
            continue
        answers = parsed({question: codes})
        holds = {f"danger-{r.slug}" for r in rules if r.when.evaluate(answers) is Truth.YES}
        unsure = {"unsure-red_flags-red_flags"} if codes == ["unsure"] else set()
        shown = opened(written("today"), {"red_flags": codes})
        assert {link for link in shown if link.startswith(("danger-", "unsure-"))} == holds | unsure
