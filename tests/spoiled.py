"""The protocol spoiled in many ways, each with the theorem that must notice."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from eligibility.core.choices import Choice, YesNo
from eligibility.core.conditions import all_of
from eligibility.core.parts import Step
from eligibility.core.protocol import Protocol
from eligibility.core.rules import Kind, Outcome, Rule
from eligibility.protocol import PROTOCOL

SPOILED: list[Any] = []


def copied(thing: Any, made: dict[int, Any]) -> Any:
    """The same once more, without what was worked out from it."""
    if isinstance(thing, tuple):
        return tuple(copied(part, made) for part in thing)
    if not is_dataclass(thing):
        return thing
    if id(thing) not in made:
        made[id(thing)] = object.__new__(type(thing))
        for field in fields(thing):
            put(made[id(thing)], **{field.name: copied(getattr(thing, field.name), made)})
    return made[id(thing)]


def put(thing: Any, **values: Any) -> None:
    """Sets what is frozen, past every check of a constructor."""
    for name, value in values.items():
        object.__setattr__(thing, name, value)


class Bad:
    """The protocol, to be spoiled."""

    def __init__(self) -> None:
        self.protocol: Protocol = copied(PROTOCOL, {})

    def question(self, slug: str) -> Any:
        return next(q for q in self.protocol.questions if q.slug == slug)

    def choices(self, slug: str, *codes: str) -> list[Choice]:
        return [c for c in self.question(slug).choices if c.code in codes]

    def rule(self, slug: str, kind: Kind = Kind.WEIGH) -> Rule:
        return next(r for r in self.protocol.rules if (r.kind, r.slug) == (kind, slug))

    def step(self, slug: str) -> Step:
        return next(step for step in self.protocol.steps if step.slug == slug)

    def drop(self, rule: Rule) -> None:
        put(self.protocol, rules=tuple(r for r in self.protocol.rules if r is not rule))

    def add(self, like: Rule, **changes: Any) -> None:
        put(self.protocol, rules=(*self.protocol.rules, replace(like, **changes)))

    def mark_clear(self, slug: str, *codes: str) -> None:
        for choice in self.choices(slug, *codes):
            put(choice, clear=True)


def breaks(theorem: str, *phrases: str) -> Callable[[Callable[[Bad], None]], None]:
    """What is decorated spoils the protocol so that this theorem tells a story with all of this."""

    def register(spoil: Callable[[Bad], None]) -> None:
        SPOILED.append(pytest.param(theorem, spoil, phrases, id=spoil.__name__))

    return register


@breaks("one_result", "Which of two rules", "(imaging_done: unsure)", "need_information")
def one_name_for_two_outcomes(bad: Bad) -> None:
    like = bad.rule("condition")
    when = bad.question("imaging_done").said("unsure")
    bad.add(like, slug="severity", kind=Kind.UNKNOWN, when=when)


@breaks("gravest_wins", "(region: knee)", "Outcome: possible. Findings: out_of_scope knee")
def a_finding_that_counts_for_nothing(bad: Bad) -> None:
    put(bad.rule("knee", Kind.OUT_OF_SCOPE), outcome=Outcome.POSSIBLE)


@breaks("only_clear_passes", "(condition: bulging_disc)", "is clear", "weigh condition")
def a_choice_marked_clear_by_mistake(bad: Bad) -> None:
    bad.mark_clear("condition", "bulging_disc")


@breaks("only_clear_passes", "I’m not sure (allergy: unsure)", "Outcome: possible")
def not_sure_marked_clear(bad: Bad) -> None:
    bad.drop(bad.rule("allergy"))
    bad.mark_clear("allergy", "unsure")


@breaks("only_clear_passes", "knee never comes of clear answers")
def no_rule_for_the_knee(bad: Bad) -> None:
    bad.drop(bad.rule("knee", Kind.OUT_OF_SCOPE))


@breaks("unknown_never_passes", "(cancer: unsure)", "is passed over", "Outcome: discuss")
def a_listed_reason_that_reads_not_sure_as_no(bad: Bad) -> None:
    put(bad.rule("cancer", Kind.EXCLUSION), when=bad.question("cancer").said("now"))


@breaks("unknown_never_passes", "No answer (allergy: silence)", "Outcome: possible")
def a_net_with_a_hole(bad: Bad) -> None:
    bad.drop(bad.rule("allergy"))
    put(bad.protocol.otherwise, outcome=Outcome.POSSIBLE)


@breaks(
    "worse_never_milder",
    "An answer to active_infection that is no better gives a milder outcome",
    "A person answers every question clearly, but for:\n"
    "  Do you have an infection now, anywhere in your body? I’m not sure (active_infection: ",
    "Outcome: need_information. Findings: unknown infection.",
    "Another person answers the same, but for:\n"
    "  Do you have an infection now, anywhere in your body? Yes (active_infection: yes)",
    "Not asked: infection_recent.",
    "Outcome: discuss. Findings: exclusion infection.",
)
def an_outcome_made_milder(bad: Bad) -> None:
    put(bad.rule("infection", Kind.EXCLUSION), outcome=Outcome.DISCUSS)


@breaks("worse_never_milder", "An answer to cancer that is no better", "(cancer: past)")
def a_rank_turned_round(bad: Bad) -> None:
    put(bad.choices("cancer", "past")[0], worse=4)


@breaks("worse_never_milder", "imaging_done does no harm")
def wear_asked_of_everyone(bad: Bad) -> None:
    put(bad.step("severity"), asked_when=all_of())
    bad.drop(bad.rule("severity", Kind.EXCLUSION))


@breaks("worse_never_milder", "drops a finding that it does not close", "(imaging_done: ")
def a_scan_that_counts_against_you(bad: Bad) -> None:
    when = bad.question("imaging_done").is_one_of("yes")
    bad.add(bad.rule("condition"), slug="scan", when=when, outcome=Outcome.NOT_NOW)


@breaks("worse_never_milder", "imaging_done makes the outcome milder than need_information")
def no_scan_and_nothing_missing(bad: Bad) -> None:
    put(bad.rule("severity", Kind.EXCLUSION), scope=bad.question("imaging_done").said("yes"))


@breaks("worse_never_milder", "A worse answer to region gives a milder", "(region: ")
def a_place_that_outranks_what_it_closes(bad: Bad) -> None:
    put(bad.rule("leg_pain_worse"), outcome=Outcome.NOT_NOW)


@breaks("closed_never_counts", "although its question is closed", "(relief: ", "Not asked: ")
def a_step_that_waits_for_a_later_answer(bad: Bad) -> None:
    put(bad.step("leg_pain"), asked_when=bad.question("relief").said("yes"))


@breaks("every_rule_can_fire", "No complete answers make the weigh cost hold. It reads: cost_")
def a_dead_rule(bad: Bad) -> None:
    put(bad.rule("cost"), scope=bad.question("cost_concern").said("no"))


@breaks("every_rule_can_fire", "No complete answers lead to the outcome urgent")
def no_emergency(bad: Bad) -> None:
    for rule in bad.protocol.rules:
        if rule.outcome is Outcome.URGENT:
            put(rule, outcome=Outcome.NOT_NOW)


@breaks("every_rule_can_fire", "No complete answers give the finding unknown cancer")
def a_doubt_that_never_comes_up(bad: Bad) -> None:
    put(bad.rule("cancer", Kind.EXCLUSION), when=bad.question("cancer").said("now"))


@breaks("every_rule_can_fire", "Nothing gives the finding unknown age, not even silence")
def an_age_never_in_doubt(bad: Bad) -> None:
    put(bad.rule("age", Kind.STUDY_EXCLUSION), when=bad.question("cancer").said("now"))


@breaks("no_rule_hides", "weigh smoking never stands alone", "(overall_health: ")
def a_shadowed_rule(bad: Bad) -> None:
    like = bad.rule("overall_health")
    bad.add(like, slug="smoking", when=bad.question("overall_health").is_one_of("smoking"))


@breaks("no_rule_hides", "contradiction red_flags stands without a red_flag", "(red_flags: ")
def a_sign_without_its_rule(bad: Bad) -> None:
    bad.drop(bad.rule("chest_pain", Kind.RED_FLAG))


@breaks("no_rule_hides", "contradiction red_flags is never beside one finding", "(red_flags: ")
def two_findings_for_each_sign(bad: Bad) -> None:
    signs = [rule for rule in bad.protocol.rules if rule.kind is Kind.RED_FLAG]
    for rule in signs:
        bad.add(rule, slug=f"{rule.slug}_again")


@breaks("every_question_matters", "No answer to tea changes any outcome")
def a_question_asked_in_vain(bad: Bad) -> None:
    tea = YesNo(slug="tea", text="Do you like tea?", choices=(Choice(code="yes", text="Yes"),))
    bad.mark_clear("cost_concern", "yes", "unsure")
    put(tea.choices[0], clear=True)
    put(bad.step("age"), questions=(bad.question("age"), tea))


@breaks("every_question_matters", "may be left empty changes something", "(cost_concern: no)")
def an_optional_question_with_a_rule(bad: Bad) -> None:
    put(bad.question("cost_concern"), optional=True)


@breaks("nothing_falls_through", "No rule names one", "(allergy: ", "Findings: unknown not_covered")
def a_rule_dropped(bad: Bad) -> None:
    bad.drop(bad.rule("allergy"))


@breaks("sound_structure", "The exclusion cancer cites the wrong kind: trial_listings")
def a_document_rule_that_cites_a_study(bad: Bad) -> None:
    cites = bad.rule("pregnancy", Kind.STUDY_EXCLUSION).cites
    put(bad.rule("cancer", Kind.EXCLUSION), cites=cites)


@breaks("sound_structure", "The red_flag fever cites the wrong kind: disc_")
def a_danger_sign_said_to_come_from_a_document(bad: Bad) -> None:
    put(bad.rule("fever", Kind.RED_FLAG), cites=bad.rule("cancer", Kind.EXCLUSION).cites)


@breaks("sound_structure", "The exclusion cancer has no words for not known")
def an_unknown_removed(bad: Bad) -> None:
    put(bad.rule("cancer", Kind.EXCLUSION), unknown=None)


@breaks("sound_structure", "These steps wait for each other: ", "region", "leg_pain")
def steps_in_a_circle(bad: Bad) -> None:
    put(bad.step("region"), asked_when=bad.question("leg_pain").said("same"))


@breaks("sound_structure", "Nobody can reach the step prior_cells")
def a_page_without_a_way_to_it(bad: Bad) -> None:
    region = bad.question("region")
    neck_and_knee_only = all_of(region.said_only("knee"), region.said("neck"))
    put(bad.step("prior_cells"), asked_when=neck_and_knee_only)


@breaks("changes_are_smallest", "and nothing is milder", "(severity: severe)")
def an_answer_that_becomes_nothing_better(bad: Bad) -> None:
    put(bad.choices("severity", "severe")[0], becomes="moderate_to_severe")
