"""Answers that many questions share, worded once."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.questions import Choice, Text

YES = Choice(code="yes", text=_("Yes"))
NO = Choice(code="no", text=_("No"), clear=True)


def unsure(hint: Text = None) -> Choice:
    """The way out that every medical question has. It is never read as "no"."""
    return Choice(code="unsure", text=_("I’m not sure"), hint=hint, unknown=True)


YES_NO_UNSURE = (YES, NO, unsure())
