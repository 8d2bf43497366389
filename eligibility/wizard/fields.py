"""How each kind of question is read from a form. An error says what happened and what to do."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from eligibility.core.choices import Many, One
from eligibility.core.details import BirthDate, Line, Tick
from eligibility.core.questions import InvalidAnswer, Number, Question

NOT_IN_LIST = _("That answer is not in the list. Choose one from the list.")


class QuestionField(forms.Field):
    """Takes what a browser sent for one question and returns what the question parses to."""

    widget = forms.TextInput

    def __init__(self, question: Question) -> None:
        super().__init__(required=False)
        self.question = question

    def clean(self, value: Any) -> Any:
        """The parsed answer, or None for an optional one left empty. Raises ValidationError."""
        if value in (None, "", []):
            if self.question.optional:
                return None
            raise ValidationError(self.missing, code="missing")
        return self.read(value)

    @property
    def missing(self) -> Any:
        """What to say when there is no answer."""
        return self.question.missing or self.left_empty

    @property
    def left_empty(self) -> Any:
        """What to say of a question that has no words of its own for it."""
        return _("Please answer this. We never guess an answer for you.")

    def read(self, value: Any) -> Any:
        """The parsed answer. Raises ValidationError."""
        raise NotImplementedError


class OneField(QuestionField):
    question: One

    @property
    def left_empty(self) -> Any:
        if self.question.unknown_codes:
            return _(
                "Choose one answer. We never guess. If you do not know, choose “I’m not sure”."
            )
        return _("Choose one answer. We never guess an answer for you.")

    def read(self, value: Any) -> str:
        try:
            return self.question.parse(value)
        except InvalidAnswer:
            raise ValidationError(NOT_IN_LIST, code="not_in_list") from None


class ManyField(QuestionField):
    question: Many
    widget = forms.SelectMultiple

    @property
    def left_empty(self) -> Any:
        return _("Tick at least one box. We never read an empty page as “none”.")

    def read(self, value: Any) -> tuple[str, ...]:
        try:
            ticked = self.question.parse(value)
        except InvalidAnswer:
            raise ValidationError(NOT_IN_LIST, code="not_in_list") from None
        if len(ticked) > 1 and (lone := set(ticked) & self.question.alone_codes):
            code = next(code for code in ticked if code in lone)
            raise ValidationError(
                _(
                    "You ticked “%(lone)s” and another box too. Only one of them can be right, and "
                    "we need to know which. Untick the wrong one. We kept all your ticks."
                )
                % {"lone": self.question.by_code[code].text},
                code="lone",
                params={"code": code},
            )
        return ticked


class NumberField(QuestionField):
    question: Number

    def read(self, value: str) -> int:
        typed = value.strip()
        if not (typed.isascii() and typed.isdecimal() and len(typed) <= 6):
            raise ValidationError(self.missing, code="not_a_number")
        try:
            return self.question.parse(int(typed))
        except InvalidAnswer:
            raise ValidationError(
                _("Type a whole number from %(least)s to %(most)s. Please check what you typed.")
                % {"least": self.question.least, "most": self.question.most},
                code="out_of_range",
            ) from None


class TickField(QuestionField):
    question: Tick

    def read(self, value: str) -> str:
        if value not in ("yes", "on"):
            raise ValidationError(self.missing, code="not_in_list")
        return self.question.version


class LineField(QuestionField):
    question: Line

    def read(self, value: str) -> str | None:
        if len(value) > self.question.longest:
            raise ValidationError(
                _("That is too long to store. Use at most %(longest)s letters.")
                % {"longest": self.question.longest},
                code="too_long",
            )
        if not value.strip() or (not self.question.optional and self.question.is_blank(value)):
            return self.clean("")
        try:
            line: str = self.question.parse(value)
        except InvalidAnswer:
            raise ValidationError(
                _("There is a character in it that we cannot store. Please type it again."),
                code="bad_character",
            ) from None
        if self.question.input_type == "email":
            self._check_email(line)
        return line

    @staticmethod
    def _check_email(line: str) -> None:
        try:
            validate_email(line)
        except ValidationError:
            raise ValidationError(
                _("That is not an email address. It looks like name@example.com."), code="email"
            ) from None


class ThreeInputs(forms.TextInput):
    """Month, day and year as three inputs. Its value is their texts, or None if all are empty."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, ...] | None:
        texts = tuple(data.get(f"{name}_{part}", "").strip() for part in ("month", "day", "year"))
        return texts if any(texts) else None


class BirthDateField(QuestionField):
    question: BirthDate
    widget = ThreeInputs

    def read(self, value: tuple[str, str, str]) -> date:
        month, day, year = value
        if not _is_number(year, 4, 4):
            raise ValidationError(
                _("Enter the year you were born, with 4 numbers, such as 1963."), code="year"
            )
        if not (_is_number(month, 1, 2) and _is_number(day, 1, 2)):
            raise ValidationError(
                _("Enter the month and the day as numbers, such as 3 and 29."), code="day"
            )
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            raise ValidationError(
                _("There is no such day. Please check the month and the day."), code="no_such_day"
            ) from None


def _is_number(text: str, least: int, most: int) -> bool:
    return text.isascii() and text.isdecimal() and least <= len(text) <= most


FIELDS: dict[type[Question], Callable[[Any], QuestionField]] = {
    One: OneField,
    Many: ManyField,
    Number: NumberField,
    Tick: TickField,
    Line: LineField,
    BirthDate: BirthDateField,
}


def field_for(question: Question) -> QuestionField:
    """The form field of a question, by its kind."""
    kind = next(kind for kind in type(question).__mro__ if kind in FIELDS)
    return FIELDS[kind](question)
