"""The kinds of question that no rule reads: who the patient is, and what was agreed to."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from eligibility.core.questions import InvalidAnswer, Question, Text, Value


@dataclass(frozen=True, eq=False, kw_only=True)
class Tick(Question):
    """A box that must be ticked to go on. Its value is the version of the text that was shown, so
    a tick under an older text is asked again. `points` is what the tick agrees to, where no page
    shows it already."""

    agrees: Text
    version: str
    points: tuple[Text, ...] = ()

    def parse(self, given: object) -> str:
        if given != self.version:
            raise InvalidAnswer(f"a tick under text version {self.version} is needed")
        return self.version

    def says(self, value: Value) -> list[Text]:
        return [self.agrees]


def _is_readable(character: str) -> bool:
    """A letter, digit, sign or picture. The Hangul fillers count as letters, but show nothing."""
    return unicodedata.category(character)[0] in "LNPS" and "FILLER" not in unicodedata.name(
        character, ""
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Line(Question):
    """One line of text. `autocomplete` and `input_type` are the HTML tokens for its purpose."""

    longest: int
    autocomplete: str
    input_type: str = "text"

    def is_blank(self, text: str) -> bool:
        """Whether nothing in it can be read: spaces, marks, characters without a shape."""
        return not any(map(_is_readable, text))

    def parse(self, given: object) -> str:
        if not isinstance(given, str) or len(given) > self.longest:
            raise InvalidAnswer(f"text of at most {self.longest} characters is needed")
        if not self.optional and self.is_blank(given):
            raise InvalidAnswer("this cannot be empty")
        if any(unicodedata.category(c) in ("Cc", "Cs") or c == "\ufffd" for c in given):
            raise InvalidAnswer("there is a character that cannot be stored")
        return unicodedata.normalize("NFC", given.strip())


@dataclass(frozen=True, eq=False, kw_only=True)
class BirthDate(Question):
    """A day in the past, asked as month, day and year."""

    def parse(self, given: object) -> date:
        if type(given) is not date:
            raise InvalidAnswer("a date is needed")
        return given

    def says(self, value: Value) -> list[Text]:
        return [value]
