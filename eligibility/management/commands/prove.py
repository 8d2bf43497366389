"""Proves the theorems on the protocol, for all answers at once, or tells who breaks them."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from eligibility.proof.record import FILE, record, store
from eligibility.proof.story import tell
from eligibility.protocol import PROTOCOL

if TYPE_CHECKING:
    from eligibility.proof.theorems import Result

NEEDS_SOLVER = (
    "The z3 solver is not installed. Only this check needs it, no web server does. Run: "
    "pip install --require-hashes -r requirements-test.txt"
)
ROW = "{:<24}{:>10}{:>8}{:>9}"


class Command(BaseCommand):
    help = "Proves what must hold for every set of answers. --write records what was proved."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"write {FILE.name}")

    def handle(self, *, write: bool, **options: Any) -> None:
        if find_spec("z3") is None:
            raise CommandError(NEEDS_SOLVER)
        from eligibility.proof.theorems import prove  # a web server has no solver to import

        self.stdout.write(ROW.format("theorem", "questions", "result", "seconds"))
        results = []
        with override("en"):
            for result in prove(PROTOCOL):
                self.show(result)
                results.append(result)
        self.total(results)
        if write:
            store(record(PROTOCOL, (result.theorem for result in results), date.today()))

    def show(self, result: Result) -> None:
        """One row, and under it the stories of those who break the theorem."""
        verdict = "holds" if result.holds else "FAILS"
        self.row(result.theorem.slug, result.asked, verdict, result.seconds)
        for story in result.stories:
            self.stdout.write(f"\nThis breaks “{result.theorem.title}”.")
            self.stdout.write(tell(PROTOCOL, story) + "\n")

    def total(self, results: list[Result]) -> None:
        """The last row. Raises CommandError where a theorem failed."""
        broken = sum(not result.holds for result in results)
        asked = sum(result.asked for result in results)
        seconds = sum(result.seconds for result in results)
        self.row(f"{len(results)} theorems", asked, "FAILS" if broken else "hold", seconds)
        if broken:
            raise CommandError(f"{broken} of {len(results)} theorems do not hold.")

    def row(self, name: str, asked: int, verdict: str, seconds: float) -> None:
        self.stdout.write(ROW.format(name, asked, verdict, f"{seconds:.2f}"))
