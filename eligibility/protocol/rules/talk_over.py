"""Points to weigh about the pain and the care so far: none of them rules anything out."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.conditions import any_of
from eligibility.core.rules import Citation, Kind, Outcome, Rule, Says
from eligibility.protocol.questions import pain, scans, treatment
from eligibility.protocol.sources import BACK_ARTICLE, DISC_ARTICLE, MAUTNER, TRIALS

CONSIDER = "Factors to Consider"
EARLIER_CARE = DISC_ARTICLE.at(
    CONSIDER,
    "Previous Treatments",
    says=_("It calls this an option after other care was tried and did not work."),
)


def trials(item: str, says: object) -> Citation:
    """What the study listings say on whom they took in."""
    return TRIALS.at("Who could join", item, says=says)


NOT_A_WORN_DISC = Rule(
    slug="condition",
    kind=Kind.WEIGH,
    scope=pain.NOT_KNEE_ONLY,
    when=any_of(
        pain.CONDITION.is_one_of(
            "herniated_disc",
            "bulging_disc",
            "spinal_stenosis",
            "facet_joint",
            "spinal_arthritis",
            "ligament_injury",
            "nerve_pain",
            "other",
            "not_told",
        ),
        scans.SEVERITY.said("no_wear"),
    ),
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("A worn disc may not be your main problem"),
        short=_("a worn disc may not be your main problem"),
        why=_("The reasons we check are for worn discs. They may not fit your problem."),
        next_step=_("Ask what is known about cells for your own problem."),
        staff=_("Confirm the main diagnosis. The rules are for disc degeneration only."),
    ),
    cites=(
        DISC_ARTICLE.at(
            "Stem Cell Treatment For Disc Degeneration",
            "Paragraph 1",
            says=_("It is about worn discs only."),
        ),
        BACK_ARTICLE.at(
            "Conditions Commonly Treated with Stem Cell Therapy",
            "Paragraph 1",
            says=_("It names other conditions, without proof for any of them."),
        ),
    ),
    differs=_("One article names other problems as well. Many studies left those people out."),
    decisions=("D7",),
)

OTHER_REGION = Rule(
    slug="region",
    kind=Kind.WEIGH,
    when=pain.REGION.is_one_of("neck", "mid_back"),
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("Your pain may not be in the low back"),
        short=_("your pain may not be in the low back"),
        why=_("The studies we found are all of the low back."),
        next_step=_("Ask what is known about cells for your part of the spine."),
        staff=_("All disc trials we could read are lumbar."),
    ),
    cites=(trials("Place of the worn disc", _("All the disc studies are of the low back.")),),
    differs=_("The article speaks of the neck too. No disc study that we could read does."),
)

SHORT_TIME = Rule(
    slug="duration",
    kind=Kind.WEIGH,
    scope=pain.NOT_KNEE_ONLY,
    when=pain.DURATION.is_one_of("under_3_months", "3_to_6_months"),
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("You may have had this pain for less than 6 months"),
        short=_("you may have had the pain for less than 6 months"),
        why=_("Most studies took people with at least 6 months of pain. Pain often eases in time."),
        next_step=_("Ask what you can do now, and how long it makes sense to wait."),
        staff=_("Onset date. Most trials: 6 months of pain, 3 to 6 months of failed care."),
    ),
    cites=(trials("Length of pain", _("Most asked for 6 months of pain.")),),
    differs=_(
        "The article gives no time. The studies ask for 3 to 6 months of other care or of pain."
    ),
)

LEG_PAIN_WORSE = Rule(
    slug="leg_pain_worse",
    kind=Kind.WEIGH,
    scope=pain.REGION.said("low_back"),
    when=pain.LEG_PAIN.is_one_of("leg_worse"),
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("Your leg pain may be the worse one"),
        short=_("your leg pain may be worse than your back pain"),
        why=_("Leg pain can come from a pressed nerve. Many studies left that out."),
        next_step=_("Ask if a nerve is pressed, and what helps for that."),
        staff=_("Radicular signs? IDCT left out leg pain over half of back pain."),
    ),
    cites=(trials("NCT03347708: leg pain", _("It left out people with strong leg pain.")),),
    differs=_(
        "The article reports less leg pain after cells. Many studies left out strong leg pain."
    ),
)

NOTHING_TRIED = Rule(
    slug="no_treatment_tried",
    kind=Kind.WEIGH,
    scope=pain.NOT_KNEE_ONLY,
    when=treatment.TRIED.is_one_of("nothing"),
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("You may not have tried other care yet"),
        short=_("you may not have tried other care yet"),
        why=_("The article calls this an option only after other care has not worked."),
        next_step=_("Ask about exercise therapy and other care first."),
        staff=_("List earlier care with dates and effect."),
    ),
    cites=(EARLIER_CARE,),
    differs=_("The article gives no time. The studies ask for 3 to 6 months of other care."),
)

ENOUGH_RELIEF = Rule(
    slug="relief",
    kind=Kind.WEIGH,
    scope=treatment.TRIED_A_TREATMENT,
    when=treatment.RELIEF.is_one_of("yes"),
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("Other care may have helped enough"),
        short=_("other care may have helped enough"),
        why=_("The article calls this an option only after other care has not worked."),
        next_step=_("Ask if you should go on with what helps you."),
        staff=_("What helped, how much, and does it last?"),
    ),
    cites=(EARLIER_CARE,),
)

SPINE_SURGERY = Rule(
    slug="prior_spine_surgery",
    kind=Kind.WEIGH,
    scope=pain.NOT_KNEE_ONLY,
    when=treatment.TRIED.said("surgery"),
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("You had surgery on your spine"),
        short=_("you had surgery on your spine"),
        why=_("Many studies left out people who had surgery there."),
        next_step=_("Tell the doctor what was done, when, and at which level."),
        staff=_("Operation report and level."),
        bring=(_("The report of your spine surgery"),),
    ),
    cites=(trials("Earlier surgery", _("Many left out people with earlier spine surgery.")),),
)

CELLS_BEFORE = Rule(
    slug="prior_cells",
    kind=Kind.WEIGH,
    scope=pain.NOT_KNEE_ONLY,
    when=treatment.PRIOR_CELLS.is_yes,
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("You may have had cells or PRP before"),
        short=_("you may have had cells or PRP before"),
        why=_("Some studies left out people who had cells before. What it means is not known."),
        next_step=_("Tell the doctor what was put in, where, and when."),
        staff=_("Product, date, place, effect and problems."),
        bring=(_("Papers about cells or PRP you had before"),),
    ),
    cites=(trials("Earlier cells", _("Some left out people with earlier cells.")),),
)

KNEE = Rule(
    slug="knee",
    kind=Kind.OUT_OF_SCOPE,
    when=pain.KNEE_ONLY,
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("Your pain is in the knee"),
        short=_("your pain is in the knee"),
        why=_(
            "This tool is about the spine. In a large fair test in knees, cells did no better than "
            "a steroid shot after 1 year."
        ),
        next_step=_("See a knee doctor. Ask about exercise, weight and other care."),
        staff=_("Out of scope: knee only. General health answers still count."),
    ),
    cites=(
        MAUTNER.at(
            "Results",
            "Pain at 1 year",
            says=_("None of three cell products did better than a steroid shot."),
        ),
    ),
    decisions=("D4",),
)

RULES = (
    NOT_A_WORN_DISC,
    OTHER_REGION,
    SHORT_TIME,
    LEG_PAIN_WORSE,
    NOTHING_TRIED,
    ENOUGH_RELIEF,
    SPINE_SURGERY,
    CELLS_BEFORE,
    KNEE,
)
