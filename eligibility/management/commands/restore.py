"""Restores a backup into an empty database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseAway

from eligibility.backup.restoring import CannotRestore, restore
from eligibility.backup.sealed_file import BadFile


class Command(BaseCommand):
    help = "Brings a backup back into an empty database, and compares every row. All or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what `manage.py backup` wrote")
        parser.add_argument(
            "--anyway",
            action="store_true",
            help="also restore records that no key opens, and a broken access log",
        )

    def handle(self, *, file: Path, anyway: bool, **options: Any) -> None:
        try:
            contents = restore(file, anyway=anyway)
        except (BadFile, CannotRestore, DatabaseAway, OSError) as why:
            raise CommandError(f"Nothing was restored. {why}") from why
        tables = len(contents.sums)
        self.stdout.write(
            f"{contents.rows} rows of {tables} tables, as they were at {contents.made_at}. Every "
            "row is the same as in the backup."
        )
        if not anyway:
            self.stdout.write("Every sealed value opens. The access log is whole.")
        self.stdout.write("Now run `manage.py purge`: what was due since then came back.")
