"""About your condition: one card each, with what is known and what is not."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.statements import Card
from eligibility.protocol.sources import (
    BACK_ARTICLE,
    DISC_ARTICLE,
    KNEE_ARTICLE,
    LIGAMENT_BLOG,
    MAUTNER,
    PAIN_BLOG,
    SOUFI,
    TRIALS,
    UK_COLLEGES,
)

_TREATED = "Conditions Commonly Treated with Stem Cell Therapy"

WORN_DISC = Card(
    slug="worn_disc",
    title=_("Worn disc"),
    known=_(
        "A disc is a cushion between two bones of the spine. With age it loses water and height. "
        "It can hurt, but often it does not."
    ),
    unknown=_(
        "Cells are not shown to make a disc new. Changes on a scan have not always meant less pain."
    ),
    cites=(
        DISC_ARTICLE.at(
            "Understanding Disc Degeneration",
            "Paragraph 1",
            says=_("It tells what a disc is and how it wears."),
        ),
        SOUFI.at("Conclusions", "Use in humans", says=_("It found no evidence for use in people.")),
    ),
)
SLIPPED_DISC = Card(
    slug="slipped_disc",
    title=_("Slipped or bulging disc"),
    known=_("The disc pushes out and can press on a nerve. Many get better with time."),
    unknown=_(
        "Some clinics offer cells for it. Most studies left out people with a pressed nerve."
    ),
    cites=(
        BACK_ARTICLE.at(
            _TREATED,
            "Herniated or Bulging Discs",
            says=_("It names this condition, without proof."),
        ),
        TRIALS.at("Who could not join", "Pressed nerve", says=_("Most studies left this out.")),
    ),
)
STENOSIS = Card(
    slug="stenosis",
    title=_("Narrow spine (stenosis)"),
    known=_("The canal for the nerves is too tight. Legs can hurt or tire on walking."),
    unknown=_("Studies of cells left out people with a very narrow spine."),
    cites=(
        BACK_ARTICLE.at(
            "A Regenerative Approach to Back Health using Stem Cell Therapy",
            "Paragraph 2",
            says=_("It names stenosis once."),
        ),
        TRIALS.at("Who could not join", "Stenosis", says=_("Several studies left this out.")),
    ),
)
FACET = Card(
    slug="facet",
    title=_("Worn small joints (facet joints)"),
    known=_("Each level of the spine has two small joints at the back. They can wear and hurt."),
    unknown=_("We found only two small, early studies of cells for these joints."),
    cites=(
        BACK_ARTICLE.at(
            _TREATED, "Facet Joint Syndrome", says=_("It names this condition, without proof.")
        ),
        TRIALS.at(
            "Studies found",
            "NCT04410731 and NCT06001853",
            says=_("Two small early studies: 10 people and 40 planned."),
        ),
    ),
)
ARTHRITIS = Card(
    slug="arthritis",
    title=_("Arthritis of the spine"),
    known=_("The cushion in the joints of the spine wears thin."),
    unknown=_("We found no study in people that shows cells slow it or turn it back."),
    cites=(
        BACK_ARTICLE.at(
            _TREATED, "Spinal Osteoarthritis", says=_("It makes a claim, without proof.")
        ),
    ),
)
LIGAMENT = Card(
    slug="ligament",
    title=_("Hurt or loose ligament"),
    known=_(
        "Ligaments are the bands that hold bones together. Two other treatments are offered for "
        "them. Prolotherapy is a shot that irritates the band on purpose. PRP is made from your "
        "own blood."
    ),
    unknown=_(
        "The good reports come from a seller, with no group to compare. UK medical colleges list "
        "prolotherapy among the shots not to offer for plain low back pain."
    ),
    cites=(
        LIGAMENT_BLOG.at(
            "More Ligament Stem Cells…Your Spine Ligaments are…”Alllliiivvve”",
            "Paragraph 1",
            says=_("It tells what prolotherapy is, and of the seller’s own cases."),
        ),
        KNEE_ARTICLE.at(
            "Sources of Stem Cells Used in Therapy",
            "Platelet-Rich Plasma (PRP)",
            says=_("It says that PRP is made from your own blood."),
        ),
        UK_COLLEGES.at(
            "Injections for low back pain", "Prolotherapy", says=_("It says not to offer it.")
        ),
    ),
)
NERVE_PAIN = Card(
    slug="nerve_pain",
    title=_("Nerve pain"),
    known=_("A hurt nerve can send pain on its own. A study in mice found less pain for weeks."),
    unknown=_(
        "It was in mice. The same often does not hold for people. The writer says it may turn out "
        "to do more harm than good."
    ),
    cites=(
        PAIN_BLOG.at(
            "Can Stem Cells Treat Chronic Pain?",
            "Paragraph 4",
            says=_("It says this was a mouse study and that safety is not known."),
        ),
        PAIN_BLOG.at(
            "Can Stem Cells Treat Chronic Pain?",
            "Paragraph 3",
            says=_("It tells what the mice felt, and for how long."),
        ),
    ),
)
KNEE = Card(
    slug="knee",
    title=_("Knee"),
    known=_("In a fair test with 480 people, cells did no better than a steroid shot at 1 year."),
    unknown=_("This tool does not check reasons for the knee."),
    cites=(
        KNEE_ARTICLE.at(
            "Stem Cell Therapy for Knee Pain",
            "Cartilage Repair",
            says=_("It makes a claim, without proof."),
        ),
        MAUTNER.at("Results", "Pain at 1 year", says=_("No better than a steroid shot.")),
    ),
)

CARDS = (WORN_DISC, SLIPPED_DISC, STENOSIS, FACET, ARTHRITIS, LIGAMENT, NERVE_PAIN, KNEE)

CARD_FOR_CONDITION = {
    "disc_degeneration": WORN_DISC,
    "herniated_disc": SLIPPED_DISC,
    "bulging_disc": SLIPPED_DISC,
    "spinal_stenosis": STENOSIS,
    "facet_joint": FACET,
    "spinal_arthritis": ARTHRITIS,
    "ligament_injury": LIGAMENT,
    "nerve_pain": NERVE_PAIN,
}
