"""Reasons from outside the documents: whom the studies left out. Never shown as the article's."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.rules import Kind, Outcome, Rule, Says
from eligibility.protocol.questions.health import IMMUNOSUPPRESSED, PREGNANCY
from eligibility.protocol.questions.safety import AGE
from eligibility.protocol.sources import TRIALS

UNDER_18 = Rule(
    slug="age",
    kind=Kind.STUDY_EXCLUSION,
    when=AGE.below(18),
    outcome=Outcome.NOT_NOW,
    says=Says(
        title=_("You are under 18"),
        short=_("you are under 18"),
        why=_(
            "Every study that names an age took adults only. This does not come from the article."
        ),
        next_step=_("See a spine doctor together with a parent."),
        staff=_("Minor. No study that names an age took anyone under 18."),
    ),
    cites=(
        TRIALS.at(
            "Who could join",
            "Age",
            says=_("No study that names an age took anyone under 18."),
        ),
    ),
    unknown=Says(
        title=_("How old are you?"),
        short=_("your age"),
        why=_("Studies took adults only. We cannot check that without your age."),
        next_step=_("Go back and type your age."),
        staff=_("Age is missing."),
    ),
    differs=_("The five documents set no age. The studies that do all start at 18 or later."),
    decisions=("D3",),
)

PREGNANT = Rule(
    slug="pregnancy",
    kind=Kind.STUDY_EXCLUSION,
    when=PREGNANCY.is_yes,
    outcome=Outcome.NOT_NOW,
    says=Says(
        title=_("You are pregnant, breastfeeding or trying"),
        short=_("you are pregnant, breastfeeding or trying"),
        why=_(
            "Every study that names this left it out, and X-rays are used. This can change later. "
            "It does not come from the article."
        ),
        next_step=_("Talk with your pregnancy care team."),
        staff=_("Pregnancy test and timing. X-rays guide the needle."),
        bring=(_("Advice from your pregnancy care team"),),
    ),
    cites=(
        TRIALS.at(
            "Who could not join",
            "Pregnancy and breastfeeding",
            says=_("Every study that shows this item left it out."),
        ),
    ),
    unknown=Says(
        title=_("Could you be pregnant?"),
        short=_("whether you are pregnant"),
        why=_(
            "Studies left out people who are pregnant or breastfeeding, and X-rays are used. We "
            "cannot check that yet. We do not count it as a no."
        ),
        next_step=_("Ask your doctor about a pregnancy test."),
        staff=_("Pregnancy test before any X-ray."),
        bring=(_("The result of a pregnancy test"),),
    ),
    differs=_("The five documents do not name it."),
    decisions=("D3",),
)

WEAK_IMMUNE_SYSTEM = Rule(
    slug="immunosuppression",
    kind=Kind.STUDY_EXCLUSION,
    when=IMMUNOSUPPRESSED.is_yes,
    outcome=Outcome.NOT_NOW,
    says=Says(
        title=_("It is hard for your body to fight germs"),
        short=_("your body has a hard time fighting germs"),
        why=_(
            "Some studies left out people like you, and a needle can carry germs in. This does not "
            "come from the article."
        ),
        next_step=_("Ask the doctor who treats you for this. Do not stop a medicine on your own."),
        staff=_("Which drug or illness, which dose, who prescribes it?"),
        bring=(_("A letter from the doctor who treats your weak defenses"),),
    ),
    cites=(
        TRIALS.at(
            "Who could not join",
            "NCT06325566 and NCT03692221: weak immune system",
            says=_("Both left out people whose body has a hard time fighting germs."),
        ),
    ),
    unknown=Says(
        title=_("Can your body fight germs well?"),
        short=_("whether your body can fight germs well"),
        why=_(
            "Some studies left out people with weak defenses. We cannot check that yet. We do not "
            "count it as a no."
        ),
        next_step=_("Show your list of medicines to your doctor and ask."),
        staff=_("Check the medicine list and the history."),
        bring=(_("A list of your medicines"),),
    ),
    differs=_("The five documents do not name it, and only a few of the studies do."),
    decisions=("D3",),
)

RULES = (UNDER_18, PREGNANT, WEAK_IMMUNE_SYSTEM)
