"""Answers out of a number, right ones and wrong ones, and how a browser sends them."""

from typing import Any
from urllib.parse import urlencode

from tests.oracle import CLEAR, LONE_BOXES, QUESTIONS

Given = dict[str, Any]
Fields = dict[str, list[str]]

FINISH: dict[str, tuple[str, ...]] = {
    "check": (),
    "risks": ("risks_read",),
    "understanding": ("understood_proven", "understood_sham", "understood_choices"),
    "share": ("share",),
    "contact": ("full_name", "date_of_birth", "contact_by", "email", "phone", "consent"),
}
ASKED_ON: dict[str, tuple[str, ...]] = {slug: (slug,) for slug in QUESTIONS} | FINISH
CHOICES = {slug: row["choices"] for slug, row in QUESTIONS.items()} | {
    "understood_proven": ("yes", "no", "unsure"),
    "understood_sham": ("cells", "same", "unsure"),
    "understood_choices": ("cells_only", "all_three", "unsure"),
    "share": ("clinic", "private"),
    "contact_by": ("phone", "email"),
}
TICKS = ("risks_read", "consent")
MAY_BE_EMPTY = {"offered", "values", *FINISH["understanding"]}
AGES = (CLEAR["age"], 17, CLEAR["age"], 18, 75, 76, 0, 120)
NAMES = (
    "Ruth Alvarez",
    "Zo\u00eb O'Brien <b>",
    "\u738b\u5c0f\u660e",
    "=1+1",
    "\u0645\u062d\u0645\u062f {{ 7*7 }}",
)
MAILS, PHONES = ("", "ruth@example.org"), ("555 010 0142", "+1 555")

NOT_TAKEN = ("possible", "x" * 60_000, "48\x0048", "48\ud80048", "\ufffd", "-1", "1e2", "\uff14")
TOO_MUCH = (
    ({f"x{number}": ["1"] for number in range(300)}, 400),
    ({"x": ["1" * 70_000]}, 413),
)


def right(step: str, pick: int, answers: Given, year: int) -> Given:
    """Right answers to the questions of a step. Those that may stay empty sometimes do. Who is as
    old as the clear case mostly answers like it: else nobody would ever come to a mild result."""
    if step == "contact":
        return _contact(pick, answers["age"], year)
    alike = answers.get("age") == CLEAR["age"]
    found: Given = {}
    for slug in ASKED_ON[step]:
        pick, here = pick // 3 + pick % 7, pick
        if slug in MAY_BE_EMPTY and here % 3 == 2:
            continue
        found[slug] = _clear(slug) if alike and slug in CLEAR and here % 20 else _right(slug, here)
    return found


def _clear(slug: str) -> Any:
    """The answer of the clear case, its boxes in the order of the page."""
    answer = CLEAR[slug]
    return [c for c in CHOICES[slug] if c in answer] if isinstance(answer, list) else answer


def _right(slug: str, pick: int) -> Any:
    if slug == "age":
        return AGES[pick // 2 % len(AGES)] if pick % 2 == 0 else pick % 121
    if slug in TICKS:
        return "yes"
    if QUESTIONS.get(slug, {}).get("type") == "many":
        return _boxes(slug, pick)
    return CHOICES[slug][pick % len(CHOICES[slug])]


def _boxes(slug: str, pick: int) -> list[str]:
    """One box that stands alone, or one to three others, in the order of the page."""
    lone = LONE_BOXES.get(slug, ())
    if lone and pick % 3 == 0:
        return [lone[pick % len(lone)]]
    others = [box for box in CHOICES[slug] if box not in lone]
    ticked = {others[pick // by % len(others)] for by in (1, 2, 5)}
    return [box for box in others if box in ticked]


def _contact(pick: int, age: int, year: int) -> Given:
    way = CHOICES["contact_by"][pick % 2]
    found = {
        "full_name": NAMES[pick % len(NAMES)],
        "date_of_birth": (1, 1, year - age),
        "contact_by": way,
        "email": MAILS[way == "email" or pick % 3 == 0],
        "phone": PHONES[pick % 2],
        "consent": "yes",
    }
    return {slug: value for slug, value in found.items() if value}


def wrong(step: str, pick: int, good: Fields) -> tuple[Fields, int] | None:
    """`good` with one thing that no form takes, and the status that says so. None for a step that
    asks nothing."""
    if pick % 7 == 0:
        extra, status = TOO_MUCH[pick % 2]
        return good | extra, status
    if not ASKED_ON[step]:
        return None
    slug = ASKED_ON[step][pick % len(ASKED_ON[step])]
    name = f"{step}-{slug}"
    if slug == "date_of_birth":
        changes = {f"{name}_{('month', 'day', 'year')[pick % 3]}": [("13", "x", "")[pick % 3]]}
    elif slug == "phone":
        changes = {name: [NOT_TAKEN[1 + pick % 4]]}
    elif slug == "full_name":
        changes = {name: [(*NOT_TAKEN[1:5], " ", "x" * 201)[pick % 6]]}
    elif slug in LONE_BOXES and pick % 3 == 0:
        changes = {name: [CHOICES[slug][0], LONE_BOXES[slug][0]]}
    elif pick % 5 == 0 and slug not in MAY_BE_EMPTY and slug != "email":
        changes = {name: []}
    else:
        changes = {name: [NOT_TAKEN[pick % len(NOT_TAKEN)]]}
    return good | changes, 422


def fields(step: str, given: Given) -> Fields:
    """These answers as the page of the step sends them."""
    sent: Fields = {}
    for slug, value in given.items():
        name = f"{step}-{slug}"
        if slug == "date_of_birth":
            parts = zip(("month", "day", "year"), value, strict=True)
            sent |= {f"{name}_{part}": [str(number)] for part, number in parts}
        else:
            sent[name] = value if isinstance(value, list) else [str(value)]
    return sent


def body(sent: Fields) -> bytes:
    """The fields as a browser sends them, and broken text as only a program does."""
    return urlencode(sent, doseq=True, errors="surrogatepass").encode()
