"""Fills the demo database and says where to go. It refuses any mode but demo."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from eligibility.core.answers import Answers
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

    def handle(self, *, port: str, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This makes an account with a known password, so it works in demo mode only "
                "(CANDOR_MODE=demo). Use createsuperuser for a real clinic."
            )
        users = get_user_model().objects
        if not users.filter(username=USER).exists():
            users.create_superuser(USER, password=PASSWORD)
        if not Submission.objects.exists():
            for person in PEOPLE:
                store(made_up(*person))
        self.stdout.write(
            f"\n  Patients: http://127.0.0.1:{port}/\n"
            f"  Staff:    http://127.0.0.1:{port}/admin/   user {USER}, password {PASSWORD}\n"
            "            (a demo needs no second factor)\n\n  Press Ctrl+C to stop.\n"
        )


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
