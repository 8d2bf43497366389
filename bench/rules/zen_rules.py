"""The screening rules as decisions of zen-engine, a rule engine in Rust, in its own JSON format.

Two shapes of the same rows: a decision table that collects every hit, as its users would write it,
and one list in an expression, which is its fastest shape that we found. Others that we tried were
slower: a column for each question, a row's outputs as one object, facts beside the table.

The engine keeps both decisions in its loader and finds them by name. A decision that is made with
`create_decision` and kept gives the same results several times slower, so it is not used here.
"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import zen

Node = dict[str, Any]


class Row(NamedTuple):
    """A finding and the expression that raises it."""

    kind: str
    rule: str
    outcome: str
    when: str | None
    raised_if: str

    def finding(self) -> dict[str, str | None]:
        """The finding as the data contract writes it."""
        return {
            "kind": self.kind,
            "rule": self.rule,
            "outcome": self.outcome,
            "when": self.when,
        }


# Worked out first; rows read them by these names. `$` is the node's own result so far. An answer
# that is not there is null; a question that is closed may have one, which then counts for nothing.
FACTS = {
    "sign": 'some(red_flags, # not in ["none", "unsure"])',
    "spine": 'some(region, # in ["low_back", "neck", "mid_back"]) or not("knee" in region)',
    "treated": '$.spine and some(tried ?? [], # not in ["nothing", "unsure"])',
    "scanned": '$.spine and imaging_done == "yes"',
}


def _ticked(question: str, *codes: str) -> str:
    return f"some({question}, # in {json.dumps(codes)})"


def _said(question: str, *codes: str) -> str:
    return f"{question} in {json.dumps(codes)}"


def _red_flag(rule: str, when: str, *codes: str) -> Row:
    return Row("red_flag", rule, "urgent", when, _ticked("red_flags", *codes))


def _not_now(kind: str, rule: str, raised_if: str) -> Row:
    return Row(kind, rule, "not_now", None, raised_if)


def _unknown(rule: str, raised_if: str) -> Row:
    return Row("unknown", rule, "need_information", None, raised_if)


def _weigh(rule: str, raised_if: str) -> Row:
    return Row("weigh", rule, "discuss", None, raised_if)


# Gravest first, then soonest: an engine that takes the rows in order has its findings sorted.
ROWS = (
    _red_flag("cauda_equina", "now", "saddle_numbness", "bladder", "bowel", "sexual_numbness"),
    _red_flag(
        "weakness_or_walking",
        "now",
        "both_legs",
        "worsening_weakness",
        "trouble_walking",
        "clumsy_hands",
    ),
    Row("red_flag", "chest_pain", "urgent", "now", '"chest_pain" in red_flags'),
    _red_flag("trauma", "now", "major_accident", "small_fall_weak_bones"),
    _red_flag("fever", "today", "fever_chills", "fever_after_injection"),
    _red_flag("cancer_signs", "days", "cancer_with_new_pain", "weight_loss", "new_lump"),
    _not_now(
        "exclusion",
        "severity",
        f"$.scanned and {_said('severity', 'moderate_to_severe', 'severe')}",
    ),
    _not_now("exclusion", "instability", '$.spine and instability == "yes"'),
    _not_now("exclusion", "infection", 'active_infection == "yes"'),
    _not_now("exclusion", "cancer", 'cancer == "now"'),
    _not_now("exclusion", "autoimmune", 'autoimmune == "yes"'),
    _not_now("study_exclusion", "age", "age < 18"),
    _not_now("study_exclusion", "pregnancy", 'pregnancy == "yes"'),
    _not_now("study_exclusion", "immunosuppression", 'immunosuppressed == "yes"'),
    _unknown("red_flags", 'not($.sign) and "unsure" in red_flags'),
    _unknown(
        "severity",
        f"$.spine and (not($.scanned) or {_said('severity', 'grade_only', 'unsure')})",
    ),
    _unknown("instability", '$.spine and instability == "unsure"'),
    _unknown("infection", 'active_infection == "unsure"'),
    _unknown("cancer", 'cancer == "unsure"'),
    _unknown("autoimmune", 'autoimmune == "unsure"'),
    _unknown("pregnancy", 'pregnancy == "unsure"'),
    _unknown("immunosuppression", 'immunosuppressed == "unsure"'),
    Row("contradiction", "red_flags", "need_information", None, '$.sign and "none" in red_flags'),
    _weigh(
        "condition",
        '$.spine and (condition != "disc_degeneration" or $.scanned and severity == "no_wear")',
    ),
    _weigh(
        "region",
        f'{_ticked("region", "neck", "mid_back")} or not(some(region, # != "unsure"))',
    ),
    _weigh("duration", '$.spine and duration != "over_6_months"'),
    _weigh(
        "leg_pain_worse", f'"low_back" in region and {_said("leg_pain", "leg_worse", "unsure")}'
    ),
    _weigh("no_treatment_tried", "$.spine and not($.treated)"),
    _weigh("relief", f"$.treated and {_said('relief', 'yes', 'unsure')}"),
    _weigh("prior_spine_surgery", '$.treated and "surgery" in tried'),
    _weigh("prior_cells", f"$.spine and {_said('prior_cells', 'yes', 'unsure')}"),
    _weigh(
        "recent_infection",
        f'active_infection != "yes" and {_said("infection_recent", "yes", "unsure")}',
    ),
    _weigh("past_spine_infection", _said("infection_spine", "yes", "unsure")),
    _weigh("past_cancer", 'cancer == "past"'),
    _weigh("blood_thinner", _said("blood_thinner", "yes", "unsure")),
    _weigh("allergy", _said("allergy", "yes", "unsure")),
    _weigh("overall_health", 'some(overall_health, # != "none")'),
    _weigh("age", "age > 75"),
    _weigh("expectations", 'expectations != "realistic"'),
    _weigh("cost", _said("cost_concern", "yes", "unsure")),
    Row("out_of_scope", "knee", "discuss", None, "not($.spine)"),
)
OUTCOME = 'len({0}) > 0 ? {0}[0].outcome : "possible"'


def _expressions(name: str, expressions: Mapping[str, str], *, and_input: bool = False) -> Node:
    """A node that works out these, and hands its input on if asked to."""
    content = {
        "expressions": [
            {"id": key, "key": key, "value": text} for key, text in expressions.items()
        ],
        "passThrough": and_input,
    }
    return {"id": name, "name": name, "type": "expressionNode", "content": content}


def _table() -> Node:
    """One column of conditions, and a row for each finding that collects its four outputs."""
    columns = [{"id": name, "name": name, "field": name} for name in Row._fields[:4]]
    rows = [
        {
            "_id": f"{row.kind} {row.rule}",
            # In a table `$` is the cell's own column; the facts came in beside the answers.
            "raised_if": row.raised_if.replace("$.", ""),
            **{name: json.dumps(value) for name, value in row.finding().items()},
        }
        for row in ROWS
    ]
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": "raised_if", "name": "raised_if"}],
        "outputs": columns,
        "rules": rows,
        "outputPath": "findings",
        "passThrough": False,
    }
    return {"id": "table", "name": "table", "type": "decisionTableNode", "content": content}


def _list() -> str:
    """Every finding that is raised, as one expression."""
    raised = (f"({row.raised_if}) ? {json.dumps(row.finding())} : null" for row in ROWS)
    return f"filter([{', '.join(raised)}], # != null)"


def _decision(*nodes: Node) -> dict[str, list[Node]]:
    """The nodes in a line, between an input and an output."""
    line = [
        {"id": "input", "name": "input", "type": "inputNode"},
        *nodes,
        {"id": "output", "name": "output", "type": "outputNode"},
    ]
    edges = [
        {"id": f"to {end['id']}", "type": "edge", "sourceId": start["id"], "targetId": end["id"]}
        for start, end in pairwise(line)
    ]
    return {"nodes": line, "edges": edges}


def decisions() -> dict[str, dict[str, list[Node]]]:
    """Both shapes by name, each with `outcome` and `findings` in its result."""
    outcome = _expressions("outcome", {"outcome": OUTCOME.format("findings")}, and_input=True)
    findings = {"findings": _list(), "outcome": OUTCOME.format("$.findings")}
    return {
        "table": _decision(_expressions("facts", FACTS, and_input=True), _table(), outcome),
        "expression": _decision(_expressions("all", FACTS | findings)),
    }


def evaluator(shape: str) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """What evaluates one answer set with this shape. The result is under `result`."""
    engine = zen.ZenEngine({"loader": {"type": "static", "content": decisions()}})
    return partial(engine.evaluate, shape)
