"""Part 3: what a scan showed, in the words the patient was given."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.choices import Choice, One, YesNo
from eligibility.core.questions import Change
from eligibility.protocol.questions.wording import NO, unsure, yes

IMAGING_DONE = One(
    slug="imaging_done",
    text=_("Have you had an MRI or CT scan of your spine?"),
    short=_("MRI or CT scan of the spine"),
    help=_("An MRI is a scan in a tube. A plain X-ray is not enough to answer yes here."),
    choices=(
        Choice(code="yes", text=_("Yes"), clear=True),
        Choice(code="no", text=_("No"), change=Change.TEST),
        unsure(),
    ),
)

SEVERITY = One(
    slug="severity",
    text=_("What word did your doctor or scan report use for the most worn disc?"),
    short=_("Word used for the most worn disc"),
    help=_(
        "If more than one disc is worn, pick the worst one. Please do not guess from a number. "
        "There are two scales, and one number can mean two things."
    ),
    more=(
        _("Where can I find this word?"),
        _(
            "Look near the end of your scan report. The part is often called “Impression”. If you "
            "do not have the report, ask the place that did the scan for a copy."
        ),
    ),
    choices=(
        Choice(code="no_wear", text=_("The scan showed no worn disc"), change=Change.FIXED),
        Choice(code="mild", text=_("Mild"), clear=True),
        Choice(code="moderate", text=_("Moderate"), clear=True),
        Choice(
            code="moderate_to_severe",
            text=_("Moderate to severe"),
            worse=3,
            change=Change.FIXED,
        ),
        Choice(code="severe", text=_("Severe"), worse=3, change=Change.FIXED),
        Choice(
            code="grade_only",
            text=_("I only have a grade number"),
            unknown=True,
            worse=2,
            change=Change.TEST,
        ),
        unsure(_("That is fine. Many reports do not use one of these words."), worse=2),
    ),
)

INSTABILITY = YesNo(
    slug="instability",
    text=_("Has a doctor said that your spine is unstable, or that bones move too much?"),
    short=_("Unstable spine"),
    help=_("A doctor checks this with X-rays while you bend forward and back."),
    more=(
        _("Other words you may have heard"),
        _(
            "A slipped bone (spondylolisthesis), or a crack in a bone of the spine (pars "
            "fracture). If you have one of these and no one has said whether your spine is stable, "
            "choose “I’m not sure”."
        ),
    ),
    choices=(
        yes(Change.FIXED),
        Choice(code="no", text=_("No, it was checked and it is stable"), clear=NO.clear),
        unsure(_("Choose this too if no one has checked.")),
    ),
)
