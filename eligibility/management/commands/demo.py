"""Fills the demo database and says where to go. It refuses any mode but demo."""

from argparse import ArgumentParser
from datetime import date
from time import perf_counter
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from eligibility.core.answers import Answers
from eligibility.management.made_up import fill as made_up_fill
from eligibility.models import Draft, Submission
from eligibility.protocol import PROTOCOL
from eligibility.protocol.content.risks import RISKS_VERSION
from eligibility.protocol.questions.finish import CONSENT_VERSION
from eligibility.wizard.submit import store, submission_from

USER, PASSWORD = "demo", "candor-demo-only"

# Made-up people: a name, a language, and what differs from a clear case.
PEOPLE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "Ruth Sample",
        "en",
        {"age": 62, "severity": "moderate_to_severe", "blood_thinner": "yes"}
        | {"understood_proven": "no", "understood_sham": "cells"},
    ),
    ("Ana Ejemplo", "es", {"imaging_done": "no", "instability": "unsure"}),
    ("John Placeholder", "en", {"red_flags": ["bladder", "fever_chills"]}),
    ("Mei Specimen", "en", {}),
    ("Omar Beispiel", "en", {"age": 77, "cancer": "past", "cost_concern": "yes"}),
)


class Command(BaseCommand):
    help = "Demo mode only: makes a staff login and a few made-up submissions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default="8000", help="the port to print in the addresses")
        parser.add_argument("--fill", type=int, metavar="N", help="store N made-up submissions")
        parser.add_argument("--seed", type=int, default=1, help="of --fill: each fills once")

    def handle(self, *, port: str, fill: int | None, seed: int, **options: Any) -> None:
        if fill is not None:
            self.fill(fill, seed)
            return
        if not settings.DEMO:
            raise CommandError(
                "This makes an account with a known password, so it works in demo mode only "
                "(CANDOR_MODE=demo). Use first_staff for a real clinic."
            )
        users = get_user_model().objects
        user = users.filter(username=USER).first()
        user = user or users.create_superuser(USER, password=PASSWORD)
        if not Submission.objects.exists():
            for person in PEOPLE:
                store(made_up(*person))
        codes = "   ".join(fresh_codes(user)[:3])
        # A passkey works at localhost only, so the clinic's address is that one.
        self.stdout.write(
            f"\n  Patients: http://127.0.0.1:{port}/\n"
            f"  Staff:    http://localhost:{port}/admin/   user {USER}, password {PASSWORD}\n"
            f"            then one of these codes:   {codes}\n"
            "            (each works once; `make run` shows new ones)\n\n"
            "  Press Ctrl+C to stop.\n"
        )

    def fill(self, count: int, seed: int) -> None:
        """In test mode, too, which has no known password and no patients either."""
        if settings.PRODUCTION:
            raise CommandError("Made-up submissions never sit beside real ones. Use demo mode.")
        start = perf_counter()
        for _stored in made_up_fill(count, seed):
            pass
        speed = count / (perf_counter() - start)
        self.stdout.write(f"{count:,} made-up submissions, {speed:,.0f} a second.\n")


def fresh_codes(user: User) -> list[str]:
    """Recovery codes for the demo login, which has a second step as a real one has. Its secrets are
    made on this machine, anew at each start."""
    made_here = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    Authenticator.objects.filter(user=user, type__in=made_here).delete()
    TOTP.activate(user, generate_totp_secret())
    codes = RecoveryCodes.activate(user)
    codes.mark_as_viewed()
    return list(codes.generate_codes())


def made_up(name: str, language: str, differs: dict[str, Any]) -> Submission:
    """The submission of a made-up person, built as a real one is."""
    asked = [q for q in PROTOCOL.screening_questions if not q.optional]
    given = {q.slug: q.clear_answer for q in asked} | differs
    identity = {
        "risks_read": RISKS_VERSION,
        "share": "clinic",
        "full_name": name,
        "date_of_birth": date(date.today().year - given["age"], 1, 1),
        "contact_by": "phone",
        "phone": "555 010 0142",
        "consent": CONSENT_VERSION,
    }
    answers = Answers.parse(PROTOCOL.questions, given | identity)
    opened = answers.only(PROTOCOL.open_questions(answers))
    submission = submission_from(Draft(protocol=PROTOCOL.version), opened)
    submission.language = language
    return submission
