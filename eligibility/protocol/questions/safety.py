"""Part 1: age and danger signs."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.choices import Choice, Many
from eligibility.core.questions import Band, Change, Number, Text

AGE = Number(
    slug="age",
    text=_("How old are you?"),
    short=_("Age"),
    help=_("This tool is for adults. Type your age in years, such as 58."),
    missing=_("Type your age as a number, such as 58."),
    least=0,
    most=120,
    clear=range(18, 76),
    bands=(
        Band(numbers=range(18), worse=2, change=Change.TIME),
        Band(numbers=range(76, 121), worse=1, change=Change.FIXED),
    ),
)

_NUMB = _("Numbness, bladder and bowels")
_LEGS = _("Legs, walking and hands")
_FEVER = _("Fever")
_FALL = _("Accident or fall")
_OTHER = _("Other danger signs")


def _sign(code: str, group: Text, text: Text) -> Choice:
    """A danger sign: a doctor must look at it. It is graver than not being sure of one."""
    return Choice(code=code, group=group, text=text, worse=2, change=Change.TEST)


RED_FLAGS = Many(
    slug="red_flags",
    text=_("Do you have any of these that are new or getting worse?"),
    short=_("New or worse danger signs"),
    help=_("Tick all that fit. An old problem that has stayed the same does not count."),
    choices=(
        _sign(
            code="saddle_numbness",
            group=_NUMB,
            text=_("Numb between my legs, or around my private parts or bottom"),
        ),
        _sign(code="bladder", group=_NUMB, text=_("I cannot pee, I cannot feel it, or I leak")),
        _sign(code="bowel", group=_NUMB, text=_("I cannot control my bowels")),
        _sign(code="sexual_numbness", group=_NUMB, text=_("New numbness during sex")),
        _sign(
            code="both_legs",
            group=_LEGS,
            text=_("Pain, tingling, weakness or numbness in both legs"),
        ),
        _sign(code="worsening_weakness", group=_LEGS, text=_("An arm or a leg is getting weaker")),
        _sign(code="trouble_walking", group=_LEGS, text=_("New trouble with walking or balance")),
        _sign(
            code="clumsy_hands", group=_LEGS, text=_("Clumsy hands, such as trouble with buttons")
        ),
        _sign(
            code="fever_chills",
            group=_FEVER,
            text=_("Fever or chills, with new or worse back or neck pain"),
        ),
        _sign(
            code="fever_after_injection",
            group=_FEVER,
            text=_("Fever or much worse pain after a shot in my spine"),
        ),
        _sign(
            code="major_accident",
            group=_FALL,
            text=_("A bad accident, such as a car crash or a long fall"),
        ),
        _sign(
            code="small_fall_weak_bones",
            group=_FALL,
            text=_(
                "A small fall, and my bones are weak, I am older, or I took steroid pills for a "
                "long time"
            ),
        ),
        _sign(
            code="cancer_with_new_pain",
            group=_OTHER,
            text=_("I have or had cancer, and this pain is new or different"),
        ),
        _sign(code="weight_loss", group=_OTHER, text=_("I am losing weight and not trying to")),
        _sign(code="new_lump", group=_OTHER, text=_("A new lump, or my back has changed shape")),
        _sign(code="chest_pain", group=_OTHER, text=_("Chest pain along with back pain")),
        Choice(code="none", text=_("None of these"), alone=True, clear=True),
        Choice(
            code="unsure",
            text=_("I’m not sure"),
            hint=_("We will tell you who to call."),
            alone=True,
            unknown=True,
            change=Change.TEST,
        ),
    ),
)
