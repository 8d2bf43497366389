"""The screening rules as tables of dicts, written by hand: the speed to be measured against.

This is what one would write for these rules and no others. It imports nothing from the product.
The table of a question with one answer names every code, so that a strange answer, or none at all,
raises KeyError. Boxes come without repeats and are not checked. It has no wording and no sources.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Finding(NamedTuple):
    """One reason against, with the names of the data contract."""

    kind: str
    rule: str
    outcome: str
    when: str | None = None


# Gravest first, then soonest: a finding's place here is its number below, and sorting is on ints.
FINDINGS = (
    Finding("red_flag", "cauda_equina", "urgent", "now"),
    Finding("red_flag", "weakness_or_walking", "urgent", "now"),
    Finding("red_flag", "chest_pain", "urgent", "now"),
    Finding("red_flag", "trauma", "urgent", "now"),
    Finding("red_flag", "fever", "urgent", "today"),
    Finding("red_flag", "cancer_signs", "urgent", "days"),
    Finding("exclusion", "severity", "not_now"),
    Finding("exclusion", "instability", "not_now"),
    Finding("exclusion", "infection", "not_now"),
    Finding("exclusion", "cancer", "not_now"),
    Finding("exclusion", "autoimmune", "not_now"),
    Finding("study_exclusion", "age", "not_now"),
    Finding("study_exclusion", "pregnancy", "not_now"),
    Finding("study_exclusion", "immunosuppression", "not_now"),
    Finding("unknown", "red_flags", "need_information"),
    Finding("unknown", "severity", "need_information"),
    Finding("unknown", "instability", "need_information"),
    Finding("unknown", "infection", "need_information"),
    Finding("unknown", "cancer", "need_information"),
    Finding("unknown", "autoimmune", "need_information"),
    Finding("unknown", "pregnancy", "need_information"),
    Finding("unknown", "immunosuppression", "need_information"),
    Finding("contradiction", "red_flags", "need_information"),
    Finding("weigh", "condition", "discuss"),
    Finding("weigh", "region", "discuss"),
    Finding("weigh", "duration", "discuss"),
    Finding("weigh", "leg_pain_worse", "discuss"),
    Finding("weigh", "no_treatment_tried", "discuss"),
    Finding("weigh", "relief", "discuss"),
    Finding("weigh", "prior_spine_surgery", "discuss"),
    Finding("weigh", "prior_cells", "discuss"),
    Finding("weigh", "recent_infection", "discuss"),
    Finding("weigh", "past_spine_infection", "discuss"),
    Finding("weigh", "past_cancer", "discuss"),
    Finding("weigh", "blood_thinner", "discuss"),
    Finding("weigh", "allergy", "discuss"),
    Finding("weigh", "overall_health", "discuss"),
    Finding("weigh", "age", "discuss"),
    Finding("weigh", "expectations", "discuss"),
    Finding("weigh", "cost", "discuss"),
    Finding("out_of_scope", "knee", "discuss"),
)
N = {(finding.kind, finding.rule): number for number, finding in enumerate(FINDINGS)}
NOTHING = -1  # the number of an answer that raises no finding
Table = dict[str, int]


def _weigh(rule: str, *codes: str, clear: tuple[str, ...] = ("no",)) -> Table:
    """These codes raise a point to weigh; the clear ones raise nothing."""
    raised = dict.fromkeys(codes or ("yes", "unsure"), N["weigh", rule])
    return raised | dict.fromkeys(clear, NOTHING)


def _listed(kind: str, rule: str) -> Table:
    """Yes is a reason against, not sure is unknown."""
    return {"yes": N[kind, rule], "unsure": N["unknown", rule], "no": NOTHING}


SIGNS: Table = {
    "saddle_numbness": N["red_flag", "cauda_equina"],
    "bladder": N["red_flag", "cauda_equina"],
    "bowel": N["red_flag", "cauda_equina"],
    "sexual_numbness": N["red_flag", "cauda_equina"],
    "both_legs": N["red_flag", "weakness_or_walking"],
    "worsening_weakness": N["red_flag", "weakness_or_walking"],
    "trouble_walking": N["red_flag", "weakness_or_walking"],
    "clumsy_hands": N["red_flag", "weakness_or_walking"],
    "fever_chills": N["red_flag", "fever"],
    "fever_after_injection": N["red_flag", "fever"],
    "major_accident": N["red_flag", "trauma"],
    "small_fall_weak_bones": N["red_flag", "trauma"],
    "cancer_with_new_pain": N["red_flag", "cancer_signs"],
    "weight_loss": N["red_flag", "cancer_signs"],
    "new_lump": N["red_flag", "cancer_signs"],
    "chest_pain": N["red_flag", "chest_pain"],
}
NO_SIGNS = frozenset({"none", "unsure"})
TREATMENTS = frozenset(
    {"pain_medicine", "physical_therapy", "chiropractic", "steroid_injection", "surgery"}
)
CONDITIONS = (
    "herniated_disc",
    "bulging_disc",
    "spinal_stenosis",
    "facet_joint",
    "spinal_arthritis",
    "ligament_injury",
    "nerve_pain",
    "other",
    "not_told",
)

# Questions that are always put, then those put to everybody but people with knee pain alone.
ALWAYS: tuple[tuple[str, Table], ...] = (
    ("active_infection", _listed("exclusion", "infection")),
    ("infection_spine", _weigh("past_spine_infection")),
    (
        "cancer",
        {
            "now": N["exclusion", "cancer"],
            "past": N["weigh", "past_cancer"],
            "unsure": N["unknown", "cancer"],
            "no": NOTHING,
        },
    ),
    ("autoimmune", _listed("exclusion", "autoimmune")),
    ("immunosuppressed", _listed("study_exclusion", "immunosuppression")),
    ("pregnancy", _listed("study_exclusion", "pregnancy")),
    ("blood_thinner", _weigh("blood_thinner")),
    ("allergy", _weigh("allergy")),
    ("expectations", _weigh("expectations", "big_change", "cure", "unsure", clear=("realistic",))),
    ("cost_concern", _weigh("cost")),
)
SPINE: tuple[tuple[str, Table], ...] = (
    *ALWAYS,
    ("condition", _weigh("condition", *CONDITIONS, clear=("disc_degeneration",))),
    (
        "duration",
        _weigh("duration", "under_3_months", "3_to_6_months", "unsure", clear=("over_6_months",)),
    ),
    (
        "imaging_done",
        {"yes": NOTHING, "no": N["unknown", "severity"], "unsure": N["unknown", "severity"]},
    ),
    ("instability", _listed("exclusion", "instability")),
    ("prior_cells", _weigh("prior_cells")),
)

# Questions that another answer opens.
SEVERITY: Table = {
    "no_wear": N["weigh", "condition"],
    "mild": NOTHING,
    "moderate": NOTHING,
    "moderate_to_severe": N["exclusion", "severity"],
    "severe": N["exclusion", "severity"],
    "grade_only": N["unknown", "severity"],
    "unsure": N["unknown", "severity"],
}
LEG_PAIN = _weigh("leg_pain_worse", "leg_worse", "unsure", clear=("back_worse", "same", "none"))
RECENT_INFECTION = _weigh("recent_infection")
RELIEF = _weigh("relief", clear=("no", "some"))

SIGNS_UNKNOWN = N["unknown", "red_flags"]
TICKS_CLASH = N["contradiction", "red_flags"]
TOO_YOUNG = N["study_exclusion", "age"]
OLD = N["weigh", "age"]
HEALTH = N["weigh", "overall_health"]
REGION = N["weigh", "region"]
UNTRIED = N["weigh", "no_treatment_tried"]
SURGERY = N["weigh", "prior_spine_surgery"]
KNEE = N["out_of_scope", "knee"]


def assess(answers: Mapping[str, Any]) -> tuple[str, list[Finding]]:
    """The outcome and every finding, gravest first, for one complete answer set."""
    region = answers["region"]
    spine = region != ["knee"] and set(region) - {"unsure"} != {"knee"}
    found = [table[answers[question]] for question, table in (SPINE if spine else ALWAYS)]
    if answers["active_infection"] != "yes":
        found.append(RECENT_INFECTION[answers["infection_recent"]])
    if answers["red_flags"] != ["none"]:
        found += _signs(answers["red_flags"])
    if answers["overall_health"] != ["none"]:
        found.append(HEALTH)
    age = answers["age"]
    if age < 18:
        found.append(TOO_YOUNG)
    elif age > 75:
        found.append(OLD)
    found += _spine(answers, region) if spine else [KNEE]
    numbers = set(found)
    numbers.discard(NOTHING)
    findings = [FINDINGS[number] for number in sorted(numbers)]
    return (findings[0].outcome if findings else "possible"), findings


def _signs(ticked: list[str]) -> list[int]:
    """The danger signs. A sign beside "none" counts, and the clash is told."""
    found = [SIGNS[code] for code in ticked if code not in NO_SIGNS]
    if not found:
        return [SIGNS_UNKNOWN] if "unsure" in ticked else []
    if "none" in ticked:
        found.append(TICKS_CLASH)
    return found


def _spine(answers: Mapping[str, Any], region: list[str]) -> list[int]:
    """What only those with pain in the spine are asked, and what opens on it."""
    found: list[int] = []
    if "low_back" in region:
        found.append(LEG_PAIN[answers["leg_pain"]])
    if "neck" in region or "mid_back" in region or region == ["unsure"]:
        found.append(REGION)
    if answers["imaging_done"] == "yes":
        found.append(SEVERITY[answers["severity"]])
    tried = answers["tried"]
    if TREATMENTS.isdisjoint(tried):
        found.append(UNTRIED)
    else:
        found.append(RELIEF[answers["relief"]])
        if "surgery" in tried:
            found.append(SURGERY)
    return found
