"""What a treatment is like, kinds of cells, other choices, and the warning on offers."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.rules import Citation
from eligibility.core.statements import Card, Statement
from eligibility.protocol.sources import (
    BACK_ARTICLE,
    DISC_ARTICLE,
    FDA,
    FTC,
    KNEE_ARTICLE,
    LEVI,
    NICE,
    PAIN_BLOG,
)

_EXPECT = "What to Expect During Stem Cell Treatment"
_CARE = "Traditional Treatments for Disc Degeneration"
_KINDS = "Types of Stem Cells Used in Disc Regeneration"
_THIS_STEP = _("It tells of this step of a treatment.")
_THIS_CARE = _("It names this care.")


def _step(slug: str, text: object, item: str, says: object, *more: Citation) -> Statement:
    cites = (DISC_ARTICLE.at(_EXPECT, item, says=says), *more)
    return Statement(slug=slug, text=text, cites=cites)


EXPECT = (
    _step(
        "visit",
        _("A doctor asks about your health, checks you and looks at your scans."),
        "Initial Consultation and Evaluation",
        _THIS_STEP,
    ),
    _step(
        "harvest",
        _(
            "Cells are taken from your hip bone with a needle, or from fat under the skin. Some "
            "clinics use donor cells."
        ),
        "Stem Cell Harvesting",
        _THIS_STEP,
        KNEE_ARTICLE.at(
            "Sources of Stem Cells Used in Therapy",
            "Mesenchymal Stem Cells (MSCs)",
            says=_("It names cords as a source."),
        ),
    ),
    _step(
        "lab",
        _("A lab gets the cells ready. What is done there can make it a drug under U.S. law."),
        "Stem Cell Processing",
        _THIS_STEP,
        FDA.at(
            "Consumer alert, July 2020",
            "Approval",
            says=_("It says that such products need approval."),
        ),
    ),
    _step(
        "needle",
        _("A needle puts them into the disc. Live X-ray shows the way."),
        "Stem Cell Injection",
        _THIS_STEP,
    ),
    _step(
        "after",
        _(
            "You rest for a while, then move more bit by bit. You may need therapy, pain medicine "
            "and checkups."
        ),
        "Post-Treatment Recovery",
        _THIS_STEP,
    ),
)

CELLS = (
    Card(
        slug="marrow",
        title=_("From your own bone marrow"),
        known=_("Taken from the hip bone. This is the kind used most often in the back."),
        unknown=_("Not shown to rebuild a disc. In one fair test it did no better than sham."),
        cites=(
            DISC_ARTICLE.at(
                _KINDS,
                "Bone Marrow Aspirate Concentrate (BMAC)",
                says=_("It tells how marrow is taken and used."),
            ),
            BACK_ARTICLE.at(
                "Varieties of Stem Cells Utilized in Back Pain Therapy",
                "Paragraph 1",
                says=_("It says which cells are used most often."),
            ),
            LEVI.at("Results", "Pain at 12 months", says=_("No gain over sham.")),
        ),
    ),
    Card(
        slug="fat",
        title=_("From your own fat"),
        known=_("Taken from under the skin of the belly or thighs."),
        unknown=_("Easy to get does not mean proven. The FDA warns of some fat products."),
        cites=(
            DISC_ARTICLE.at(
                _KINDS,
                "Adipose-Derived Stem Cells (ADSCs)",
                says=_("It tells how cells are taken from fat."),
            ),
            BACK_ARTICLE.at(
                "The Stem Cell Therapy Procedure: Step-by-Step",
                "Stem Cell Extraction",
                says=_("It tells where fat is taken from."),
            ),
            FDA.at("Consumer alert, July 2020", "Fat", says=_("It warns of fat products.")),
        ),
    ),
    Card(
        slug="donor",
        title=_("From a donor or a birth cord"),
        known=_("They come from other people. Cord blood and cord tissue are not the same."),
        unknown=_("The FDA has approved none of these for the back and warns of harm."),
        cites=(
            KNEE_ARTICLE.at(
                "Sources of Stem Cells Used in Therapy",
                "Mesenchymal Stem Cells (MSCs)",
                says=_("It names cords as a source."),
            ),
            FDA.at("Consumer alert, July 2020", "Cord", says=_("It warns of cord products.")),
        ),
    ),
    Card(
        slug="prp",
        title=_("PRP (plasma from your blood)"),
        known=_("Made from your own blood. It is not stem cells."),
        unknown=_("What it adds to cells in the spine."),
        cites=(
            KNEE_ARTICLE.at(
                "Sources of Stem Cells Used in Therapy",
                "Platelet-Rich Plasma (PRP)",
                says=_("It says PRP is not a stem cell."),
            ),
        ),
    ),
)
NOT_THE_SAME = Statement(
    slug="not_the_same",
    text=_("Cells from different places are not the same. Ask which ones."),
    cites=(
        PAIN_BLOG.at(
            "Can Stem Cells Treat Chronic Pain?",
            "Paragraph 2",
            says=_("It says marrow and fat cells differ. Other articles treat them alike."),
        ),
    ),
)


def _care(
    slug: str, title: object, text: object, item: str, says: object, *more: Citation
) -> Statement:
    cites = (DISC_ARTICLE.at(_CARE, item, says=says), *more)
    return Statement(slug=slug, title=title, text=text, cites=cites)


OPTIONS = (
    Statement(
        slug="exercise",
        title=_("Exercise and therapy."),
        text=_("Advised first in many guides. It takes weeks of work."),
        cites=(
            NICE.at("Recommendations", "Exercise", says=_("It puts staying active first.")),
            DISC_ARTICLE.at(_CARE, "Physical Therapy", says=_THIS_CARE),
        ),
    ),
    _care(
        "medicine",
        _("Pain medicine."),
        _("Can ease pain for a time. Each kind has side effects."),
        "Pain Medications",
        _THIS_CARE,
    ),
    _care(
        "chiropractic",
        _("Chiropractic care."),
        _("Hands-on treatment. It is not right for every spine."),
        "Chiropractic Care",
        _THIS_CARE,
    ),
    _care(
        "steroid",
        _("Steroid shots."),
        _("They calm swelling. A UK guideline advises against them for plain low back pain."),
        "Epidural Steroid Injections",
        _THIS_CARE,
        NICE.at(
            "Recommendations",
            "Spinal injections",
            says=_("It says not to offer shots in the spine for low back pain."),
        ),
    ),
    _care(
        "surgery",
        _("Surgery."),
        _("For some severe cases. The risks are bigger and it takes longer to recover."),
        "Surgery",
        _THIS_CARE,
    ),
    Statement(
        slug="wait",
        title=_("Wait and stay active."),
        text=_("No cost and no needle. You can choose again later."),
        cites=(NICE.at("Recommendations", "Keep active", says=_("It says to stay active.")),),
    ),
)

OFFERED_OUTSIDE_A_STUDY = Statement(
    slug="offered",
    title=_("You were offered this outside a study"),
    text=_(
        "The FDA says: if you are asked to pay for an unapproved cell product outside a study, you "
        "may well be deceived. Courts have stopped sellers who made false claims. Be wary of "
        "stories from other patients. They do not show what will happen to you."
    ),
    cites=(
        FDA.at(
            "Patient and consumer information, June 2021",
            "Offers outside a trial",
            says=_("It warns people who are charged outside a trial."),
        ),
        FTC.at("Order", "False claims", says=_("A seller was banned and had to pay.")),
        PAIN_BLOG.at(
            "CONTACT INFORMATION",
            "DISCLAIMER",
            says=_("Even the seller says its stories prove nothing for others."),
        ),
    ),
)
LIKE_AN_OPERATION = Statement(
    slug="needle_not_surgery",
    text=_("It is a needle treatment, not open surgery. You mostly go home the same day."),
    cites=(
        BACK_ARTICLE.at(
            "The Stem Cell Therapy Procedure: Step-by-Step",
            "Paragraph 1",
            says=_("It says people go home the same day."),
        ),
    ),
)
