"""What is said beside the rules: where it comes from, whom it is for, and that it is all there."""

from collections.abc import Iterable
from datetime import date
from itertools import combinations

from eligibility.core.questions import Change
from eligibility.core.rules import Clock, Kind, Outcome, Source, SourceKind
from eligibility.core.statements import Card, Statement
from eligibility.protocol import PROTOCOL, sources
from eligibility.protocol.content import cards, doctor_questions, evidence, risks, treatment
from eligibility.protocol.content.outcomes import (
    CHANGE_TITLES,
    CLOCK_TAGS,
    KIND_TAGS,
    OUTCOMES,
    URGENT_TITLES,
)
from eligibility.protocol.provenance import read_index
from tests import oracle

ARTICLE = read_index()["004"].sections

# What a person with each finding is told to ask about.
RAISES = {
    "severity": "benefit_and_harm experience",
    "instability": "how_injected",
    "infection": "source",
    "cancer": "benefit_and_harm source",
    "autoimmune": "benefit_and_harm cell_type",
    "immunosuppression": "benefit_and_harm source",
    "pregnancy": "benefit_and_harm",
    "age": "benefit_and_harm",
    "overall_health": "benefit_and_harm",
    "expectations": "benefit_and_harm",
    "past_cancer": "benefit_and_harm source",
    "region": "benefit_and_harm experience",
    "blood_thinner": "how_injected",
    "leg_pain_worse": "how_injected",
    "allergy": "how_injected",
    "prior_spine_surgery": "how_injected experience",
    "past_spine_infection": "how_injected",
    "recent_infection": "source",
    "condition": "experience",
    "knee": "experience",
    "prior_cells": "cell_type",
    "duration": "recovery",
    "relief": "recovery",
    "no_treatment_tried": "recovery",
    "cost": "price",
}
# All that rests on more than one word: mostly a claim, and beside it what others found.
MORE_THAN_ONE = {
    "worn_disc": "disc_article soufi_2023",
    "slipped_disc": "back_article trial_listings",
    "stenosis": "back_article trial_listings",
    "facet": "back_article trial_listings",
    "ligament": "ligament_blog knee_article uk_colleges",
    "nerve_pain": "pain_blog pain_blog",
    "knee": "knee_article mautner_2023",
    "two_more": "amirdelfan_2021 gornet_2024",
    "reviews": "soufi_2023 review_2025",
    "harvest": "disc_article knee_article",
    "lab": "disc_article fda_2021",
    "marrow": "disc_article back_article levi_2025",
    "fat": "disc_article back_article fda_2021",
    "donor": "knee_article fda_2021",
    "exercise": "nice_ng59 disc_article",
    "steroid": "disc_article nice_ng59",
    "offered": "fda_2021 ftc_2025 pain_blog",
}
CARDS = {
    "disc_degeneration": cards.WORN_DISC,
    "herniated_disc": cards.SLIPPED_DISC,
    "bulging_disc": cards.SLIPPED_DISC,
    "spinal_stenosis": cards.STENOSIS,
    "facet_joint": cards.FACET,
    "spinal_arthritis": cards.ARTHRITIS,
    "ligament_injury": cards.LIGAMENT,
    "nerve_pain": cards.NERVE_PAIN,
}
STUDIES = {
    "respine_2024": 114,
    "levi_2025": 63,
    "dream_2025": 52,
    "amirdelfan_2021 gornet_2024": 160,  # two studies, of 100 and of 60 people
    "vast_2020": 218,
}
SORTS = {
    SourceKind.ARTICLE: "disc_article back_article knee_article",
    SourceKind.VENDOR: "ligament_blog pain_blog",
    SourceKind.GUIDELINE: "nhs_back_pain northern_trust idsa_2015 ifompt_2020 nice_ng59"
    " uk_colleges",
    SourceKind.REGISTRY: "trial_listings",
    SourceKind.STUDY: "respine_2024 levi_2025 dream_2025 amirdelfan_2021 gornet_2024 vast_2020"
    " soufi_2023 review_2025 case_reports brinjikji_2015 mautner_2023",
    SourceKind.REGULATOR: "fda_2021 ftc_2025",
    SourceKind.INSURER: "insurers",
    SourceKind.OURS: "ours",
}
DOCUMENTS = {
    "000": "ligament_blog",
    "001": "pain_blog",
    "002": "back_article",
    "003": "knee_article",
    "004": "disc_article",
}
CONTENT = (cards, doctor_questions, evidence, risks, treatment)
STATEMENTS = dict.fromkeys(
    each
    for module in CONTENT
    for thing in vars(module).values()
    for each in (thing if isinstance(thing, tuple) else (thing,))
    if isinstance(each, Statement)
)
# Each stands alone under the heading of its page.
ALONE = (
    evidence.REVIEWS,
    evidence.WORN_WITHOUT_PAIN,
    treatment.NOT_THE_SAME,
    treatment.OFFERED_OUTSIDE_A_STUDY,
    treatment.LIKE_AN_OPERATION,
)
EVERY_SOURCE = [thing for thing in vars(sources).values() if isinstance(thing, Source)]


