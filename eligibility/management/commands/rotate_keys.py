"""Brings everything under the first of DATA_KEYS, so that an older key can go."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from eligibility.keys.resting import first_key
from eligibility.keys.rotation import KINDS, rotate

STAY = (
    "Leave older keys at the end of DATA_KEYS: for 14 days, because the browsers and codes of "
    "patients rest on them, and for as long as the access log has rows of theirs."
)


class Command(BaseCommand):
    help = "Seals all again under the first of DATA_KEYS. It may be stopped, and run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, but change nothing")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        if dry_run:
            self.count()
            return
        remain = 0
        for kind in KINDS:
            told = rotate(kind)
            self.stdout.write(f"{kind.name}: {told.moved} now rest on {first_key()}")
            for number in told.unreadable:
                self.stderr.write(f"{kind.name}: {number} cannot be read, and is as it was")
            remain += told.left
        self.stdout.write(f"{remain} rows are left on old keys.")
        if remain:
            raise CommandError(
                "What is named above needs its own key in DATA_KEYS, or was altered. What is not "
                "named was held by others: run this again."
            )
        self.stdout.write(STAY)

    def count(self) -> None:
        """How many rows rest on which key."""
        for kind in KINDS:
            by_key = kind.by_key()
            for key in sorted({*settings.DATA_KEYS, *by_key}):
                known = "" if key in settings.DATA_KEYS else ", which is not in DATA_KEYS"
                self.stdout.write(f"{kind.name}: {by_key[key]} on {key}{known}")
