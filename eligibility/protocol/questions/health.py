"""Part 4: the rest of your health."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.choices import Choice, Many, One, YesNo
from eligibility.core.questions import Change
from eligibility.protocol.questions.wording import unsure, yes, yes_no_unsure

ACTIVE_INFECTION = YesNo(
    slug="active_infection",
    text=_("Do you have an infection now, anywhere in your body?"),
    short=_("Infection now"),
    help=_(
        "Such as in a tooth, your skin, your bladder, your lungs or your spine. If you take "
        "antibiotics for one, choose yes."
    ),
    choices=yes_no_unsure(Change.TIME),
)
INFECTION_RECENT = YesNo(
    slug="infection_recent",
    text=_("Did you get over an infection in the last 3 months?"),
    short=_("Infection in the last 3 months"),
    help=_("One that was treated, and a doctor said it is gone."),
    choices=yes_no_unsure(Change.TIME),
)
INFECTION_SPINE = YesNo(
    slug="infection_spine",
    text=_("Have you ever had an infection in your spine?"),
    short=_("Infection in the spine, ever"),
    choices=yes_no_unsure(),
)
CANCER = One(
    slug="cancer",
    text=_("Do you have cancer, or have you had it?"),
    short=_("Cancer"),
    help=_("Count all kinds. If you are waiting for a test result, choose “I’m not sure”."),
    choices=(
        Choice(
            code="now",
            text=_("Yes, I have it now"),
            worse=3,
            change=Change.TIME,
            becomes="past",
        ),
        Choice(code="past", text=_("Yes, in the past"), change=Change.FIXED),
        Choice(code="no", text=_("No"), clear=True),
        unsure(worse=2),
    ),
)
AUTOIMMUNE = YesNo(
    slug="autoimmune",
    text=_("Do you have an autoimmune disease?"),
    short=_("Autoimmune disease"),
    help=_(
        "That is when your body attacks its own parts. Some are lupus, MS, psoriasis, Crohn’s "
        "disease and type 1 diabetes. Rheumatoid arthritis is one too. There are more. Choose yes "
        "even if it is under control."
    ),
    choices=yes_no_unsure(),
)
IMMUNOSUPPRESSED = YesNo(
    slug="immunosuppressed",
    text=_("Do you take a medicine, or have an illness, that makes it hard to fight germs?"),
    short=_("Hard to fight germs"),
    help=_("Such as after a transplant, with chemo, with steroid pills, or with HIV."),
    choices=yes_no_unsure(),
)
PREGNANCY = YesNo(
    slug="pregnancy",
    text=_("Are you pregnant, breastfeeding, or trying to get pregnant?"),
    short=_("Pregnant, breastfeeding or trying"),
    help=_("We ask everyone. This treatment uses X-rays."),
    choices=(
        yes(Change.TIME),
        Choice(code="no", text=_("No, or this does not apply to me"), clear=True),
        unsure(),
    ),
)
BLOOD_THINNER = YesNo(
    slug="blood_thinner",
    text=_("Do you take a blood thinner, or bleed easily?"),
    short=_("Blood thinner, or bleeding easily"),
    help=_("Do not stop a blood thinner on your own."),
    choices=yes_no_unsure(),
)
ALLERGY = YesNo(
    slug="allergy",
    text=_("Have you had a bad reaction to a numbing shot, X-ray dye, or a drug to fight germs?"),
    short=_("Bad reaction to a drug or dye"),
    help=_("If serum from a cow or a horse makes you sick, choose yes and tell the doctor."),
    choices=yes_no_unsure(),
)
OVERALL_HEALTH = Many(
    slug="overall_health",
    text=_("Do any of these fit you?"),
    short=_("Overall health"),
    help=_("Tick all that fit."),
    choices=(
        Choice(code="smoking", text=_("I smoke"), change=Change.TIME),
        Choice(code="high_weight", text=_("I have a very high weight"), change=Change.TIME),
        Choice(code="diabetes", text=_("I have diabetes"), change=Change.FIXED),
        Choice(code="weak_bones", text=_("My bones are weak (osteoporosis)"), change=Change.FIXED),
        Choice(
            code="organ_disease",
            text=_("I have heart, lung, kidney or liver disease"),
            change=Change.FIXED,
        ),
        Choice(code="none", text=_("None of these"), alone=True, clear=True),
        Choice(
            code="prefer_not_to_say",
            text=_("I’d rather not say"),
            alone=True,
            unknown=True,
            change=Change.TEST,
        ),
    ),
)
