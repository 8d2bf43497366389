"""Erases what is past its date: private results, unfinished answers, what patients sent once it
has been kept for as long as the settings say, counts of tries, and sessions that have ended."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from eligibility.lifecycle.purging import purge
from eligibility.lifecycle.retention import KINDS


class Command(BaseCommand):
    help = "Erases what is past its date. It may be stopped at any time, and run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, but erase nothing")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        now, total = timezone.now(), 0
        for kind in KINDS:
            count = kind.due(now).count() if dry_run else purge(kind, now)
            self.stdout.write(f"{kind.name}: {count}")
            total += count
        self.stdout.write(f"{total} {'are due' if dry_run else 'erased'}.")
