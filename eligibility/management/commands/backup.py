"""Makes a backup of the database, sealed with the first data key."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseAway

from eligibility.backup.saving import CannotSave, save


class Command(BaseCommand):
    help = "Writes all that is stored into one sealed file, while patients and staff go on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write it; it must not exist yet")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            saved = save(file)
        except (CannotSave, DatabaseAway, OSError) as why:
            raise CommandError(f"There is no backup. {why}") from why
        size = f"{saved.size / 1e6:.1f} MB"
        self.stdout.write(f"{saved.rows} rows of {saved.tables} tables, {size}: {file}")
