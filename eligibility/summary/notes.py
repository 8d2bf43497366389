"""Numbered notes: each section of a source gets one number, when it is first cited."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from eligibility.core.rules import Citation, Source


@dataclass
class Note:
    """One section of one source, and every place in it that the sheet goes by."""

    number: int
    source: Source
    section: str
    cites: dict[str, Citation] = field(default_factory=dict)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What stands there: items that say the same are named together, and it is said once."""
        lines: dict[str, list[str]] = {}
        for item, cite in self.cites.items():
            lines.setdefault(str(cite.says), []).append(item)
        return [("; ".join(items), says) for says, items in lines.items()]


@dataclass
class Notes:
    """The notes of one sheet, in the order of first use."""

    found: dict[tuple[Source, str], Note] = field(default_factory=dict)

    def numbers(self, cites: Iterable[Citation]) -> list[int]:
        """The numbers of these citations, each once, giving new ones to new sections."""
        return list(dict.fromkeys(self._number(cite) for cite in cites))

    def _number(self, cite: Citation) -> int:
        key = (cite.source, cite.section)
        note = self.found.setdefault(key, Note(len(self.found) + 1, *key))
        note.cites.setdefault(cite.item, cite)
        return note.number

    @property
    def in_order(self) -> list[Note]:
        """Every note, by number."""
        return list(self.found.values())
