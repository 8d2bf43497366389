"""A second reading of the screening rules, for tests only.

Written from the data contract (PRODUCT.md) and tables C1 to C3 (CLINICAL.md) alone. It imports
nothing from the product and shares no table with it, so that one mistake cannot hide in both.
It answers for valid, complete answer sets; it does not check them.

Where the specification leaves room, this reading holds that:

- a lone box (none, nothing, unsure, prefer_not_to_say) beside another box counts for nothing, and
  of two lone boxes the not-sure one counts;
- a question that hangs on a closed question is closed;
- one rule gives one finding of a kind, however many answers raise it.
"""

import random
from collections.abc import Iterator
from itertools import combinations
from typing import Any

Answer = int | str | list[str]
Answers = dict[str, Answer]
Told = dict[str, frozenset[str]]

PROTOCOL = "2026.1"
GRAVEST_FIRST = ("urgent", "not_now", "need_information", "discuss")
YES_NO = ("yes", "no", "unsure")


def _question(kind: str, *choices: str, text_only: bool = False) -> dict[str, Any]:
    """One row of the question table."""
    return {"type": kind, "choices": choices, "text_only": text_only}


QUESTIONS: dict[str, dict[str, Any]] = {
    "age": _question("number"),
    "red_flags": _question(
        "many",
        "saddle_numbness",
        "bladder",
        "bowel",
        "sexual_numbness",
        "both_legs",
        "worsening_weakness",
        "trouble_walking",
        "clumsy_hands",
        "fever_chills",
        "fever_after_injection",
        "major_accident",
        "small_fall_weak_bones",
        "cancer_with_new_pain",
        "weight_loss",
        "new_lump",
        "chest_pain",
        "none",
        "unsure",
    ),
    "region": _question("many", "low_back", "neck", "mid_back", "knee", "unsure"),
    "condition": _question(
        "one",
        "disc_degeneration",
        "herniated_disc",
        "bulging_disc",
        "spinal_stenosis",
        "facet_joint",
        "spinal_arthritis",
        "ligament_injury",
        "nerve_pain",
        "other",
        "not_told",
    ),
    "duration": _question("one", "under_3_months", "3_to_6_months", "over_6_months", "unsure"),
    "leg_pain": _question("one", "back_worse", "leg_worse", "same", "none", "unsure"),
    "imaging_done": _question("one", *YES_NO),
    "severity": _question(
        "one",
        "no_wear",
        "mild",
        "moderate",
        "moderate_to_severe",
        "severe",
        "grade_only",
        "unsure",
    ),
    "instability": _question("one", *YES_NO),
    "active_infection": _question("one", *YES_NO),
    "infection_recent": _question("one", *YES_NO),
    "infection_spine": _question("one", *YES_NO),
    "cancer": _question("one", "now", "past", "no", "unsure"),
    "autoimmune": _question("one", *YES_NO),
    "immunosuppressed": _question("one", *YES_NO),
    "pregnancy": _question("one", *YES_NO),
    "blood_thinner": _question("one", *YES_NO),
    "allergy": _question("one", *YES_NO),
    "overall_health": _question(
        "many",
        "smoking",
        "high_weight",
        "diabetes",
        "weak_bones",
        "organ_disease",
        "none",
        "prefer_not_to_say",
    ),
    "tried": _question(
        "many",
        "pain_medicine",
        "physical_therapy",
        "chiropractic",
        "steroid_injection",
        "surgery",
        "nothing",
        "unsure",
    ),
    "relief": _question("one", "no", "some", "yes", "unsure"),
    "prior_cells": _question("one", *YES_NO),
    "expectations": _question("one", "realistic", "big_change", "cure", "unsure"),
    "cost_concern": _question("one", *YES_NO),
    "offered": _question("one", *YES_NO, text_only=True),
    "values": _question(
        "many",
        "less_pain",
        "do_more",
        "avoid_surgery",
        "avoid_risk",
        "cost",
        "other",
        text_only=True,
    ),
}

