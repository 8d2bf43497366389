"""The listed reasons: the exclusions of the one document that carries rules."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.rules import Kind, Outcome, Rule, Says
from eligibility.protocol.questions.health import ACTIVE_INFECTION, AUTOIMMUNE, CANCER
from eligibility.protocol.questions.pain import NOT_KNEE_ONLY
from eligibility.protocol.questions.scans import INSTABILITY, SEVERITY
from eligibility.protocol.sources import DISC_ARTICLE

LISTED = "Who May Not Be a Good Candidate"

SEVERE_WEAR = Rule(
    slug="severity",
    kind=Kind.EXCLUSION,
    scope=NOT_KNEE_ONLY,
    when=SEVERITY.is_one_of("moderate_to_severe", "severe"),
    outcome=Outcome.NOT_NOW,
    says=Says(
        title=_("Your disc is very worn"),
        short=_("your most worn disc was called severe, or moderate to severe"),
        why=_(
            "The article we use says a very worn disc may be too damaged for cells to help. To be "
            "careful, we count “moderate to severe” as severe. Labels differ from one doctor to "
            "the next."
        ),
        next_step=_(
            "Ask how your disc was graded, and on which scale. Ask what other care fits a disc "
            "like yours."
        ),
        staff=_("Ask for the grade, the scale (5 or 8 grades) and the worst level."),
        bring=(_("Your scan report, with the grade of each disc and the name of the scale"),),
    ),
    cites=(
        DISC_ARTICLE.at(
            LISTED,
            "Severe Disc Degeneration",
            says=_("It says a very worn disc may be too damaged for cells to work."),
        ),
        DISC_ARTICLE.at(
            "Factors to Consider",
            "Severity of Disc Degeneration",
            says=_("It says cells may do more for mild to moderate wear than for severe wear."),
        ),
    ),
    unknown=Says(
        title=_("How worn is your disc?"),
        short=_("how worn your disc is"),
        why=_(
            "The article says a very worn disc may be too damaged for cells to help. Wear is seen "
            "on a scan and told in words. We do not have that word, so we cannot check this yet. "
            "We do not count it as a no."
        ),
        next_step=_(
            "Ask your doctor what the scan says about your most worn disc. No scan? Ask if you "
            "need one. You may not."
        ),
        staff=_("Is there an MRI report? Which grade, on which scale, at which level?"),
        bring=(_("Your scan report, with the grade of each disc and the name of the scale"),),
    ),
    differs=_(
        "There are two scales with numbers, and studies call the same wear “early”, “moderate” or "
        "“severe”. Some studies took people whose report would say “severe”."
    ),
    decisions=("D5", "D11"),
)

UNSTABLE_SPINE = Rule(
    slug="instability",
    kind=Kind.EXCLUSION,
    scope=NOT_KNEE_ONLY,
    when=INSTABILITY.is_yes,
    outcome=Outcome.NOT_NOW,
    says=Says(
        title=_("Your spine is unstable"),
        short=_("a doctor said your spine is unstable"),
        why=_("The article says this treatment may not be right if the spine is unstable."),
        next_step=_("Ask a spine doctor about bending X-rays and about other care."),
        staff=_("Which level, how much slip, bending X-rays on file?"),
        bring=(_("The report of your bending X-rays"),),
    ),
    cites=(
        DISC_ARTICLE.at(
            LISTED,
            "Spinal Instability",
            says=_("It says the treatment may not fit if the spine is unstable."),
        ),
    ),
    unknown=Says(
        title=_("Is your spine stable?"),
        short=_("whether your spine is stable"),
        why=_(
            "The article says this treatment may not be right if the spine is unstable. We cannot "
            "check that yet. We do not count it as a no."
        ),
        next_step=_(
            "Ask your spine doctor: “Do my bones move too much?” Bending X-rays can show it."
        ),
        staff=_("Bending X-rays on file?"),
        bring=(_("A report of bending X-rays, or a note on why you do not need them"),),
    ),
    differs=_(
        "The article does not say what unstable means. Studies draw the line at different points."
    ),
)

INFECTION_NOW = Rule(
    slug="infection",
    kind=Kind.EXCLUSION,
    when=ACTIVE_INFECTION.is_yes,
    outcome=Outcome.NOT_NOW,
    says=Says(
        title=_("You have an infection now"),
        short=_("you have an infection now"),
        why=_(
            "The article says an infection, in the spine or anywhere else, can get in the way of "
            "this treatment. This can change once it is treated."
        ),
        next_step=_("Get it treated first. Ask again when a doctor says it is gone."),
        staff=_("Which infection, which treatment, when will it be clear?"),
        bring=(_("A note that the infection is gone, once it is"),),
    ),
    cites=(
        DISC_ARTICLE.at(
            LISTED,
            "Active Infection",
            says=_("It says an infection anywhere in the body can get in the way."),
        ),
    ),
    unknown=Says(
        title=_("Do you have an infection?"),
        short=_("whether you have an infection"),
        why=_(
            "The article says an infection can get in the way of this treatment. We cannot check "
            "that yet. We do not count it as a no."
        ),
        next_step=_("Ask your doctor to check. Tell them about teeth, skin, bladder and lungs."),
        staff=_("Exam and blood tests for infection if in doubt."),
        bring=(_("What a doctor says about a possible infection"),),
    ),
    differs=_("Some studies left out any infection. Others name only the spine."),
)

CANCER_NOW = Rule(
    slug="cancer",
    kind=Kind.EXCLUSION,
    when=CANCER.is_one_of("now"),
    outcome=Outcome.NOT_NOW,
    says=Says(
        title=_("You have cancer now"),
        short=_("you have cancer now"),
        why=_("The article names cancer as a reason this treatment may not be right."),
        next_step=_("Talk with your cancer doctor first."),
        staff=_("Type, treatment, and the view of the cancer doctor."),
        bring=(_("A letter from your cancer doctor"),),
    ),
    cites=(
        DISC_ARTICLE.at(
            LISTED,
            "Certain Medical Conditions",
            says=_("It names cancer among the conditions that may rule this out."),
        ),
    ),
    unknown=Says(
        title=_("Do you have cancer?"),
        short=_("whether you have cancer"),
        why=_(
            "The article names cancer as a reason this may not be right. We cannot check that yet. "
            "We do not count it as a no."
        ),
        next_step=_("Wait for the test result, or ask your doctor. Then answer again."),
        staff=_("Which test is open? Who follows it?"),
        bring=(_("The test result you are waiting for, or a letter from your doctor"),),
    ),
    differs=_(
        "One study took people with a common kind of skin cancer. The article makes no exception."
    ),
)

AUTOIMMUNE_DISEASE = Rule(
    slug="autoimmune",
    kind=Kind.EXCLUSION,
    when=AUTOIMMUNE.is_yes,
    outcome=Outcome.NOT_NOW,
    says=Says(
        title=_("You have an autoimmune disease"),
        short=_("you have an autoimmune disease"),
        why=_(
            "The article names autoimmune disease as a reason this may not be right. It does not "
            "say what holds if the disease is under control. To be careful, we count it."
        ),
        next_step=_("Ask the doctor who treats it what this would mean for you."),
        staff=_("Which disease, how active, which medicines?"),
        bring=(_("A letter from the doctor who treats your autoimmune disease"),),
    ),
    cites=(
        DISC_ARTICLE.at(
            LISTED,
            "Certain Medical Conditions",
            says=_("It names autoimmune disease among the conditions that may rule this out."),
        ),
    ),
    unknown=Says(
        title=_("Do you have an autoimmune disease?"),
        short=_("whether you have an autoimmune disease"),
        why=_(
            "The article names autoimmune disease as a reason this may not be right. We cannot "
            "check that yet. We do not count it as a no."
        ),
        next_step=_("Ask your family doctor if any of your illnesses is one of these."),
        staff=_("Check the history and the medicine list."),
        bring=(_("A list of your illnesses from your family doctor"),),
    ),
    differs=_("The article counts any such disease. Most studies we read do not name it."),
    decisions=("D2",),
)

RULES = (SEVERE_WEAR, UNSTABLE_SPINE, INFECTION_NOW, CANCER_NOW, AUTOIMMUNE_DISEASE)
