"""Prints the rulebook from the protocol, writes it to its file, or checks that file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from eligibility import protocol
from eligibility.summary.rulebook import rulebook

FILE = Path(protocol.__file__).parent / "RULEBOOK.md"


class Command(BaseCommand):
    help = "Prints the rulebook. --write stores it; --check fails if the stored one is stale."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"write {FILE.name}")
        parser.add_argument("--check", action="store_true", help="compare, change nothing")

    def handle(self, *, write: bool, check: bool, **options: Any) -> None:
        with override("en"):
            text = rulebook(protocol.PROTOCOL)
        if check:
            if FILE.read_text(encoding="utf-8") != text:
                raise CommandError("RULEBOOK.md is stale. Run: python manage.py rulebook --write")
        elif write:
            FILE.write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text)
