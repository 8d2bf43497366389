"""Lists past results that would differ under today's version of the rules, or a named one."""

from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eligibility.audit.recording import Action, Who, record
from eligibility.protocol import PROTOCOL
from eligibility.review.recall.recalling import Recalled, of_other_versions, only_version, under
from eligibility.versions import UnknownVersion, protocol_of

BY = Who(name="command recall")
CHUNK = 500


class Command(BaseCommand):
    help = "Lists submissions that would have another result under this version of the rules."

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        """Every command of Django has a --version of its own. Here it names one of the rules."""
        return super().create_parser(*args, **kwargs, conflict_handler="resolve")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--version", default=PROTOCOL.version, help="a version of the rules")

    def handle(self, *, version: str, **options: Any) -> None:
        try:
            protocol = protocol_of(version)
        except UnknownVersion as why:
            raise CommandError(str(why)) from why
        if only_version(version):
            self.stdout.write(f"There is only one version, {version}. So nothing can differ.")
            return
        read = of_other_versions(version)
        count = shown = 0
        while chunk := list(islice(read, CHUNK)):
            differ = [found for one in chunk if (found := under(one, protocol))]
            count, shown = count + len(chunk), shown + len(differ)
            self._write(differ)
        self.stdout.write(f"{shown} of {count} would differ under {version}, or cannot be told.")

    def _write(self, differ: list[Recalled]) -> None:
        """Records each look, then shows it: references and outcomes, no answer and no finding."""
        if differ:
            ids = [one.submission.pk for one in differ]
            record(Action.LIST, BY, ids, kind="recall")
        for one in differ:
            before, after = one.submission.outcome, one.after or "cannot be told"
            self.stdout.write(f"{one.submission.reference}: {before} -> {after}")
