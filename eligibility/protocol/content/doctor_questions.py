"""The seven questions of the document, one for one in plain words, and six of our own."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.rules import Citation
from eligibility.core.statements import DoctorQuestion
from eligibility.protocol.sources import DISC_ARTICLE, FDA


def _article(place: int) -> tuple[Citation]:
    """The question at this place of the document's list. Its sentence stays in the document."""
    return (
        DISC_ARTICLE.at(
            "Questions to Ask Your Doctor",
            f"Question {place}",
            says=_("It lists these among seven questions."),
        ),
    )


_FDA = (
    FDA.at(
        "Consumer pages, 2020 and 2021",
        "What to ask and to watch for",
        says=_("It tells patients to ask about approval and oversight."),
    ),
)

SEVEN = (
    DoctorQuestion(
        slug="benefit_and_harm",
        title=_("What good could this do me, and what harm?"),
        text=_("Ask for numbers: how many people out of 100?"),
        cites=_article(4),
        raised_by=(
            "severity",
            "cancer",
            "autoimmune",
            "immunosuppression",
            "pregnancy",
            "age",
            "overall_health",
            "expectations",
            "past_cancer",
            "region",
        ),
    ),
    DoctorQuestion(
        slug="how_injected",
        title=_("How, and in what exact spot, will the cells be put in?"),
        text=_("Ask what the doctor uses to guide the needle."),
        cites=_article(3),
        raised_by=(
            "instability",
            "blood_thinner",
            "leg_pain_worse",
            "allergy",
            "prior_spine_surgery",
            "past_spine_infection",
        ),
    ),
    DoctorQuestion(
        slug="source",
        title=_("Where do the cells come from: my body or a donor?"),
        text=_("Ask about germs too."),
        cites=_article(2),
        raised_by=("infection", "recent_infection", "immunosuppression", "cancer", "past_cancer"),
    ),
    DoctorQuestion(
        slug="experience",
        title=_("How much have you done this for worn discs, and how did those people do?"),
        text=_("Ask about people whose case is like yours."),
        cites=_article(7),
        raised_by=("severity", "condition", "region", "prior_spine_surgery", "knee"),
    ),
    DoctorQuestion(
        slug="cell_type",
        title=_("What kind of stem cells will you use?"),
        text=_("Cells of different kinds are not the same."),
        cites=_article(1),
        raised_by=("prior_cells", "autoimmune"),
    ),
    DoctorQuestion(
        slug="recovery",
        title=_("How long will it take me to recover?"),
        text=_("Ask what help you will need at home."),
        cites=_article(5),
        raised_by=("duration", "relief", "no_treatment_tried"),
    ),
    DoctorQuestion(
        slug="price",
        title=_("What will it cost me in all?"),
        text=_("Ask for the full price in writing. Ask your health plan too."),
        cites=_article(6),
        raised_by=("cost",),
    ),
)

OURS = (
    DoctorQuestion(
        slug="approved",
        ours=True,
        title=_("Has the FDA approved this for my problem, or is it a study the FDA allowed?"),
        text=_("Ask to see it in writing."),
        cites=_FDA,
    ),
    DoctorQuestion(
        slug="study_papers",
        ours=True,
        title=_("May I see the FDA study number and the consent form?"),
        text=_("Take your time to read them at home."),
        cites=_FDA,
    ),
    DoctorQuestion(
        slug="aftercare",
        ours=True,
        title=_("Who checks on me after, for how long, and who pays if I am harmed?"),
        text=_("Ask for a name and a phone number."),
        cites=_FDA,
    ),
    DoctorQuestion(
        slug="do_nothing",
        ours=True,
        title=_("What happens if I do nothing for now?"),
        text=_("Waiting is a choice too."),
        cites=_FDA,
    ),
    DoctorQuestion(
        slug="like_mine",
        ours=True,
        title=_("What do you tell people whose scan looks like mine?"),
        text=_("Ask for the bad news as well as the good."),
        cites=_FDA,
    ),
    DoctorQuestion(
        slug="money",
        ours=True,
        title=_("Do you earn money from this product?"),
        text=_("It is fair to ask."),
        cites=_FDA,
    ),
)
