"""The evaluators that are measured, each with its own input, and their results made comparable."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from bench.rules import dict_table, zen_rules
from eligibility.core.answers import Answers
from eligibility.core.protocol import Assessment
from eligibility.interop.contract import describe
from eligibility.protocol import PROTOCOL

QUESTIONS = PROTOCOL.screening_questions
SOON = ("now", "today", "days", None)
GRAVEST_FIRST = ("urgent", "not_now", "need_information", "discuss", "possible")

Given = Mapping[str, Any]


class Result(NamedTuple):
    """An outcome, and findings as (kind, rule, outcome, when), in the order they were given."""

    outcome: str
    findings: tuple[tuple[str, str, str, str | None], ...]

    def in_any_order(self) -> tuple[str, list[tuple[str, ...]]]:
        """The same without the order, which is free among equally grave findings."""
        return self.outcome, sorted(tuple(map(str, finding)) for finding in self.findings)

    def is_gravest_first(self) -> bool:
        """Whether no finding comes after a lesser one, nor after one that can wait longer."""
        order = [(GRAVEST_FIRST.index(found[2]), SOON.index(found[3])) for found in self.findings]
        return order == sorted(order)


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """One evaluator. Only `evaluate` is timed; `prepare` makes its natural input from plain
    answers, and `read` its result comparable."""

    name: str
    evaluate: Callable[[Any], Any]
    read: Callable[[Any], Result]
    prepare: Callable[[Given], Any] = dict

    def result(self, given: Given) -> Result:
        """What it makes of these plain answers."""
        return self.read(self.evaluate(self.prepare(given)))


def _parsed(given: Given) -> dict[Any, Any]:
    return dict(Answers.parse(QUESTIONS, given))


def _assess(values: Mapping[Any, Any]) -> Assessment:
    # New answers each time, so that nothing they remember of themselves is measured.
    return PROTOCOL.assess(Answers(values))


def _parse_and_assess(given: Given) -> Assessment:
    return PROTOCOL.assess(Answers.parse(QUESTIONS, given))


def _from_json(result: Mapping[str, Any]) -> Result:
    told = ((f["kind"], f["rule"], f["outcome"], f["when"]) for f in result["findings"])
    return Result(result["outcome"], tuple(told))


def _from_assessment(assessment: Assessment) -> Result:
    return _from_json(describe(PROTOCOL, assessment))


def _from_table(result: tuple[str, list[dict_table.Finding]]) -> Result:
    outcome, findings = result
    return Result(outcome, tuple(findings))


def _from_zen(result: Mapping[str, Any]) -> Result:
    return _from_json(result["result"])


DICT = Contestant(name="dict table", evaluate=dict_table.assess, read=_from_table)
PARSE_AND_ASSESS = Contestant(
    name="parse and assess", evaluate=_parse_and_assess, read=_from_assessment
)
ASSESS = Contestant(name="assess", evaluate=_assess, read=_from_assessment, prepare=_parsed)
ZEN = tuple(
    Contestant(name=f"zen {shape}", evaluate=zen_rules.evaluator(shape), read=_from_zen)
    for shape in zen_rules.decisions()
)
CONTESTANTS = (DICT, PARSE_AND_ASSESS, ASSESS, *ZEN)
