"""One question as it stands on a page: what was typed or chosen, and what is wrong with it."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eligibility.core.choices import Choice, Choosing, Many
from eligibility.core.questions import Question


@dataclass(frozen=True)
class Row:
    """One choice on the page. `id` is set on the row that an error or a label points at."""

    code: str
    text: Any
    hint: Any
    checked: bool
    id: str = ""
    bad: bool = False


@dataclass(frozen=True)
class Box:
    """Choices in one frame, under a heading or not."""

    title: Any
    rows: list[Row]


@dataclass(frozen=True)
class Problem:
    """An error: its words, where it is, and another page that may hold the mistake."""

    text: str
    target: str
    link: tuple[str, str] | None = None


@dataclass
class Asked:
    """One question as it stands on a page, with what was typed and what is wrong with it."""

    question: Question
    name: str
    template: str
    value: Any
    problems: list[Problem]
    is_heading: bool = False
    lone: str | None = None

    @property
    def described_by(self) -> str:
        """The ids of hint and error, as a screen reader should read them."""
        ids = [f"{self.name}-error"] if self.problems else []
        return " ".join(ids + ([f"{self.name}-hint"] if self.question.help else []))

    @property
    def boxes(self) -> list[Box]:
        """The choices, in frames. `lone` is the one that cannot stand beside the others."""
        return boxes(self.question, self.name, self.value, self.lone)

    @property
    def html(self) -> SafeString:
        """The question as it stands on the page. Choices look the same for everyone who chose the
        same, so they are drawn once. What people type is never kept from one page to the next."""
        given = tuple(self.value or ()) if isinstance(self.question, Many) else (self.value or "",)
        if self.problems or not self._are_codes(given):
            return render_to_string(self.template, {"item": self})
        return _drawn(
            self.question, self.name, self.template, self.is_heading, given, get_language()
        )

    def _are_codes(self, given: tuple[Any, ...]) -> bool:
        """Whether these are choices of the question, or none."""
        known = getattr(self.question, "by_code", None)
        return known is not None and all(code == "" or code in known for code in given)


@lru_cache(maxsize=1024)
def _drawn(
    question: Choosing,
    name: str,
    template: str,
    is_heading: bool,
    given: tuple[str, ...],
    language: str,
) -> SafeString:
    """One question with these choices made, in this language."""
    value = given if isinstance(question, Many) else given[0]
    return render_to_string(
        template, {"item": Asked(question, name, template, value, [], is_heading)}
    )


def boxes(question: Choosing, name: str, value: Any, lone: str | None) -> list[Box]:
    """The choices in frames: by heading; "I'm not sure" and its like in a frame of their own."""
    chosen = set(value or ()) if isinstance(question, Many) else {value}
    first = question.choices[0].code

    def row(choice: Choice) -> Row:
        bad = choice.code == lone
        at = f"{name}-{choice.code}" if bad else name if choice.code == first else ""
        return Row(choice.code, choice.text, choice.hint, choice.code in chosen, at, bad)

    def frame(choice: Choice) -> tuple[bool, Any]:
        return (choice.alone or choice.code == "unsure", choice.group)

    found = []
    for (apart, group), choices in groupby(question.choices, frame):
        title = _("Or tick just one of these") if apart and isinstance(question, Many) else group
        found.append(Box(title, [row(choice) for choice in choices]))
    return found
