"""Part 2: where the pain is and what a doctor called it."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.questions import Choice, Many, One
from eligibility.protocol.questions.wording import unsure

REGION = Many(
    slug="region",
    text=_("Where is your pain?"),
    short=_("Place of the pain"),
    help=_("Tick all that fit."),
    choices=(
        Choice(code="low_back", text=_("Low back"), clear=True),
        Choice(code="neck", text=_("Neck")),
        Choice(code="mid_back", text=_("Middle of the back")),
        Choice(code="knee", text=_("Knee"), clear=True),
        Choice(code="unsure", text=_("I’m not sure"), alone=True, unknown=True),
    ),
)
KNEE_ONLY = REGION.said_only("knee")
NOT_KNEE_ONLY = REGION.said("low_back", "neck", "mid_back", "unsure")

CONDITION = One(
    slug="condition",
    text=_("What did a doctor say is the main cause of your pain?"),
    short=_("What a doctor said is the cause"),
    help=_("It is fine not to know. Pick the one your doctor talks about most."),
    choices=(
        Choice(code="disc_degeneration", text=_("A worn disc"), clear=True),
        Choice(code="bulging_disc", text=_("A bulging disc")),
        Choice(code="herniated_disc", text=_("A slipped (herniated) disc")),
        Choice(code="spinal_stenosis", text=_("A narrow spine (stenosis)")),
        Choice(code="facet_joint", text=_("Worn small joints of the spine (facet joints)")),
        Choice(code="spinal_arthritis", text=_("Arthritis of the spine")),
        Choice(code="ligament_injury", text=_("A hurt or loose ligament")),
        Choice(code="nerve_pain", text=_("Nerve pain")),
        Choice(code="other", text=_("Something else")),
        Choice(code="not_told", text=_("No one has told me")),
    ),
)

DURATION = One(
    slug="duration",
    text=_("How long have you had this pain?"),
    short=_("Time with this pain"),
    choices=(
        Choice(code="under_3_months", text=_("Less than 3 months")),
        Choice(code="3_to_6_months", text=_("3 to 6 months")),
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
        Choice(code="leg_worse", text=_("My leg pain is worse")),
        Choice(code="same", text=_("Both are the same"), clear=True),
        Choice(code="none", text=_("I have no leg pain"), clear=True),
        unsure(),
    ),
)
