"""Part 5: what has been tried so far."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.choices import Choice, Many, One, YesNo
from eligibility.core.questions import Change
from eligibility.protocol.questions.wording import unsure, yes_no_unsure

TRIED = Many(
    slug="tried",
    text=_("What have you tried for this pain?"),
    short=_("Tried so far"),
    help=_("Tick all that fit."),
    choices=(
        Choice(code="pain_medicine", text=_("Pain medicine"), clear=True),
        Choice(code="physical_therapy", text=_("Physical therapy or exercise"), clear=True),
        Choice(code="chiropractic", text=_("Chiropractic care"), clear=True),
        Choice(code="steroid_injection", text=_("A steroid shot in the back"), clear=True),
        Choice(code="surgery", text=_("Surgery on the spine"), change=Change.FIXED),
        Choice(code="nothing", text=_("Nothing yet"), alone=True, change=Change.TIME),
        Choice(code="unsure", text=_("I’m not sure"), alone=True, unknown=True, change=Change.TEST),
    ),
)
TRIED_A_TREATMENT = TRIED.said(
    "pain_medicine", "physical_therapy", "chiropractic", "steroid_injection", "surgery"
)
RELIEF = One(
    slug="relief",
    text=_("Did it help enough?"),
    short=_("Did it help enough"),
    help=_("Think of all you have tried, and how you feel now."),
    choices=(
        Choice(code="no", text=_("No"), clear=True),
        Choice(code="some", text=_("Some, but not enough"), clear=True),
        Choice(code="yes", text=_("Yes, it helped enough"), change=Change.FIXED),
        unsure(),
    ),
)
PRIOR_CELLS = YesNo(
    slug="prior_cells",
    text=_("Have you had cells or PRP put in your spine before?"),
    short=_("Cells or PRP in the spine before"),
    help=_("PRP is made from your own blood. It is not stem cells."),
    choices=yes_no_unsure(),
)
