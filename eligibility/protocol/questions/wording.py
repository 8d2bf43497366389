"""Answers that many questions share, worded once."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.choices import Choice
from eligibility.core.questions import Change, Text

NO = Choice(code="no", text=_("No"), clear=True)


def yes(change: Change) -> Choice:
    """Yes, as an answer that speaks against the treatment, graver than not knowing."""
    return Choice(code="yes", text=_("Yes"), worse=2, change=change)


def unsure(hint: Text = None, *, worse: int = 1) -> Choice:
    """The way out that every medical question has. It is never read as "no"."""
    return Choice(
        code="unsure",
        text=_("I’m not sure"),
        hint=hint,
        unknown=True,
        worse=worse,
        change=Change.TEST,
    )


def yes_no_unsure(change: Change = Change.FIXED) -> tuple[Choice, ...]:
    """The three answers, and what could change a yes."""
    return (yes(change), NO, unsure())
