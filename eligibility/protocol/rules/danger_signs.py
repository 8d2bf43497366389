"""Danger signs: what must be seen by a doctor before anything else is talked about."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.rules import Clock, Kind, Outcome, Rule, Says
from eligibility.protocol.questions.safety import RED_FLAGS
from eligibility.protocol.sources import IDSA, IFOMPT, NHS, NORTHERN_TRUST, OURS

EMERGENCY = _("Call your emergency number, or go to the emergency room. Do not drive yourself.")
NERVES_STAFF = _("Urgent exam of legs, saddle area, bladder and bowel. Same-day MRI if in doubt.")

NOT_SURE = Says(
    title=_("You may have a danger sign"),
    short=_("whether you have a danger sign"),
    why=_(
        "You were not sure about the danger signs. We cannot rule one out, and some cannot wait."
    ),
    next_step=_("Call your doctor or a nurse line today. Read the list of signs to them."),
    staff=_("Go through the danger signs by phone today."),
    bring=(_("The list of danger signs, to go through with a nurse or doctor"),),
)

CAUDA_EQUINA = Rule(
    slug="cauda_equina",
    kind=Kind.RED_FLAG,
    clock=Clock.NOW,
    when=RED_FLAGS.is_one_of("saddle_numbness", "bladder", "bowel", "sexual_numbness"),
    outcome=Outcome.URGENT,
    says=Says(
        title=_("Numbness, or trouble with bladder or bowels"),
        short=_("numbness between the legs, or trouble with bladder or bowels"),
        why=_(
            "The nerves at the base of your spine may be pressed. Fast care can protect your "
            "bladder, your bowels and your legs."
        ),
        next_step=EMERGENCY,
        staff=NERVES_STAFF,
    ),
    cites=(
        NHS.at(
            "Back pain",
            "When to call an ambulance or go to the emergency room",
            says=_("It lists these signs as a reason to get help at once."),
        ),
    ),
    unknown=NOT_SURE,
    unknown_slug="red_flags",
)

WEAKNESS_OR_WALKING = Rule(
    slug="weakness_or_walking",
    kind=Kind.RED_FLAG,
    clock=Clock.NOW,
    when=RED_FLAGS.is_one_of("both_legs", "worsening_weakness", "trouble_walking", "clumsy_hands"),
    outcome=Outcome.URGENT,
    says=Says(
        title=_("Weakness, or trouble with walking or hands"),
        short=_("weakness, or trouble with walking or hands"),
        why=_("Nerves or the spinal cord may be in danger. Waiting can make it last."),
        next_step=EMERGENCY,
        staff=NERVES_STAFF,
    ),
    cites=(
        NHS.at(
            "Back pain",
            "Pain, tingling, weakness or numbness in both legs",
            says=_("It tells people with these signs in both legs to get help at once."),
        ),
        NORTHERN_TRUST.at(
            "Low back pain",
            "Unsteady walking",
            says=_("It says to see a doctor soon. We are more careful and say now."),
        ),
    ),
    unknown=NOT_SURE,
    unknown_slug="red_flags",
    differs=_("One source says to go at once. The other says soon. We go with the stricter one."),
    decisions=("D6",),
)

FEVER = Rule(
    slug="fever",
    kind=Kind.RED_FLAG,
    clock=Clock.TODAY,
    when=RED_FLAGS.is_one_of("fever_chills", "fever_after_injection"),
    outcome=Outcome.URGENT,
    says=Says(
        title=_("Fever with back pain"),
        short=_("fever with back pain"),
        why=_("This can be an infection in the spine."),
        next_step=_(
            "See a doctor today. If you feel very ill, go to the emergency room. Tell them about "
            "any shot or surgery on your back."
        ),
        staff=_("Suspect spine infection: temperature, blood tests, MRI."),
    ),
    cites=(
        IDSA.at(
            "Recommendations on diagnosis",
            "New or worse back or neck pain with fever",
            says=_("It tells doctors to think of a spine infection then."),
        ),
    ),
    unknown=NOT_SURE,
    unknown_slug="red_flags",
)

TRAUMA = Rule(
    slug="trauma",
    kind=Kind.RED_FLAG,
    clock=Clock.NOW,
    when=RED_FLAGS.is_one_of("major_accident", "small_fall_weak_bones"),
    outcome=Outcome.URGENT,
    says=Says(
        title=_("Pain after an accident or a fall"),
        short=_("an accident or a fall"),
        why=_("A bone in your spine may be broken."),
        next_step=_("Go to the emergency room. Move as little as you can on the way."),
        staff=_("Rule out a fracture before anything else."),
    ),
    cites=(
        NORTHERN_TRUST.at(
            "Low back pain",
            "Serious accident, or a small fall with weak bones",
            says=_("It lists both as a reason to be seen at once."),
        ),
    ),
    unknown=NOT_SURE,
    unknown_slug="red_flags",
)

CANCER_SIGNS = Rule(
    slug="cancer_signs",
    kind=Kind.RED_FLAG,
    clock=Clock.DAYS,
    when=RED_FLAGS.is_one_of("cancer_with_new_pain", "weight_loss", "new_lump"),
    outcome=Outcome.URGENT,
    says=Says(
        title=_("A sign that a doctor should check first"),
        short=_("new pain after cancer, weight loss, or a lump"),
        why=_("Most of the time it is not cancer. A doctor should still check this first."),
        next_step=_("Call your doctor today. Ask to be seen within days."),
        staff=_("History, exam, blood tests and MRI as needed, within days."),
    ),
    cites=(
        IFOMPT.at(
            "Red flags",
            "Malignancy",
            says=_("It names past cancer and weight loss among the signs to check."),
        ),
    ),
    unknown=NOT_SURE,
    unknown_slug="red_flags",
)

CHEST_PAIN = Rule(
    slug="chest_pain",
    kind=Kind.RED_FLAG,
    clock=Clock.NOW,
    when=RED_FLAGS.is_one_of("chest_pain"),
    outcome=Outcome.URGENT,
    says=Says(
        title=_("Chest pain with back pain"),
        short=_("chest pain with back pain"),
        why=_("This may not be your back. It may be your heart or a large blood vessel."),
        next_step=_("Call your emergency number now. Do not drive yourself."),
        staff=_("Cardiac and aortic causes first."),
    ),
    cites=(
        NHS.at(
            "Back pain",
            "Back pain with chest pain",
            says=_("It lists this as a reason to get help at once."),
        ),
    ),
    unknown=NOT_SURE,
    unknown_slug="red_flags",
)

TICKS_DISAGREE = Rule(
    slug="red_flags",
    kind=Kind.CONTRADICTION,
    when=RED_FLAGS.disagrees("none"),
    outcome=Outcome.NEED_INFORMATION,
    says=Says(
        title=_("Two of your ticks do not match"),
        short=_("two ticks that do not match"),
        why=_("You ticked a danger sign and also “None of these”. We go by the danger sign."),
        next_step=_("Check both ticks with someone you trust, or with a nurse."),
        staff=_("Ask again about each danger sign."),
    ),
    cites=(OURS.at("Safety", "Ticks", says=_("A danger sign always wins over “None of these”.")),),
)

RULES = (
    CAUDA_EQUINA,
    WEAKNESS_OR_WALKING,
    CHEST_PAIN,
    TRAUMA,
    FEVER,
    CANCER_SIGNS,
    TICKS_DISAGREE,
)