# The boxes that stand alone, weakest first: of several ticked together the last one counts.
LONE_BOXES: dict[str, tuple[str, ...]] = {
    "red_flags": ("none", "unsure"),
    "region": ("unsure",),
    "overall_health": ("none", "prefer_not_to_say"),
    "tried": ("nothing", "unsure"),
}

CLOSED_FOR_KNEE_ONLY = frozenset(
    {"condition", "duration", "imaging_done", "instability", "tried", "prior_cells"}
)
TREATMENTS = frozenset(
    {"pain_medicine", "physical_therapy", "chiropractic", "steroid_injection", "surgery"}
)

# rule -> (clock, boxes that raise it)
RED_FLAGS: dict[str, tuple[str, frozenset[str]]] = {
    "cauda_equina": (
        "now",
        frozenset({"saddle_numbness", "bladder", "bowel", "sexual_numbness"}),
    ),
    "weakness_or_walking": (
        "now",
        frozenset({"both_legs", "worsening_weakness", "trouble_walking", "clumsy_hands"}),
    ),
    "fever": ("today", frozenset({"fever_chills", "fever_after_injection"})),
    "trauma": ("now", frozenset({"major_accident", "small_fall_weak_bones"})),
    "cancer_signs": ("days", frozenset({"cancer_with_new_pain", "weight_loss", "new_lump"})),
    "chest_pain": ("now", frozenset({"chest_pain"})),
}

# question -> answer -> what it raises, as "kind:rule". An answer that is not here raises nothing.
RAISES: dict[str, dict[str, str]] = {
    "red_flags": {"unsure": "unknown:red_flags"},
    "region": {
        "neck": "weigh:region",
        "mid_back": "weigh:region",
        "unsure": "weigh:region",
    },
    "condition": {
        "herniated_disc": "weigh:condition",
        "bulging_disc": "weigh:condition",
        "spinal_stenosis": "weigh:condition",
        "facet_joint": "weigh:condition",
        "spinal_arthritis": "weigh:condition",
        "ligament_injury": "weigh:condition",
        "nerve_pain": "weigh:condition",
        "other": "weigh:condition",
        "not_told": "weigh:condition",
    },
    "duration": {
        "under_3_months": "weigh:duration",
        "3_to_6_months": "weigh:duration",
        "unsure": "weigh:duration",
    },
    "leg_pain": {"leg_worse": "weigh:leg_pain_worse", "unsure": "weigh:leg_pain_worse"},
    "imaging_done": {"no": "unknown:severity", "unsure": "unknown:severity"},
    "severity": {
        "no_wear": "weigh:condition",
        "moderate_to_severe": "exclusion:severity",
        "severe": "exclusion:severity",
        "grade_only": "unknown:severity",
        "unsure": "unknown:severity",
    },
    "instability": {"yes": "exclusion:instability", "unsure": "unknown:instability"},
    "active_infection": {"yes": "exclusion:infection", "unsure": "unknown:infection"},
    "infection_recent": {"yes": "weigh:recent_infection", "unsure": "weigh:recent_infection"},
    "infection_spine": {
        "yes": "weigh:past_spine_infection",
        "unsure": "weigh:past_spine_infection",
    },
    "cancer": {
        "now": "exclusion:cancer",
        "past": "weigh:past_cancer",
        "unsure": "unknown:cancer",
    },
    "autoimmune": {"yes": "exclusion:autoimmune", "unsure": "unknown:autoimmune"},
    "immunosuppressed": {
        "yes": "study_exclusion:immunosuppression",
        "unsure": "unknown:immunosuppression",
    },
    "pregnancy": {"yes": "study_exclusion:pregnancy", "unsure": "unknown:pregnancy"},
    "blood_thinner": {"yes": "weigh:blood_thinner", "unsure": "weigh:blood_thinner"},
    "allergy": {"yes": "weigh:allergy", "unsure": "weigh:allergy"},
    "overall_health": {
        "smoking": "weigh:overall_health",
        "high_weight": "weigh:overall_health",
        "diabetes": "weigh:overall_health",
        "weak_bones": "weigh:overall_health",
        "organ_disease": "weigh:overall_health",
        "prefer_not_to_say": "weigh:overall_health",
    },
    "tried": {
        "surgery": "weigh:prior_spine_surgery",
        "nothing": "weigh:no_treatment_tried",
        "unsure": "weigh:no_treatment_tried",
    },
    "relief": {"yes": "weigh:relief", "unsure": "weigh:relief"},
    "prior_cells": {"yes": "weigh:prior_cells", "unsure": "weigh:prior_cells"},
    "expectations": {
        "big_change": "weigh:expectations",
        "cure": "weigh:expectations",
        "unsure": "weigh:expectations",
    },
    "cost_concern": {"yes": "weigh:cost", "unsure": "weigh:cost"},
}

