"""Applies the protocol to answers given as JSON. Reads nothing else and stores nothing."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eligibility.interop.contract import Refused, assess, read_json
from eligibility.protocol import PROTOCOL


class Command(BaseCommand):
    help = 'Reads {"answers": {...}} from FILE or standard input and prints the assessment.'
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="a JSON file, or - (the default)")
        parser.add_argument(
            "--jsonl", action="store_true", help="one object a line in, one a line out"
        )

    def handle(self, *, file: str, jsonl: bool, **options: Any) -> None:
        try:
            with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as source:
                if jsonl:
                    self.assess_lines(source)
                else:
                    self.assess_whole(source.read())
        except OSError as why:
            raise CommandError(f"{file} cannot be read: {why.strerror}", returncode=2) from None

    def assess_whole(self, text: bytes) -> None:
        """One object, or an array of them. Prints nothing unless all are good."""
        try:
            given = read_json(text)
            if isinstance(given, list):
                result: Any = [_numbered(place, item) for place, item in enumerate(given)]
            else:
                result = assess(PROTOCOL, given)
        except Refused as why:
            raise CommandError(str(why), returncode=2) from None
        self.stdout.write(json.dumps(result, indent=2))

    def assess_lines(self, lines: Iterable[bytes]) -> None:
        """One object a line, in flat memory. A bad line gives its error in its place."""
        refused = 0
        for line in lines:
            try:
                result = assess(PROTOCOL, read_json(line))
            except Refused as why:
                refused += 1
                result = {"error": str(why)}
            self.stdout.write(json.dumps(result))
        if refused:
            raise CommandError(f"{refused} lines were refused; see their errors", returncode=2)


def _numbered(place: int, item: Any) -> dict[str, Any]:
    try:
        return assess(PROTOCOL, item)
    except Refused as why:
        raise Refused(f"item {place}: {why}") from None
