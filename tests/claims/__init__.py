"""What we answer for, row by row: threats, faults, the rows of two standards, and which test shows
each. A test says so itself, by `@pytest.mark.shows("T1", "ASVS 6.3.1", "HIPAA 164.312(d)", "F13")`.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
# A list: what its rows begin with, the file they are in, and its heading.
LISTS = (
    ("", "threats", "What can be done to us"),
    ("ASVS ", "asvs", "OWASP ASVS 5.0.0, levels 1 and 2, and what we took of level 3"),
    ("HIPAA ", "hipaa", "HIPAA, 45 CFR 164.312"),
    ("", "faults", "What can break"),
)
NOT_MET = "not met"
# How a reason begins: where the code says so, that there is nothing of the kind, that it is up to
# who runs it, that a command shows it, or that it is not so.
REASONS = ("by design", "not here", "for the clinic", "by hand", NOT_MET)
FILE = re.compile(r"`((?:config|deploy|docs|eligibility|tests)/[^`]*)`")


@dataclass(frozen=True)
class Row:
    """One thing to answer for. `reason` is why no test shows it, or what its tests leave out."""

    name: str
    words: str
    reason: str = ""

    @property
    def is_met(self) -> bool:
        return not self.reason.startswith(NOT_MET)


def rows_of(prefix: str, file: str) -> list[Row]:
    """The rows of one list, in its order."""
    found = tomllib.loads((HERE / f"{file}.toml").read_text(encoding="utf-8"))
    return [Row(prefix + name, *texts) for name, texts in found.items()]


def all_rows() -> dict[str, Row]:
    """Every row by its name."""
    return {row.name: row for prefix, file, _ in LISTS for row in rows_of(prefix, file)}
