"""What the questions, pages and rules are, read the other way round than they are written.

The second reading of the rules (tests/oracle.py) says what comes of answers. This says the rest:
what each answer could become, where a question stands, whose word a rule rests on.
"""

from itertools import product
from typing import Any

import pytest

from eligibility.core.answers import Answers
from eligibility.core.choices import Choosing
from eligibility.core.conditions import ALWAYS
from eligibility.core.questions import Change, Question
from eligibility.core.rules import Kind, Outcome
from eligibility.protocol import PROTOCOL
from eligibility.protocol.content.risks import RISKS_VERSION
from eligibility.protocol.questions import finish
from eligibility.protocol.questions.safety import AGE, RED_FLAGS
from tests import oracle

BY_SLUG = PROTOCOL.by_slug
GRAVITY = [*oracle.GRAVEST_FIRST, "possible"]
NOT_TOLD = {"unsure", "grade_only", "prefer_not_to_say"}

# What time, treatment or a talk could change. A test, or someone who knows, could change every
# danger sign and all that nobody can tell; nothing changes the rest.
TIME = {
    "duration": {"under_3_months", "3_to_6_months"},
    "leg_pain": {"leg_worse"},
    "active_infection": {"yes"},
    "infection_recent": {"yes"},
    "cancer": {"now"},
    "pregnancy": {"yes"},
    "overall_health": {"smoking", "high_weight"},
    "tried": {"nothing"},
    "expectations": {"big_change", "cure"},
    "cost_concern": {"yes"},
}
TEST = {"red_flags": {*RED_FLAGS.by_code} - {"none"}, "condition": {"not_told"}} | {
    "imaging_done": {"no"}
}

# Whose word each rule rests on, the document that carries rules first.
RESTS_ON = {
    "disc_article": "severity instability infection cancer autoimmune",
    "trial_listings": "age pregnancy immunosuppression region duration leg_pain_worse"
    " prior_spine_surgery prior_cells past_spine_infection",
    "nhs_back_pain": "cauda_equina chest_pain",
    "nhs_back_pain northern_trust": "weakness_or_walking",
    "northern_trust": "trauma",
    "idsa_2015": "fever",
    "ifompt_2020": "cancer_signs",
    "ours": "red_flags not_covered",
    "disc_article back_article": "condition",
    "disc_article trial_listings": "past_cancer overall_health",
    "disc_article insurers": "cost",
    "mautner_2023": "knee",
}
WEIGHED_BY_THE_ARTICLE = (
    "no_treatment_tried relief recent_infection blood_thinner allergy expectations"
)
DECIDED = {
    "D1": "past_cancer",
    "D2": "autoimmune",
    "D3": "age pregnancy immunosuppression",
    "D4": "knee",
    "D5": "severity",
    "D6": "weakness_or_walking",
    "D7": "condition",
    "D8": "recent_infection past_spine_infection",
    "D9": "blood_thinner",
    "D10": "age",
    "D11": "severity",
}
LAST_PAGES = {
    "check": "",
    "risks": "risks_read",
    "share": "share",
    "contact": "full_name date_of_birth contact_by email phone consent",
}
LINES = {  # the longest text, the HTML tokens, and whether it may stay empty
    finish.FULL_NAME: (200, "name", "text", False),
    finish.EMAIL: (254, "email", "email", True),
    finish.PHONE: (40, "tel", "tel", True),
}


def choosing() -> list[Choosing]:
    """The questions with choices that rules read."""
    asked = (q for q in PROTOCOL.screening_questions if not q.optional)
    return [question for question in asked if isinstance(question, Choosing)]


def gravity(question: Question, value: Any) -> int:
    """How milder an outcome is that this one answer leads to, by the second reading."""
    given = (
        [value] if question.slug in ("red_flags", "region", "overall_health", "tried") else value
    )
    return GRAVITY.index(oracle.assess(oracle.CLEAR | {question.slug: given})["outcome"])


@pytest.mark.parametrize("question", choosing(), ids=lambda q: q.slug)
def test_an_answer_is_clear_where_the_second_reading_finds_nothing(question: Choosing) -> None:
    raising = {*oracle.RAISES.get(question.slug, {})}
    raising |= {box for _, boxes in oracle.RED_FLAGS.values() for box in boxes}
    assert question.clear_codes == {*question.by_code} - raising
    assert question.unknown_codes == {*question.by_code} & NOT_TOLD
    assert getattr(question, "alone_codes", frozenset()) == {
        *oracle.LONE_BOXES.get(question.slug, ())
    }


@pytest.mark.parametrize("question", choosing(), ids=lambda q: q.slug)
def test_a_graver_answer_ranks_higher_and_not_knowing_ranks_below_a_sign(
    question: Choosing,
) -> None:
    codes = [code for code in question.by_code if (question.slug, code) != ("region", "knee")]
    for one, other in product(codes, repeat=2):
        ranks = [question.by_code[code].rank for code in (one, other)]
        if gravity(question, one) < gravity(question, other):
            assert ranks[0] > ranks[1], (one, other)
    if {"yes", "unsure"} <= {*codes} - question.clear_codes and question.slug != "relief":
        assert question.by_code["yes"].rank > question.by_code["unsure"].rank > 0


@pytest.mark.parametrize("question", choosing(), ids=lambda q: q.slug)
def test_each_answer_says_what_could_change_it(question: Choosing) -> None:
    tested = TEST.get(question.slug, set()) | question.unknown_codes
    for choice in question.choices:
        timely = choice.code in TIME.get(question.slug, ())
        expected = Change.TIME if timely else Change.TEST if choice.code in tested else Change.FIXED
        assert choice.change is (None if choice.clear else expected), choice.code
        assert (choice.becomes == "past") is (choice.code == "now")


