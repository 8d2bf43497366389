"""What each outcome and each kind of finding is called, and the next steps of each result."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from eligibility.core.questions import Change, Text
from eligibility.core.rules import Clock, Kind, Outcome


@dataclass(frozen=True, eq=False, kw_only=True)
class OutcomeText:
    """How a result opens. `staff` is the short name in the clinic's list."""

    title: Text
    caution: Text = None
    lead: Text
    steps: tuple[Text, Text, Text]
    staff: Text


CHOICES = _("You always have other choices: cells, other care, or wait.")

OUTCOMES = {
    Outcome.URGENT: OutcomeText(
        title=_("Get help now"),
        lead=_("You told us about a danger sign. Please get help before you read on."),
        steps=(
            _("Get help first, as it says under each danger sign."),
            _("Show this sheet to the people who help you."),
            _("Leave all choices about cells for later."),
        ),
        staff=_("Urgent"),
    ),
    Outcome.NOT_NOW: OutcomeText(
        title=_("Something you told us is listed as a reason this may not be right for you now"),
        lead=_("This is not a final no, and we are not your doctor. Some points can change."),
        steps=(
            _("Show this sheet to your spine doctor."),
            _("Ask what other care fits you."),
            _("Do not stop any medicine on your own."),
        ),
        staff=_("Listed reason, not now"),
    ),
    Outcome.NEED_INFORMATION: OutcomeText(
        title=_("Some answers are needed first"),
        lead=_(
            "We cannot check every listed reason yet. A “not sure” is fine. We never count it as "
            "a no."
        ),
        steps=(
            _("Ask for what is under “Bring or ask for”."),
            _("Then answer the open questions again, with your doctor if you like."),
            _("Take your time. There is no need to decide now."),
        ),
        staff=_("Answers needed"),
    ),
    Outcome.DISCUSS: OutcomeText(
        title=_("Points to talk over first"),
        lead=_("No listed reason came up. There are still points to talk about with a doctor."),
        steps=(
            _("Take this sheet to a spine doctor you trust."),
            _("Go through each point below with the doctor."),
            _("Ask about other care as well."),
        ),
        staff=_("Talk over first"),
    ),
    Outcome.POSSIBLE: OutcomeText(
        title=_("None of the reasons we check for came up"),
        caution=_(
            "This does not mean it will help, or that you should have it. It is experimental."
        ),
        lead=_("A doctor may know reasons that we do not ask about."),
        steps=(
            _("Take this sheet to a spine doctor you trust."),
            _("Read what studies found, for and against."),
            _("Ask if there is a study you could join. A study has rules that protect you."),
        ),
        staff=_("No reason came up"),
    ),
}

# In this order on the sheet; what stays comes last.
CHANGE_TITLES = {
    Change.TEST: _("A test or a doctor can tell you more"),
    Change.TIME: _("Time, care or new facts may change this"),
    Change.FIXED: _("This is not likely to change"),
}
URGENT_TITLES = {
    Clock.NOW: _("Get help now"),
    Clock.TODAY: _("Get help today"),
    Clock.DAYS: _("See a doctor within days"),
}
CLOCK_TAGS = {
    Clock.NOW: _("Danger sign: be seen now"),
    Clock.TODAY: _("Danger sign: be seen today"),
    Clock.DAYS: _("Danger sign: be seen within days"),
}
KIND_TAGS = {
    Kind.RED_FLAG: _("Danger sign"),
    Kind.EXCLUSION: _("Listed reason"),
    Kind.STUDY_EXCLUSION: _("Reason from studies"),
    Kind.UNKNOWN: _("Not known yet"),
    Kind.CONTRADICTION: _("Two answers do not match"),
    Kind.WEIGH: _("Talk over first"),
    Kind.OUT_OF_SCOPE: _("Not what this tool is about"),
}
