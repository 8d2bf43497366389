"""The names other programs rely on, and the content every sheet must have."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.functional import Promise

from eligibility import versions
from eligibility.core.choices import Choosing
from eligibility.core.rules import Citation, Kind
from eligibility.core.statements import Statement
from eligibility.management.commands import rulebook
from eligibility.protocol import PROTOCOL, sources
from eligibility.protocol.content import (
    cards,
    decisions,
    doctor_questions,
    evidence,
    outcomes,
    risks,
    treatment,
    understanding,
)
from tests import oracle

CONTENT = (cards, decisions, doctor_questions, evidence, outcomes, risks, treatment, understanding)
RULES = {
    Kind.RED_FLAG: {
        "cauda_equina": "now",
        "weakness_or_walking": "now",
        "fever": "today",
        "trauma": "now",
        "cancer_signs": "days",
        "chest_pain": "now",
    },
    Kind.EXCLUSION: {"severity", "instability", "infection", "cancer", "autoimmune"},
    Kind.STUDY_EXCLUSION: {"age", "pregnancy", "immunosuppression"},
    Kind.CONTRADICTION: {"red_flags"},
    Kind.WEIGH: {
        "no_treatment_tried",
        "relief",
        "expectations",
        "cost",
        "overall_health",
        "condition",
        "region",
        "blood_thinner",
        "recent_infection",
        "past_spine_infection",
        "past_cancer",
        "age",
        "duration",
        "prior_spine_surgery",
        "prior_cells",
        "leg_pain_worse",
        "allergy",
    },
    Kind.OUT_OF_SCOPE: {"knee"},
}
NEVER = re.compile(
    r"\b(in)?eligib|\bcandidates?\b|miracle|cutting.edge|breakthrough|promising|gold standard|"
    r"guarantee|revolution",
    re.IGNORECASE,
)


def texts(thing: Any, seen: set[int] | None = None) -> Iterator[str]:
    """Every text a patient or clinician can be shown, anywhere inside a thing."""
    seen = set() if seen is None else seen
    if isinstance(thing, Promise):
        yield str(thing)
    elif id(thing) not in seen:
        seen.add(id(thing))
        for inner in _inside(thing):
            yield from texts(inner, seen)


def _inside(thing: Any) -> list[Any]:
    if isinstance(thing, dict):
        return list(thing.values())
    if isinstance(thing, tuple | list):
        return list(thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return [getattr(thing, field.name) for field in fields(thing)]
    return []


@pytest.mark.parametrize("kind", RULES, ids=lambda kind: kind.value)
def test_the_rules_have_their_permanent_names(kind: Kind) -> None:
    found = {rule.slug: rule.clock for rule in PROTOCOL.rules if rule.kind is kind}
    assert set(found) == set(RULES[kind])
    if kind is Kind.RED_FLAG:
        assert {slug: clock.value for slug, clock in found.items() if clock} == RULES[kind]


def test_the_questions_have_their_permanent_names_and_codes() -> None:
    found = {
        q.slug: tuple(q.by_code) if isinstance(q, Choosing) else ()
        for q in PROTOCOL.screening_questions
    }
    assert list(found) == list(oracle.QUESTIONS)
    for slug, row in oracle.QUESTIONS.items():
        assert set(found[slug]) == set(row["choices"])


def test_every_step_names_its_inputs_after_itself() -> None:
    last = [step.slug for step in PROTOCOL.steps if step not in PROTOCOL.screening_steps]
    assert last == ["check", "risks", "understanding", "share", "contact"]
    for step in PROTOCOL.screening_steps:
        assert [question.slug for question in step.questions] == [step.slug]


def test_the_sheet_has_its_content() -> None:
    assert len(doctor_questions.SEVEN) == 7
    assert len(doctor_questions.OURS) == 6
    assert len(risks.LISTED_RISKS) == 5
    assert len(evidence.LIMITS) == 4
    assert len(cards.CARDS) == 8
    assert [d.code for d in decisions.DECISIONS] == [f"D{n}" for n in range(1, 12)]
    assert str(risks.LISTED_RISKS[0].title) == "It may not work."


def test_every_question_of_the_document_is_asked_once() -> None:
    items = [cite.item for question in doctor_questions.SEVEN for cite in question.cites]
    assert len(set(items)) == 7


def test_every_statement_has_a_source() -> None:
    statements = [
        item
        for module in CONTENT
        for value in vars(module).values()
        for item in (value if isinstance(value, tuple) else (value,))
        if isinstance(item, Statement)
    ]
    assert len(statements) > 40
    assert all(isinstance(cite, Citation) for item in statements for cite in item.cites)


def test_a_doctor_question_rises_only_for_findings_that_exist() -> None:
    known = {rule.slug for rule in PROTOCOL.rules}
    for question in (*doctor_questions.SEVEN, *doctor_questions.OURS):
        assert set(question.raised_by) <= known


def test_open_decisions_named_by_rules_exist() -> None:
    named = {code for rule in PROTOCOL.rules for code in rule.decisions}
    assert named == {decision.code for decision in decisions.DECISIONS}


def test_no_text_sells_or_judges() -> None:
    said = list(texts([PROTOCOL, [vars(module) for module in CONTENT], vars(sources)]))
    assert len(said) > 400
    assert [text for text in said if NEVER.search(text)] == []


@pytest.mark.shows("ASVS 2.1.1", "ASVS 2.1.2")
def test_the_rulebook_is_fresh_and_a_stale_one_is_refused(tmp_path: Any, monkeypatch: Any) -> None:
    call_command("rulebook", check=True)
    stale, folder = tmp_path / "RULEBOOK.md", tmp_path / "versions"
    stale.write_text("old")
    shutil.copytree(versions.FOLDER, folder)
    monkeypatch.setattr(rulebook, "FILE", stale)
    monkeypatch.setattr(versions, "FOLDER", folder)  # others read what is shipped meanwhile
    with pytest.raises(CommandError, match="stale"):
        call_command("rulebook", check=True)
    call_command("rulebook", write=True)
    call_command("rulebook", check=True)
