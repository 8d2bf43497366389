"""Part 7: the risks, sharing, and who the patient is. No rule reads any of it."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.choices import Choice, One
from eligibility.core.details import BirthDate, Line, Tick
from eligibility.protocol.content.risks import RISKS_VERSION

CONSENT_VERSION = "2026.1"

RISKS_READ = Tick(
    slug="risks_read",
    version=RISKS_VERSION,
    text=_("Have you read the risks?"),
    short=_("Risks read"),
    agrees=_("I have read these risks"),
    missing=_("Tick the box when you have read the risks. You need not agree with them."),
    identity=True,
)
SHARE = One(
    slug="share",
    text=_("Who may see your answers?"),
    identity=True,
    choices=(
        Choice(
            code="clinic",
            text=_("Share with the clinic"),
            hint=_("Its staff can read your sheet before your visit. We ask for your name next."),
        ),
        Choice(
            code="private",
            text=_("Only show me"),
            hint=_(
                "No one at the clinic sees it. We erase it within 24 hours, or at once if you ask."
            ),
        ),
    ),
)
FULL_NAME = Line(
    slug="full_name",
    text=_("Full name"),
    help=_("As it is on your health card."),
    missing=_("Enter your full name, so the clinic knows whose answers these are."),
    longest=200,
    autocomplete="name",
    identity=True,
)
DATE_OF_BIRTH = BirthDate(
    slug="date_of_birth",
    text=_("Date of birth"),
    help=_("Such as 3 29 1963."),
    missing=_("Enter the month, the day and the year you were born."),
    identity=True,
)
CONTACT_BY = One(
    slug="contact_by",
    text=_("How should the clinic reach you?"),
    identity=True,
    choices=(
        Choice(code="email", text=_("Email")),
        Choice(code="phone", text=_("Phone")),
    ),
)
EMAIL = Line(
    slug="email",
    text=_("Email"),
    help=_("Fill this in if you chose email."),
    longest=254,
    autocomplete="email",
    input_type="email",
    optional=True,
    identity=True,
)
PHONE = Line(
    slug="phone",
    text=_("Phone"),
    help=_("Fill this in if you chose phone."),
    longest=40,
    autocomplete="tel",
    input_type="tel",
    optional=True,
    identity=True,
)
CONSENT = Tick(
    slug="consent",
    version=CONSENT_VERSION,
    text=_("Your OK to share"),
    points=(
        _("Staff of this clinic who need it for your care can read your answers and your result."),
        _("They may contact you about it."),
        _(
            "Your care does not depend on this. You can ask the clinic what it keeps, and "
            "take back your OK."
        ),
    ),
    agrees=_("I agree to share my answers and my result with this clinic"),
    missing=_(
        "Tick the box if you agree. To keep your answers private, go back and choose “Only show "
        "me”."
    ),
    identity=True,
)
