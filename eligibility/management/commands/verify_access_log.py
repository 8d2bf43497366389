"""Checks the access log: that no row was changed, taken out, moved or cut off."""

import re
import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eligibility.audit.checking import NONE, Broken, Head, check
from eligibility.audit.recording import print_head


def head(text: str) -> Head:
    """A head as the logs show it: NUMBER:MAC."""
    if not re.fullmatch(r"\d{1,18}:[0-9a-f]{64}", text):
        raise ArgumentTypeError("use NUMBER:MAC, as it was printed")
    number, _, mac = text.partition(":")
    return int(number), mac


class Command(BaseCommand):
    help = "Checks the access log. Names the first bad row, and then ends with 1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            type=head,
            default=NONE,
            metavar="NUMBER:MAC",
            help="a head printed earlier, kept outside of the database",
        )

    def handle(self, *, head: Head, **options: Any) -> None:
        began = time.monotonic()
        try:
            number, mac = check(head)
        except Broken as broken:
            raise CommandError(f"The access log is broken. {broken}") from broken
        rate = number / max(time.monotonic() - began, 0.001)
        print_head(number, mac)
        self.stdout.write(f"The access log is whole: {number} rows, {rate:.0f} a second.")
        self.stdout.write(f"Head: {number}:{mac}")