OUTCOME_OF_KIND: dict[str, str] = {
    "red_flag": "urgent",
    "exclusion": "not_now",
    "study_exclusion": "not_now",
    "unknown": "need_information",
    "contradiction": "need_information",
    "weigh": "discuss",
    "out_of_scope": "discuss",
}

# Answers that raise nothing: the outcome is possible.
CLEAR: Answers = {
    "age": 48,
    "red_flags": ["none"],
    "region": ["low_back"],
    "condition": "disc_degeneration",
    "duration": "over_6_months",
    "leg_pain": "back_worse",
    "imaging_done": "yes",
    "severity": "moderate",
    "instability": "no",
    "active_infection": "no",
    "infection_recent": "no",
    "infection_spine": "no",
    "cancer": "no",
    "autoimmune": "no",
    "immunosuppressed": "no",
    "pregnancy": "no",
    "blood_thinner": "no",
    "allergy": "no",
    "overall_health": ["none"],
    "tried": ["physical_therapy", "pain_medicine"],
    "relief": "some",
    "prior_cells": "no",
    "expectations": "realistic",
    "cost_concern": "no",
    "offered": "no",
    "values": ["less_pain"],
}


def _boxes(answer: Answer | None) -> frozenset[str]:
    """An answer as the set of what was ticked; nothing for no answer."""
    if answer is None:
        return frozenset()
    if isinstance(answer, list):
        return frozenset(answer)
    return frozenset({str(answer)})


def _without_lone(question: str, ticked: frozenset[str]) -> frozenset[str]:
    """What is left of the ticked boxes when the lone ones have lost to the others."""
    lone = LONE_BOXES.get(question, ())
    others = ticked.difference(lone)
    if others:
        return others
    return frozenset([box for box in lone if box in ticked][-1:])


def _is_open(question: str, told: Told) -> bool:
    """Whether the question is put, given what counts of the questions before it."""
    if question in CLOSED_FOR_KNEE_ONLY:
        return told["region"] != {"knee"}
    if question == "leg_pain":
        return "low_back" in told["region"]
    if question == "severity":
        return "yes" in told.get("imaging_done", frozenset())
    if question == "infection_recent":
        return told["active_infection"] != {"yes"}
    if question == "relief":
        return bool(TREATMENTS & told.get("tried", frozenset()))
    return True


def _told(answers: Answers) -> Told:
    """The answers that count: of open questions only, lone boxes settled, in table order."""
    told: Told = {}
    for question in QUESTIONS:
        if _is_open(question, told):
            told[question] = _without_lone(question, _boxes(answers.get(question)))
    return told


def asked(answers: Answers) -> list[str]:
    """The questions that these answers open, in order; some may still wait for an answer."""
    return list(_told(answers))


def _raised(told: Told, ticked_flags: frozenset[str]) -> set[str]:
    """Every finding as "kind:rule". The flags as ticked show a clash that settling hides."""
    raised = {
        table[answer]
        for question, table in RAISES.items()
        for answer in told.get(question, frozenset())
        if answer in table
    }
    flags = {rule for rule, (_, boxes) in RED_FLAGS.items() if boxes & told["red_flags"]}
    raised.update(f"red_flag:{rule}" for rule in flags)
    if flags and "none" in ticked_flags:
        raised.add("contradiction:red_flags")
    if told["region"] == {"knee"}:
        raised.add("out_of_scope:knee")
    (age,) = told["age"]
    if int(age) < 18:
        raised.add("study_exclusion:age")
    elif int(age) > 75:
        raised.add("weigh:age")
    return raised


