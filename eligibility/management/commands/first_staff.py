"""Makes the first account of a clinic, from the server itself."""

import secrets
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from eligibility.models import FirstPassword

NEXT = """
{name} is now {role}. What to do next:
  1. Open /admin/ and sign in as {name}.
  2. Set up the second step: an app on the phone, or a passkey.
  3. Write down the recovery codes. They are shown only once.{last}
"""
CHANGE = (
    "\n  4. Choose a password of your own, for this one was on this screen. You will be asked to."
)


class Command(BaseCommand):
    help = "Makes the first member of staff. Asks for a password, or makes one and shows it once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the name to sign in with")
        parser.add_argument("--role", default="clinic lead", help="the name of a role")
        parser.add_argument(
            "--another", action="store_true", help="although there is staff already"
        )

    def handle(self, *, name: str, role: str, another: bool, **options: Any) -> None:
        group = Group.objects.filter(name=role).first()
        if group is None:
            known = ", ".join(Group.objects.order_by("name").values_list("name", flat=True))
            raise CommandError(f"There is no role {role!r}. There is: {known}.")
        if User.objects.filter(is_staff=True).exists() and not another:
            raise CommandError("There is staff already. For one more, add --another.")
        if User.objects.filter(username__iexact=name).exists():
            raise CommandError(f"There is an account {name!r} already.")
        chosen = asked_for(name)
        password = chosen or secrets.token_urlsafe(18)
        user = User.objects.create_user(name, password=password, is_staff=True)
        user.groups.add(group)
        if not chosen:
            FirstPassword.objects.create(user=user)
            self.stdout.write(f"\nPassword, shown only now: {password}")
        self.stdout.write(NEXT.format(name=name, role=role, last="" if chosen else CHANGE))


def asked_for(name: str) -> str:
    """The password that someone types, or nothing if they leave it to us. Raises CommandError for
    one that is too weak."""
    if not sys.stdin.isatty():
        return ""
    typed = getpass("Password (leave it empty and one is made for you): ")
    if typed:
        try:
            validate_password(typed, User(username=name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        if getpass("Once more: ") != typed:
            raise CommandError("The two are not the same.")
    return typed
