"""Part 2: where the pain is and what a doctor called it."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.choices import Choice, Many, One
from eligibility.core.questions import Change, Text
from eligibility.protocol.questions.wording import unsure

REGION = Many(
    slug="region",
    text=_("Where is your pain?"),
    short=_("Place of the pain"),
    help=_("Tick all that fit."),
    choices=(
        Choice(code="low_back", text=_("Low back"), clear=True),
        Choice(code="neck", text=_("Neck"), change=Change.FIXED),
        Choice(code="mid_back", text=_("Middle of the back"), change=Change.FIXED),
        Choice(code="knee", text=_("Knee"), clear=True),
        Choice(code="unsure", text=_("I’m not sure"), alone=True, unknown=True, change=Change.TEST),
    ),
)
KNEE_ONLY = REGION.said_only("knee")
NOT_KNEE_ONLY = REGION.said("low_back", "neck", "mid_back", "unsure")


def _named(code: str, text: Text) -> Choice:
    """A cause that a doctor named and that is not a worn disc."""
    return Choice(code=code, text=text, change=Change.FIXED)


CONDITION = One(
    slug="condition",
    text=_("What did a doctor say is the main cause of your pain?"),
    short=_("What a doctor said is the cause"),
    help=_("It is fine not to know. Pick the one your doctor talks about most."),
    choices=(
        Choice(code="disc_degeneration", text=_("A worn disc"), clear=True),
        _named("bulging_disc", _("A bulging disc")),
        _named("herniated_disc", _("A slipped (herniated) disc")),
        _named("spinal_stenosis", _("A narrow spine (stenosis)")),
        _named("facet_joint", _("Worn small joints of the spine (facet joints)")),
        _named("spinal_arthritis", _("Arthritis of the spine")),
        _named("ligament_injury", _("A hurt or loose ligament")),
        _named("nerve_pain", _("Nerve pain")),
        _named("other", _("Something else")),
        Choice(code="not_told", text=_("No one has told me"), change=Change.TEST),
    ),
)

DURATION = One(
    slug="duration",
    text=_("How long have you had this pain?"),
    short=_("Time with this pain"),
    choices=(
        Choice(code="under_3_months", text=_("Less than 3 months"), change=Change.TIME),
        Choice(code="3_to_6_months", text=_("3 to 6 months"), change=Change.TIME),
        Choice(code="over_6_months", text=_("More than 6 months"), clear=True),
        unsure(),
    ),
)

LEG_PAIN = One(
    slug="leg_pain",
    text=_("Which is worse, your back pain or your leg pain?"),
    short=_("Which is worse, back or leg pain"),
    choices=(
        Choice(code="back_worse", text=_("My back pain is worse"), clear=True),
        Choice(code="leg_worse", text=_("My leg pain is worse"), change=Change.TIME),
        Choice(code="same", text=_("Both are the same"), clear=True),
        Choice(code="none", text=_("I have no leg pain"), clear=True),
        unsure(),
    ),
)
