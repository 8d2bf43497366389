"""Erases what is past its date: private results after a day, unfinished answers after 14 days, and
counts of tries once their time is over."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from eligibility.models import Attempt
from eligibility.wizard.drafts import due


class Command(BaseCommand):
    help = "Erases private results older than a day and unfinished answers older than 14 days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, but erase nothing")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        found = due(timezone.now())
        count = found.count() if dry_run else found.delete()[0]
        if not dry_run:
            Attempt.objects.filter(ends_at__lt=timezone.now()).delete()
        self.stdout.write(f"{count} {'are due' if dry_run else 'erased'}.")
