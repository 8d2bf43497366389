"""What we check was understood, the answers that show it, and what to explain where they differ."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.statements import Check
from eligibility.protocol.content.evidence import REVIEWS, TRIALS
from eligibility.protocol.content.treatment import OPTIONS
from eligibility.protocol.questions import understanding
from eligibility.protocol.sources import DISC_ARTICLE

_AGAINST_A_SHAM = ("respine", "levi", "dream")
_NO_RUSH = ("exercise", "wait")

CHECKS = (
    Check(
        slug="proven",
        question=understanding.PROVEN,
        right=("no",),
        text=_("No one has shown yet that cells help a worn disc. It is still being tested."),
        cites=(
            *REVIEWS.cites,
            DISC_ARTICLE.at(
                "Clinical Trials and Research Findings",
                "Paragraph 1",
                says=_("It says that more research is needed."),
            ),
        ),
    ),
    Check(
        slug="sham",
        question=understanding.SHAM,
        right=("same",),
        text=_("In three fair tests, people with cells did no better than people with a sham."),
        cites=tuple(c for trial in TRIALS if trial.slug in _AGAINST_A_SHAM for c in trial.cites),
    ),
    Check(
        slug="choices",
        question=understanding.CHOICES,
        right=("all_three",),
        text=_("There is no rush. Other care and waiting are choices too."),
        cites=tuple(c for each in OPTIONS if each.slug in _NO_RUSH for c in each.cites),
    ),
)
