"""The open clinical decisions. Each is built as written here and awaits a clinician."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.statements import Decision

DECISIONS = (
    Decision(
        code="D1",
        built=_("Past cancer is a point to talk over; the cancer doctor is asked first."),
        alternative=_("Stricter: not now, if it was less than 5 years ago."),
    ),
    Decision(
        code="D2",
        built=_("An autoimmune disease counts even when it is under control."),
        alternative=_("Milder: a point to talk over when it is under control."),
    ),
    Decision(
        code="D3",
        built=_("Under 18, pregnancy and weak defenses are reasons from studies: not now."),
        alternative=_("Milder: points to talk over, as the documents do not name them."),
    ),
    Decision(
        code="D4",
        built=_("People with knee pain only are still asked about general health reasons."),
        alternative=_("Stop after the knee answer and send them to a knee doctor."),
    ),
    Decision(
        code="D5",
        built=_("“Moderate to severe”, and the worst disc, count as severe."),
        alternative=_("Milder: count “moderate to severe” as moderate."),
    ),
    Decision(
        code="D6",
        built=_("New trouble with walking is a danger sign: be seen now."),
        alternative=_("Milder: see a doctor as soon as possible, as one source says."),
    ),
    Decision(
        code="D7",
        built=_("Any main condition other than a worn disc is a point to talk over."),
        alternative=_("Stricter: outside what this tool can check."),
    ),
    Decision(
        code="D8",
        built=_("An infection of the last 3 months, or ever in the spine, is to be talked over."),
        alternative=_("Stricter: not now for any past infection of the spine."),
    ),
    Decision(
        code="D9",
        built=_("A blood thinner is a point to talk over, never a reason to stop it."),
        alternative=_("Stricter: not now while it is taken."),
    ),
    Decision(
        code="D10",
        built=_("Over 75 is a point to talk over, as most studies stopped there."),
        alternative=_("No age limit, as a few studies went to 80 or 85."),
    ),
    Decision(
        code="D11",
        built=_("“Severe” without a scan counts as not known, not as a listed reason."),
        alternative=_("Stricter: count the word even without a scan."),
    ),
)