def test_an_age_is_clear_or_has_its_rank_and_what_could_change_it() -> None:
    assert (AGE.least, AGE.most) == (0, 120)
    assert [n for n in range(121) if AGE.is_clear(n)] == list(range(18, 76))
    told = [(n, AGE.rank(n) > AGE.rank(76), AGE.changes(n)[0][1]) for n in (0, 17, 18, 75, 76, 120)]
    assert told == [
        (0, True, Change.TIME),
        (17, True, Change.TIME),
        (18, False, Change.FIXED),
        (75, False, Change.FIXED),
        (76, False, Change.FIXED),
        (120, False, Change.FIXED),
    ]
    assert AGE.rank(120) == AGE.rank(76) > AGE.rank(75) == AGE.rank(18) == 0


def test_the_signs_of_one_rule_stand_in_one_group_and_lone_boxes_in_none() -> None:
    groups = {choice.code: choice.group for choice in RED_FLAGS.choices}
    sets = [{str(groups[box]) for box in boxes} for _, boxes in oracle.RED_FLAGS.values()]
    assert all(len(found) == 1 for found in sets)
    assert len(set().union(*sets)) == 5
    assert groups["chest_pain"] == groups["new_lump"]
    assert groups["none"] is groups["unsure"] is None


# --- Pages ---------------------------------------------------------------------------------------


def test_the_parts_are_seven_and_only_the_last_is_read_by_no_rule() -> None:
    names = "safety pain scans health treatment you finish"
    assert [part.slug for part in PROTOCOL.parts] == names.split()
    assert [len(part.steps) for part in PROTOCOL.parts[:-1]] == [2, 4, 3, 10, 3, 4]
    assert [part.screening for part in PROTOCOL.parts] == [True] * 6 + [False]


def test_the_last_pages_show_more_than_questions_and_ask_who_the_patient_is() -> None:
    assert {step.page for step in PROTOCOL.screening_steps} == {"step"}
    for slug, questions in LAST_PAGES.items():
        step = PROTOCOL.step_by_slug[slug]
        assert step.page == slug
        assert [question.slug for question in step.questions] == questions.split()
        assert all(question.identity for question in step.questions)
        assert (step.asked_when is ALWAYS) is (slug != "contact")
    assert not any(q.identity for q in PROTOCOL.screening_questions)


def test_only_who_shares_is_asked_how_to_be_reached() -> None:
    contact = PROTOCOL.step_by_slug["contact"]
    for answer, opened in (("clinic", True), ("private", False)):
        assert (contact in PROTOCOL.open_steps(Answers({finish.SHARE: answer}))) is opened
    assert contact not in PROTOCOL.open_steps(Answers())


def test_the_choices_of_the_last_part_have_their_names() -> None:
    assert list(finish.SHARE.by_code) == ["clinic", "private"]
    assert list(finish.CONTACT_BY.by_code) == ["email", "phone"]
    assert not any(c.clear or c.unknown for c in finish.SHARE.choices + finish.CONTACT_BY.choices)


def test_only_questions_that_no_rule_reads_may_stay_empty() -> None:
    optional = {question.slug for question in PROTOCOL.questions if question.optional}
    understood = {"understood_proven", "understood_sham", "understood_choices"}
    assert optional == {"offered", "values", "email", "phone"} | understood


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.slug)
def test_a_line_has_its_length_and_its_tokens(line: Any) -> None:
    assert (line.longest, line.autocomplete, line.input_type, line.optional) == LINES[line]


def test_a_tick_is_one_under_the_version_of_the_text_that_it_agrees_to() -> None:
    assert finish.RISKS_READ.version == RISKS_VERSION == "2026.1"
    assert finish.CONSENT.version == finish.CONSENT_VERSION == "2026.1"
    assert len(finish.CONSENT.points) == 3 and not finish.RISKS_READ.points


# --- Rules ---------------------------------------------------------------------------------------


def test_each_rule_rests_on_the_word_of_its_sources() -> None:
    expected = {
        (rule, tuple(sources.split()))
        for sources, rules in RESTS_ON.items()
        for rule in rules.split()
    }
    expected |= {(rule, ("disc_article",)) for rule in WEIGHED_BY_THE_ARTICLE.split()}
    rules = (*PROTOCOL.rules, PROTOCOL.otherwise)
    found = {(r.slug, tuple(dict.fromkeys(c.source.slug for c in r.cites))) for r in rules}
    assert found == expected
    (severe,) = (r for r in rules if r.kind is Kind.EXCLUSION and r.slug == "severity")
    assert [cite.item.split()[0] for cite in severe.cites] == ["Severe", "Severity"]


def test_each_open_decision_settles_its_rules() -> None:
    expected = {(rule, code) for code, rules in DECIDED.items() for rule in rules.split()}
    assert {(r.slug, code) for r in PROTOCOL.rules for code in r.decisions} == expected


def test_an_answer_that_no_rule_covers_is_something_not_known() -> None:
    net = PROTOCOL.otherwise
    told = (net.slug, net.kind, net.outcome, net.when, PROTOCOL.version)
    expected = ("not_covered", Kind.UNKNOWN, Outcome.NEED_INFORMATION, ALWAYS, oracle.PROTOCOL)
    assert told == expected


def test_not_sure_is_explained_where_it_needs_words() -> None:
    explained = {q.slug for q in choosing() if any(c.unknown and c.hint for c in q.choices)}
    assert explained == {"red_flags", "severity", "instability"}
