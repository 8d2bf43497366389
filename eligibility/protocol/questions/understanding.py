"""Part 7: three quick checks of what came across. No rule reads them, and they may stay empty."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.choices import Choice, One
from eligibility.protocol.questions.wording import unsure

PROVEN = One(
    slug="understood_proven",
    text=_("Is it proven that cells help a worn disc?"),
    short=_("Whether it is proven"),
    optional=True,
    choices=(
        Choice(code="yes", text=_("Yes, it is proven")),
        Choice(code="no", text=_("No, it is still being tested")),
        unsure(),
    ),
)
SHAM = One(
    slug="understood_sham",
    text=_("In fair tests, some people got cells and some got a sham. Who did better?"),
    short=_("Who did better in fair tests"),
    help=_("A sham is a pretend treatment."),
    optional=True,
    choices=(
        Choice(code="cells", text=_("People who got cells")),
        Choice(code="same", text=_("Neither group did better")),
        unsure(),
    ),
)
CHOICES = One(
    slug="understood_choices",
    text=_("What are your choices now?"),
    short=_("What the choices are"),
    optional=True,
    choices=(
        Choice(code="cells_only", text=_("Cells now, or it will be too late")),
        Choice(code="all_three", text=_("Cells, other care, or wait")),
        unsure(),
    ),
)