def _finding(raised: str) -> dict[str, str | None]:
    """One finding of the contract from its "kind:rule"."""
    kind, rule = raised.split(":")
    when = RED_FLAGS[rule][0] if kind == "red_flag" else None
    return {"rule": rule, "kind": kind, "outcome": OUTCOME_OF_KIND[kind], "when": when}


def assess(answers: Answers) -> dict[str, Any]:
    """The contract's JSON object for one complete, valid answer set; `answers` stays as it was.

    Answers to closed questions and lone boxes beside others may be there; they count for nothing.
    Findings are sorted by kind, then rule.
    """
    told = _told(answers)
    findings = [_finding(one) for one in sorted(_raised(told, _boxes(answers["red_flags"])))]
    outcomes = {finding["outcome"] for finding in findings}
    return {
        "protocol": PROTOCOL,
        "outcome": next((one for one in GRAVEST_FIRST if one in outcomes), "possible"),
        "findings": findings,
        "asked": list(told),
        "ignored": [one for one in QUESTIONS if one in answers and one not in told],
    }


def _random_many(rng: random.Random, question: str) -> list[str]:
    """One to three boxes, sometimes only lone ones, sometimes a lone one beside another."""
    choices = QUESTIONS[question]["choices"]
    lone = LONE_BOXES.get(question, ())
    if lone and rng.random() < 0.3:
        return rng.sample(lone, rng.randint(1, len(lone)))
    ticked = rng.sample(choices, rng.choice((1, 1, 2, 3)))
    if lone and rng.random() < 0.2:
        extra = rng.choice(lone)
        ticked += [extra] if extra not in ticked else []
    return ticked


def _random_answer(rng: random.Random, question: str) -> Answer:
    """Any valid answer to one question."""
    kind = QUESTIONS[question]["type"]
    if kind == "number":
        edges = (0, 17, 18, 75, 76, 120)
        return rng.choice(edges) if rng.random() < 0.6 else rng.randint(0, 120)
    if kind == "many":
        return _random_many(rng, question)
    return str(rng.choice(QUESTIONS[question]["choices"]))


def random_answers(rng: random.Random) -> Answers:
    """A complete, valid answer set; equal seeds give equal sets.

    How far a set strays from the clear case differs from set to set, so that every outcome comes
    up. Closed questions are answered too in some sets, and the text-only ones left out in some.
    """
    stray = rng.choice((0.03, 0.1, 0.3, 0.7, 1.0))
    keep_closed = rng.choice((0.0, 0.5, 1.0))
    answers: Answers = {}
    for question, clear in CLEAR.items():
        answer = _random_answer(rng, question) if rng.random() < stray else clear
        answers[question] = list(answer) if isinstance(answer, list) else answer
    told = _told(answers)
    for question, row in QUESTIONS.items():
        closed = question not in told and rng.random() >= keep_closed
        if closed or (row["text_only"] and rng.random() < 0.3):
            del answers[question]
    shuffled = list(answers.items())
    rng.shuffle(shuffled)
    return dict(shuffled)


def _every_answer(question: str) -> Iterator[Answer]:
    """Each answer a question takes; for boxes, each one alone and each pair."""
    row = QUESTIONS[question]
    if row["type"] == "number":
        yield from range(121)
    elif row["type"] == "one":
        yield from row["choices"]
    else:
        for size in (1, 2):
            for ticked in combinations(row["choices"], size):
                yield list(ticked)


def every_single_answer() -> Iterator[Answers]:
    """Complete answer sets that differ from the clear case in the answer to one question.

    Where the change closes other questions, the set comes twice: with their answers gone, as the
    wizard leaves it, and with their answers still there.
    """
    for question in QUESTIONS:
        for answer in _every_answer(question):
            changed: Answers = {
                name: list(clear) if isinstance(clear, list) else clear
                for name, clear in CLEAR.items()
            }
            changed[question] = answer
            told = _told(changed)
            yield {name: value for name, value in changed.items() if name in told}
            if len(told) < len(changed):
                yield changed
