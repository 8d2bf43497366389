"""The evidence box: what studies of the low back found, for and against, and the four limits."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.statements import Statement, Trial
from eligibility.protocol.sources import (
    AMIRDELFAN,
    BRINJIKJI,
    DISC_ARTICLE,
    DREAM,
    GORNET,
    LEVI,
    RESPINE,
    REVIEW_2025,
    SOUFI,
    VAST,
)

INTRO = _(
    "A fair test gives some people cells and others a sham, which is a pretend treatment. In three "
    "such tests, cells did no better."
)

TRIALS = (
    Trial(
        slug="respine",
        title=_("RESPINE, 2024"),
        people=114,
        text=_("No better than sham. About 74 in 100 felt better with cells, 69 in 100 with sham."),
        cites=(RESPINE.at("Results", "Responders at 1 year", says=_("No real difference.")),),
    ),
    Trial(
        slug="levi",
        title=_("Levi, 2025"),
        people=63,
        text=_(
            "No better than sham. At 1 year, pain was cut in half for 44 in 100 with cells, 56 in "
            "100 with sham."
        ),
        cites=(LEVI.at("Results", "Pain at 12 months", says=_("No gain over sham.")),),
    ),
    Trial(
        slug="dream",
        title=_("DREAM, 2025"),
        people=52,
        text=_("No better than sham at 6 months. Early results."),
        cites=(
            DREAM.at("Results", "Pain and function at 6 months", says=_("No real difference.")),
        ),
    ),
    Trial(
        slug="two_more",
        title=_("Two more, 2021 and 2024"),
        people=160,
        text=_("Reported some benefit."),
        cites=(
            AMIRDELFAN.at("Results", "Pain", says=_("It reports less pain.")),
            GORNET.at("Results", "High dose", says=_("It reports less pain in one group.")),
        ),
    ),
    Trial(
        slug="vast",
        title=_("VAST, 2020"),
        people=218,
        text=_("People who got salt water got better too."),
        cites=(VAST.at("Results", "Salt water group", says=_("The salt water group improved.")),),
    ),
)

REVIEWS = Statement(
    slug="reviews",
    text=_(
        "Reviews do not agree. One of 2023 found no proof that it helps people. One of 2025 found "
        "a small effect and weak studies. Older ones were more hopeful."
    ),
    cites=(
        SOUFI.at("Conclusions", "Use in humans", says=_("It found no evidence for use in people.")),
        REVIEW_2025.at("Conclusions", "Quality", says=_("Small effect, low to moderate quality.")),
    ),
)

_LIMITS = "Limitations of Current Research"
_THIS_LIMIT = _("It names this limit.")
LIMITS = (
    Statement(
        slug="small",
        text=_("Many studies are small."),
        cites=(DISC_ARTICLE.at(_LIMITS, "Small Sample Sizes", says=_THIS_LIMIT),),
    ),
    Statement(
        slug="short",
        text=_("Few follow people for years."),
        cites=(DISC_ARTICLE.at(_LIMITS, "Lack of Long-Term Follow-Up", says=_THIS_LIMIT),),
    ),
    Statement(
        slug="mixed",
        text=_("Cells, doses and methods differ, so it is hard to compare."),
        cites=(DISC_ARTICLE.at(_LIMITS, "Variability in Treatment Protocols", says=_THIS_LIMIT),),
    ),
    Statement(
        slug="placebo",
        text=_("People can feel better just because they were treated."),
        cites=(DISC_ARTICLE.at(_LIMITS, "Placebo Effect", says=_THIS_LIMIT),),
    ),
)

WORN_WITHOUT_PAIN = Statement(
    slug="worn_without_pain",
    text=_(
        "A worn disc does not always hurt. Scans show worn discs in about 37 in 100 people at age "
        "20 and 96 in 100 at age 80, all with no pain."
    ),
    cites=(
        BRINJIKJI.at(
            "Results",
            "Disc degeneration by age",
            says=_("Worn discs are common in people with no pain."),
        ),
    ),
)