def cited(section: str, statements: Iterable[Statement]) -> list[str]:
    """The items of a section of the one document with rules that these statements cite."""
    cites = [cite for each in statements for cite in each.cites]
    return [c.item for c in cites if c.source.document == "004" and c.section == section]


def sources_of(statement: Statement) -> str:
    return " ".join(cite.source.slug for cite in statement.cites)


def test_all_that_the_document_lists_against_the_treatment_is_said() -> None:
    for section, said in (
        ("Potential Risks and Complications", risks.LISTED_RISKS),
        ("Limitations of Current Research", evidence.LIMITS),
        ("Questions to Ask Your Doctor", doctor_questions.SEVEN),
    ):
        assert sorted(cited(section, said)) == sorted(ARTICLE[section])
        assert len(said) == len(ARTICLE[section])
    listed = "Who May Not Be a Good Candidate"
    rules = [rule for rule in PROTOCOL.rules if rule.kind is Kind.EXCLUSION]
    found = [c.item for rule in rules for c in rule.cites if c.section == listed]
    assert set(found) == set(ARTICLE[listed])


def test_every_step_of_the_treatment_and_all_other_care_is_told() -> None:
    care = ARTICLE["Traditional Treatments for Disc Degeneration"]
    told = cited("Traditional Treatments for Disc Degeneration", treatment.OPTIONS)
    assert sorted(told) == sorted(item for item in care if "Paragraph" not in item)
    assert str(treatment.OPTIONS[-1].title).startswith("Wait")
    steps = cited("What to Expect During Stem Cell Treatment", treatment.EXPECT)
    assert len(steps) == len(treatment.EXPECT) == 5
    assert steps == [i for i in ARTICLE["What to Expect During Stem Cell Treatment"] if i in steps]
    assert len(treatment.CELLS) == len(risks.OTHER_RISKS) == 4


def test_a_finding_raises_its_questions_for_the_doctor() -> None:
    found: dict[str, set[str]] = {}
    for question in doctor_questions.SEVEN:
        for slug in question.raised_by:
            found.setdefault(slug, set()).add(question.slug)
    assert found == {slug: {*names.split()} for slug, names in RAISES.items()}
    assert not any(question.raised_by for question in doctor_questions.OURS)


def test_what_the_documents_do_not_ask_is_marked_as_ours() -> None:
    assert not any(question.ours for question in doctor_questions.SEVEN)
    assert all(question.ours for question in doctor_questions.OURS)


def test_a_claim_stands_beside_what_others_found() -> None:
    several = [each for each in STATEMENTS if len(each.cites) > 1]
    assert {each.slug: sources_of(each) for each in several} == MORE_THAN_ONE


def test_every_statement_says_something_under_its_own_name() -> None:
    assert len(STATEMENTS) == len({(type(each), each.slug) for each in STATEMENTS}) > 40
    for each in STATEMENTS:
        assert each.text or isinstance(each, Card)
        assert each.title or each in (
            *treatment.EXPECT,
            *risks.OTHER_RISKS,
            *evidence.LIMITS,
            *ALONE,
        )


def test_every_cause_that_a_doctor_can_name_has_its_card() -> None:
    assert cards.CARD_FOR_CONDITION == CARDS
    named = set(oracle.QUESTIONS["condition"]["choices"]) - {"other", "not_told"}
    assert set(cards.CARD_FOR_CONDITION) == named
    assert {*cards.CARD_FOR_CONDITION.values(), cards.KNEE} == {*cards.CARDS}


def test_each_study_has_as_many_people_as_it_had() -> None:
    assert {sources_of(study): study.people for study in evidence.TRIALS} == STUDIES


def test_a_source_is_of_its_sort_and_five_are_documents() -> None:
    expected = {slug: kind for kind, slugs in SORTS.items() for slug in slugs.split()}
    assert {source.slug: source.kind for source in EVERY_SOURCE} == expected
    found = {source.document: source.slug for source in EVERY_SOURCE if source.document}
    assert found == DOCUMENTS
    names = "article vendor registry study guideline regulator insurer ours"
    assert [kind.value for kind in SourceKind] == names.split()


def test_every_source_was_read_when_it_says_and_will_be_read_again_in_half_a_year() -> None:
    last, following = sources.REVIEWED, sources.NEXT_REVIEW
    assert last == date(2026, 11, 21)
    assert following == date(last.year + 1, last.month - 6, last.day)
    assert {source.reviewed for source in EVERY_SOURCE} == {last}


def test_every_outcome_kind_clock_and_change_has_its_words() -> None:
    for words, named in (
        (OUTCOMES, Outcome),
        (KIND_TAGS, Kind),
        (URGENT_TITLES, Clock),
        (CLOCK_TAGS, Clock),
        (CHANGE_TITLES, Change),
        (sources.KINDS, SourceKind),
    ):
        assert set(words) == set(named)
        assert all(str(one) != str(other) for one, other in combinations(words.values(), 2))
    assert str(OUTCOMES[Outcome.POSSIBLE].title) == "None of the reasons we check for came up"
    assert list(CHANGE_TITLES) == [Change.TEST, Change.TIME, Change.FIXED]
    assert all(
        str(CLOCK_TAGS[clock]).endswith(words)
        for clock, words in ((Clock.NOW, "seen now"), (Clock.TODAY, "today"), (Clock.DAYS, "days"))
    )
