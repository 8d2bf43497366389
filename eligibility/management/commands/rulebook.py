"""Prints the rulebook from the protocol, writes what is generated from it, or checks that."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from eligibility import protocol, versions
from eligibility.summary.rulebook import rulebook

FILE = Path(protocol.__file__).parent / "RULEBOOK.md"
STALE = "is stale. Run: python manage.py rulebook --write"


class Command(BaseCommand):
    help = (
        "Prints the rulebook. --write stores it, and this version of the protocol as data; --check "
        "fails if either is stale; --release marks this version as used by patients."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--write", action="store_true", help=f"write {FILE.name} and the data")
        what.add_argument("--check", action="store_true", help="compare, change nothing")
        what.add_argument("--release", action="store_true", help="write, and never change again")

    def handle(self, *, write: bool, check: bool, release: bool, **options: Any) -> None:
        today = protocol.PROTOCOL
        with override("en"):
            text = rulebook(today, versions.digest_of(today))
        if check:
            self.check_both(text)
        elif write or release:
            self.write_both(text, release=release)
        else:
            self.stdout.write(text)

    def check_both(self, text: str) -> None:
        """Raises CommandError for a file that no longer says what the protocol says."""
        if FILE.read_text(encoding="utf-8") != text:
            raise CommandError(f"{FILE.name} {STALE}")
        if not versions.is_written(protocol.PROTOCOL):
            raise CommandError(f"{protocol.PROTOCOL.version}.json {STALE}")

    def write_both(self, text: str, *, release: bool) -> None:
        """Raises CommandError where a version that patients have used would change."""
        try:
            (versions.release if release else versions.write)(protocol.PROTOCOL)
        except versions.Released as why:
            raise CommandError(str(why)) from None
        FILE.write_text(text, encoding="utf-8")
