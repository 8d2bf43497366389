"""Part 6: what the patient hopes for and cares about."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.choices import Choice, Many, One, YesNo
from eligibility.core.questions import Change
from eligibility.protocol.questions.wording import unsure, yes_no_unsure

EXPECTATIONS = One(
    slug="expectations",
    text=_("What do you hope this treatment would do?"),
    short=_("What you hope for"),
    help=_("No one can promise a result."),
    choices=(
        Choice(code="realistic", text=_("Maybe less pain, and it may not work"), clear=True),
        Choice(code="big_change", text=_("I expect a big change"), change=Change.TIME),
        Choice(code="cure", text=_("I expect a cure or a new disc"), change=Change.TIME),
        unsure(),
    ),
)
COST_CONCERN = YesNo(
    slug="cost_concern",
    text=_("Would paying for this yourself be a problem?"),
    short=_("Cost would be a problem"),
    help=_("The health plans we looked at call this unproven and do not pay."),
    choices=yes_no_unsure(Change.TIME),
)
OFFERED = YesNo(
    slug="offered",
    text=_("Has a clinic offered you this outside a study?"),
    short=_("Offered outside a study"),
    help=_("This does not change your result. You may leave it empty."),
    optional=True,
    choices=yes_no_unsure(),
)
VALUES = Many(
    slug="values",
    text=_("What matters most to you?"),
    short=_("What matters most"),
    help=_("Tick all that fit. This does not change your result. You may leave it empty."),
    optional=True,
    choices=(
        Choice(code="less_pain", text=_("Less pain")),
        Choice(code="do_more", text=_("Doing more of what I like")),
        Choice(code="avoid_surgery", text=_("To avoid surgery")),
        Choice(code="avoid_risk", text=_("To avoid risk")),
        Choice(code="cost", text=_("What it costs")),
        Choice(code="other", text=_("Something else")),
    ),
)
