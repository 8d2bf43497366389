"""Points to weigh about health, hopes and money: none of them rules anything out."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.rules import Kind, Outcome, Rule, Says
from eligibility.protocol.questions import health, safety, you
from eligibility.protocol.rules.talk_over import CONSIDER, trials
from eligibility.protocol.sources import DISC_ARTICLE, INSURERS

RISKS = "Potential Risks and Complications"

RECENT_INFECTION = Rule(
    slug="recent_infection",
    kind=Kind.WEIGH,
    scope=health.ACTIVE_INFECTION.said("no", "unsure"),
    when=health.INFECTION_RECENT.is_yes,
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("You may have had an infection not long ago"),
        short=_("you may have had an infection in the last 3 months"),
        why=_("An infection can get in the way of this treatment. It must be fully gone."),
        next_step=_("Ask for proof that it is gone."),
        staff=_("Which infection, end of treatment, proof of cure."),
        bring=(_("Proof that your infection is gone"),),
    ),
    cites=(
        DISC_ARTICLE.at(
            "Who May Not Be a Good Candidate",
            "Active Infection",
            says=_("It lists an infection that is active. It is silent on one that is past."),
        ),
    ),
    differs=_(
        "The article names an infection now, and no time after it. The 3 months are our choice."
    ),
    decisions=("D8",),
)

SPINE_INFECTION = Rule(
    slug="past_spine_infection",
    kind=Kind.WEIGH,
    when=health.INFECTION_SPINE.is_yes,
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("You may have had an infection in your spine"),
        short=_("you may have had an infection in your spine"),
        why=_("Some studies left this out. An infection in the spine can come back."),
        next_step=_("Ask for proof that it is gone."),
        staff=_("Level, germ, treatment, last MRI and blood tests."),
        bring=(_("Papers about the infection in your spine"),),
    ),
    cites=(trials("NCT03737461 (RESPINE): spine infection", _("It left this out.")),),
    decisions=("D8",),
)

PAST_CANCER = Rule(
    slug="past_cancer",
    kind=Kind.WEIGH,
    when=health.CANCER.said("past"),
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("You had cancer in the past"),
        short=_("you had cancer in the past"),
        why=_(
            "The article lists cancer. It does not say for how long after. Studies differ on this."
        ),
        next_step=_("Ask your cancer doctor first."),
        staff=_("Type, date, last check. Trials look back from “recent” to 5 years."),
        bring=(_("A letter from your cancer doctor"),),
    ),
    cites=(
        DISC_ARTICLE.at(
            "Who May Not Be a Good Candidate",
            "Certain Medical Conditions",
            says=_("It lists cancer and is silent on past cancer."),
        ),
        trials(
            "Past cancer",
            _("One left out cancer of the last 5 years. Others say “recent”, or ever."),
        ),
    ),
    differs=_("Studies look back from “recent” to 5 years, or to any time before."),
    decisions=("D1",),
)

BLOOD_THINNER = Rule(
    slug="blood_thinner",
    kind=Kind.WEIGH,
    when=health.BLOOD_THINNER.is_yes,
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("You may bleed more"),
        short=_("you may take a blood thinner or bleed easily"),
        why=_("Bleeding where the needle goes in is a listed risk."),
        next_step=_("Ask the doctor who gives you the blood thinner. Do not stop it on your own."),
        staff=_("Which drug and why. The patient was told not to stop it."),
        bring=(_("A list of your medicines. Mark the blood thinner."),),
    ),
    cites=(
        DISC_ARTICLE.at(RISKS, "Bleeding", says=_("It names bleeding where the needle goes in.")),
    ),
    differs=_("The article calls the risk small. A few studies left people out because of it."),
    decisions=("D9",),
)

ALLERGY = Rule(
    slug="allergy",
    kind=Kind.WEIGH,
    when=health.ALLERGY.is_yes,
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("You may react badly to a drug or dye"),
        short=_("you may react badly to a drug or dye"),
        why=_("A bad reaction to a drug used that day is a listed risk."),
        next_step=_("Tell the doctor which drug it was and what happened."),
        staff=_("Drug, reaction, date. Some products contain animal serum."),
        bring=(_("The name of the drug you reacted to"),),
    ),
    cites=(
        DISC_ARTICLE.at(
            RISKS, "Allergic Reaction", says=_("It names a bad reaction to a drug used that day.")
        ),
    ),
)

OVERALL_HEALTH = Rule(
    slug="overall_health",
    kind=Kind.WEIGH,
    when=health.OVERALL_HEALTH.is_one_of(
        "smoking", "high_weight", "diabetes", "weak_bones", "organ_disease"
    ),
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("Your overall health matters"),
        short=_("your overall health"),
        why=_("The article says overall health matters. Which illness counts is our own reading."),
        next_step=_("Ask how your health changes your risk."),
        staff=_("Smoking, weight, diabetes, bone density, organ disease: as ticked."),
    ),
    cites=(
        DISC_ARTICLE.at(CONSIDER, "Overall Health", says=_("It says overall health matters.")),
        trials("Weight and other health", _("Some left out high weight or weak bones.")),
    ),
    differs=_(
        "The article names no illness here. Studies draw the line for weight at different points."
    ),
)

OVER_75 = Rule(
    slug="age",
    kind=Kind.WEIGH,
    when=safety.AGE.above(75),
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("You are older than most people in the studies"),
        short=_("you are older than most people in the studies"),
        why=_("Most studies stopped at age 60 to 80. So little is known for your age."),
        next_step=_("Ask about the risk at your age."),
        staff=_("Above most trial ceilings."),
    ),
    cites=(trials("Age", _("Most stopped at an age from 60 to 80.")),),
    differs=_("The oldest age that studies allow goes from 60 to 80, and some name none."),
    decisions=("D10",),
)

HOPES = Rule(
    slug="expectations",
    kind=Kind.WEIGH,
    when=you.EXPECTATIONS.is_one_of("big_change", "cure"),
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("What you hope for may be more than this can do"),
        short=_("what you hope for may be more than this can do"),
        why=_("The article asks for hopes that fit the facts. No study showed a cure."),
        next_step=_("Read “What studies found” on this sheet. Talk about it with your doctor."),
        staff=_("Talk through the evidence box."),
    ),
    cites=(DISC_ARTICLE.at(CONSIDER, "Expectations", says=_("It asks for realistic hopes.")),),
)

COST = Rule(
    slug="cost",
    kind=Kind.WEIGH,
    when=you.COST_CONCERN.is_yes,
    outcome=Outcome.DISCUSS,
    says=Says(
        title=_("The cost may be a problem"),
        short=_("the cost may be a problem"),
        why=_("The article says it can cost a lot, and that a health plan may not pay."),
        next_step=_("Ask for the full price in writing. Ask your health plan too."),
        staff=_("Give the full price in writing, with follow-up and complications."),
    ),
    cites=(
        DISC_ARTICLE.at(CONSIDER, "Cost", says=_("It says the cost can be high.")),
        INSURERS.at(
            "Coverage", "Cells for the spine", says=_("Both plans call it unproven and do not pay.")
        ),
    ),
)

RULES = (
    RECENT_INFECTION,
    SPINE_INFECTION,
    PAST_CANCER,
    BLOOD_THINNER,
    ALLERGY,
    OVERALL_HEALTH,
    OVER_75,
    HOPES,
    COST,
)
