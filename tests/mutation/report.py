"""What the verdicts amount to: figures by module, survivors, and what is wrong."""

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.mutation.run import Verdict, package_of
from tests.mutation.source import ROOT, Mutant

EQUIVALENT = Path(__file__).parent / "equivalent.toml"
RESULTS = ROOT / "var" / "mutation.json"
LEAST = 95.0  # percent of all mutants, for each package
CAUGHT = ("stopped", "killed", "timeout")
HEAD = ("module", "mutants", "stopped", "killed", "timeout", "equal", "survived", "% of all")
MARK = "<!-- What follows is written by `python -m tests.mutation --write docs/mutation.md`. -->"


@dataclass(frozen=True, kw_only=True)
class Equal:
    """Mutants of one line that mean the same as the line, and why."""

    module: str
    where: str
    line: str
    changes: tuple[str, ...]
    because: str

    def covers(self, mutant: Mutant) -> bool:
        same = (mutant.module, mutant.where, mutant.line) == (self.module, self.where, self.line)
        return same and mutant.change in self.changes

    def stale(self, mutants: Iterable[Mutant]) -> Iterator[str]:
        """The changes that no mutant makes any more."""
        made = {mutant.change for mutant in mutants if self.covers(mutant)}
        for change in self.changes:
            if change not in made:
                place = f"{self.module} {self.where}"
                yield f"listed as equivalent, but no such mutant: {place}: {change}"


def equals(path: Path = EQUIVALENT) -> list[Equal]:
    """Every entry of the file. Raises TypeError for one with a key too many or too few."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["equal"]
    return [Equal(**{**entry, "changes": tuple(entry["changes"])}) for entry in entries]


class Report:
    """The verdicts of one run beside the list of what is equivalent."""

    def __init__(self, verdicts: Iterable[Verdict], equal: list[Equal]) -> None:
        self.verdicts = sorted(verdicts, key=lambda v: (v.mutant.module, v.mutant.number))
        self.equal = equal

    def reason(self, mutant: Mutant) -> str:
        return next((entry.because for entry in self.equal if entry.covers(mutant)), "")

    def became(self, verdict: Verdict) -> str:
        """The verdict, but "equal" for a survivor with a reason."""
        equal = verdict.became == "survived" and self.reason(verdict.mutant)
        return "equal" if equal else verdict.became

    def rows(self) -> Iterator[tuple[str, Counter[str]]]:
        """The figures of each module, and under them those of its package."""
        for package in dict.fromkeys(package_of(v.mutant.module) for v in self.verdicts):
            total: Counter[str] = Counter()
            for module, counted in self._by_module(package).items():
                yield module.removeprefix("eligibility/"), counted
                total += counted
            yield f"all of {package}", total

    def _by_module(self, package: str) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for verdict in self.verdicts:
            if package_of(verdict.mutant.module) == package:
                counted = found.setdefault(verdict.mutant.module, Counter())
                counted[self.became(verdict)] += 1
        return found

    def problems(self) -> Iterator[str]:
        """Everything for which a run does not pass."""
        for verdict in self.verdicts:
            became, reason = self.became(verdict), self.reason(verdict.mutant)
            if became in ("survived", "no program"):
                yield f"{became}: {verdict.mutant}"
            elif became != "equal" and reason:
                yield f"listed as equivalent, but {became} by {verdict.by}: {verdict.mutant}"
        for name, counted in self.rows():
            if name.startswith("all of ") and score(counted) < LEAST:
                yield f"{name}: {score(counted):.1f} % is below {LEAST} %"

    def stale(self, mutants: list[Mutant]) -> Iterator[str]:
        modules = {mutant.module for mutant in mutants}
        for entry in self.equal:
            if entry.module in modules:
                yield from entry.stale(mutants)

    def table(self) -> str:
        """The figures, for a terminal."""
        lines = [HEAD, *(cells(name, counted) for name, counted in self.rows())]
        return "".join(
            f"{line[0]:40}{''.join(f'{cell:>10}' for cell in line[1:])}\n" for line in lines
        )

    def store(self, path: Path = RESULTS) -> None:
        path.parent.mkdir(exist_ok=True)
        stored = [
            {"mutant": str(v.mutant), "became": self.became(v), "by": v.by, "seconds": v.seconds}
            for v in self.verdicts
        ]
        path.write_text(json.dumps(stored, indent=1, ensure_ascii=False))

    def write(self, path: Path) -> None:
        """Writes the figures and the reasons anew, under the mark in a file of prose."""
        prose = path.read_text(encoding="utf-8").partition(MARK)[0]
        path.write_text(f"{prose}{MARK}\n\n{self._markdown()}", encoding="utf-8")

    def _markdown(self) -> str:
        lines = [
            f"Figures of {date.today():%B %-d, %Y}:",
            "",
            _row(HEAD),
            _row(["---"] * len(HEAD)),
        ]
        lines += [_row(cells(name, counted)) for name, counted in self.rows()]
        equal = [v.mutant for v in self.verdicts if self.became(v) == "equal"]
        lines += ["", "Mutants that mean the same as the line they change:", ""]
        lines += [_row(("where", "change", "why it is the same")), _row(["---"] * 3)]
        for mutant in equal:
            place = f"{mutant.module.removeprefix('eligibility/')} {mutant.where}"
            lines.append(_row((place, f"`{mutant.change}`", self.reason(mutant))))
        return "\n".join(lines) + "\n"


def score(counted: Counter[str]) -> float:
    """The percentage of all mutants that were caught."""
    return 100 * sum(counted[name] for name in CAUGHT) / max(1, counted.total())


def cells(name: str, counted: Counter[str]) -> tuple[str, ...]:
    figures = [counted.total(), *(counted[key] for key in (*CAUGHT, "equal", "survived"))]
    return (name, *map(str, figures), f"{score(counted):.1f}")


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
