"""Emergency access: a role for an hour, when the usual way to it is closed."""

import logging
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from eligibility.audit.recording import Action, Who, record
from eligibility.models import EmergencyAccess

LIFE = timedelta(hours=1)
REASONS = {
    "factor_lost": "whoever has the role cannot give their second step",
    "nobody_there": "nobody who has the role can be reached",
    "patient_in_danger": "a patient must be reached now",
    "drill": "to see that it works",
}
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Gives one member of staff a role for one hour. They sign in as ever, with their own "
        "second step. It is written into the access log, with both names and the reason."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        told = "; ".join(f"{code}: {words}" for code, words in REASONS.items())
        parser.add_argument("name", help="who gets the role")
        parser.add_argument("--second", required=True, help="who else of the staff agrees")
        parser.add_argument("--reason", required=True, choices=REASONS, help=told)
        parser.add_argument("--role", default="clinic lead", help="the name of a role")

    def handle(self, *, name: str, second: str, reason: str, role: str, **options: Any) -> None:
        group = Group.objects.filter(name=role).first()
        if group is None:
            known = ", ".join(Group.objects.order_by("name").values_list("name", flat=True))
            raise CommandError(f"There is no role {role!r}. There is: {known}.")
        user, other = staff(name), staff(second)
        if user == other:
            raise CommandError("It takes two people. Name another one with --second.")
        until = timezone.now() + LIFE
        with transaction.atomic():
            EmergencyAccess.objects.create(user=user, role=group, until=until)
            told = {"kind": reason, "role": group.pk, "of": user.pk}
            for one in (user, other):
                record(Action.EMERGENCY, Who(one.pk, one.get_username()), **told)
        log.critical("Emergency access for staff %s, agreed by %s", user.pk, other.pk)
        ends = timezone.localtime(until).strftime("%Y-%m-%d %H:%M:%S %Z")
        self.stdout.write(f"{name} is {role} until {ends}. Then it ends by itself.")


def staff(name: str) -> User:
    """The active member of staff of this name. Raises CommandError."""
    found = User.objects.filter(username=name, is_active=True, is_staff=True).first()
    if found is None:
        raise CommandError(f"There is nobody on the staff called {name!r}.")
    return found
