"""The risk disclosures: five from the documents, and what outside sources add.

A change of any text here is a new RISKS_VERSION: a submission keeps the version that was shown.
"""

from django.utils.translation import gettext_lazy as _

from eligibility.core.statements import Statement
from eligibility.protocol.sources import CASE_REPORTS, DISC_ARTICLE, FDA, INSURERS

RISKS_VERSION = "2026.1"
SECTION = "Potential Risks and Complications"

LISTED_RISKS = (
    Statement(
        slug="no_effect",
        title=_("It may not work."),
        text=_("Your pain may stay the same, and so may what you can do."),
        cites=(
            DISC_ARTICLE.at(
                SECTION, "Lack of Effectiveness", says=_("It says the treatment may not work.")
            ),
        ),
    ),
    Statement(
        slug="infection",
        title=_("Infection."),
        text=_("Germs can get in where the needle goes."),
        cites=(DISC_ARTICLE.at(SECTION, "Infection", says=_("It names infection at the needle.")),),
    ),
    Statement(
        slug="bleeding",
        title=_("Bleeding."),
        text=_("You can bleed where the needle goes in."),
        cites=(DISC_ARTICLE.at(SECTION, "Bleeding", says=_("It names bleeding at the needle.")),),
    ),
    Statement(
        slug="nerve_damage",
        title=_("Nerve damage."),
        text=_("The needle can hurt a nerve."),
        cites=(DISC_ARTICLE.at(SECTION, "Nerve Damage", says=_("It names harm to a nerve.")),),
    ),
    Statement(
        slug="reaction",
        title=_("A bad reaction."),
        text=_("Your body can react badly to the numbing drug or to another drug of that day."),
        cites=(
            DISC_ARTICLE.at(
                SECTION, "Allergic Reaction", says=_("It names a bad reaction to a drug.")
            ),
        ),
    ),
)

OTHER_RISKS = (
    Statement(
        slug="deep_infection",
        text=_("Some people got infections deep in the disc or near the spinal cord."),
        cites=(
            CASE_REPORTS.at(
                "Reports on patients",
                "Infection of the disc and the spinal canal",
                says=_("They tell of infections of the disc and around the spinal cord."),
            ),
        ),
    ),
    Statement(
        slug="not_approved",
        text=_(
            "As far as we could check, the FDA has not approved any stem cell product for disc or "
            "back pain. Look at FDA.gov. A listing of a study is not approval."
        ),
        cites=(
            FDA.at(
                "Patient and consumer information, June 2021",
                "Orthopedic conditions",
                says=_("It lists no approved cell product for disc or back pain."),
            ),
        ),
    ),
    Statement(
        slug="reported_harm",
        text=_("The FDA has reports of infections, tumors and lost sight after such products."),
        cites=(
            FDA.at(
                "Patient and consumer information, June 2021",
                "Reports of harm",
                says=_("It tells of blindness, tumors and infections."),
            ),
        ),
    ),
    Statement(
        slug="no_cover",
        text=_("The health plans we looked at call this unproven and do not pay."),
        cites=(
            INSURERS.at(
                "Coverage", "Cells for the spine", says=_("Both call it unproven and do not pay.")
            ),
        ),
    ),
)
