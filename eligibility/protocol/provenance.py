"""What each document holds, by name and in order, so that a citation can be shown to exist."""

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

INDEX = Path(__file__).parent / "documents.toml"
OPENING = "Opening"
ABOUT = """\
# The names of the sections of each cited document and of the items in each, in the order of the
# document. The documents themselves are not kept here. tests/test_every_citation_exists.py holds
# every citation against this file. To hold this file against the documents:
#
#     python manage.py provenance FOLDER            compare, change nothing
#     python manage.py provenance FOLDER --write    write this file anew
#
# Which lines are headings is said here, by a person, in the names of the sections. The digest and
# the items are read from the document: eligibility/protocol/provenance.py says how an item is
# named. For a new section add its heading, without a colon at its end, as "Heading" = [] and write.
"""

_BULLET = re.compile(r"(?:[-•*]|\d+\.(?= ))\s*")
_LABEL = re.compile(r"([^:]+):(?: |$)")
_AGAIN = re.compile(r" \(\d+\)$")
_ENDS_A_SENTENCE = (".", "?", "!", "…", ":")


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document: its number, the digest of its bytes, and the items of each section."""

    number: str
    sha256: str
    sections: dict[str, tuple[str, ...]]

    def holds(self, section: str, item: str) -> bool:
        """Whether it has such a section with such an item in it."""
        return item in self.sections.get(section, ())


def read_index(path: Path = INDEX) -> dict[str, Document]:
    """The documents of an index, by number. Raises ValueError for a file that is not TOML, in
    which a section stands twice, or that is not made of documents with sections and items."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return {
            number: Document(
                number=number,
                sha256=table["sha256"],
                sections={name: tuple(items) for name, items in table["sections"].items()},
            )
            for number, table in tables.items()
        }
    except (AttributeError, KeyError, TypeError) as why:
        raise ValueError("each document needs a sha256 and sections with lists of items") from why


def write_index(documents: Iterable[Document], path: Path = INDEX) -> None:
    """Stores an index that `read_index` reads back the same."""
    path.write_text(ABOUT + "".join(map(_table, documents)), encoding="utf-8")


def _table(document: Document) -> str:
    lines = [f'\n["{document.number}"]', f'sha256 = "{document.sha256}"']
    lines.append(f'\n["{document.number}".sections]')
    for name, items in document.sections.items():
        lines += [f"{_quoted(name)} = [", *(f"    {_quoted(item)}," for item in items), "]"]
    return "\n".join(lines) + "\n"


def _quoted(name: str) -> str:
    """A name as TOML writes it, which for a line of text is as JSON does."""
    return json.dumps(name, ensure_ascii=False)


def read_document(number: str, content: bytes, names: Iterable[str]) -> Document:
    """A document as it stands, cut at the headings that `names` lists.

    Raises UnicodeDecodeError for bytes that are not UTF-8."""
    digest = hashlib.sha256(content).hexdigest()
    return Document(number=number, sha256=digest, sections=outline(content.decode(), names))


def outline(text: str, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The sections of a text with their items, in its order.

    A line is a heading if it reads, but for a colon at its end, as a name that is still to come.
    Lines before the first heading are the section "Opening". A name that comes again gets its
    number: "Benefits (2)". A heading that is not found leaves its section out, and its lines are
    then items of the section before."""
    ahead = [_AGAIN.sub("", name) for name in names]
    found: dict[str, list[str]] = {}
    here: list[str] = []
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        heading = line.removesuffix(":")
        if heading in ahead:
            del ahead[: ahead.index(heading) + 1]
            here = found.setdefault(_numbered(heading, found), [])
        else:
            here = here if found else found.setdefault(OPENING, [])
            here.append(line)
    return {name: _items(lines) for name, lines in found.items()}


def _items(lines: Iterable[str]) -> tuple[str, ...]:
    """The names of the items of one section. A bullet with nothing behind it is no item."""
    items: list[str] = []
    seen: Counter[str] = Counter()
    for name, by_place in filter(None, map(_item, lines)):
        seen[name] += 1
        items.append(f"{name} {seen[name]}" if by_place else _numbered(name, items))
    return tuple(items)


def _item(line: str) -> tuple[str, bool] | None:
    """What a line is called, and whether it goes by its place among its like.

    A line with a bullet or a number goes by its label, the words before its colon. Without one it
    is a question or a point, and so is a line whose label is not plain English: a name must be fit
    to print. Text without a bullet is a paragraph if it ends as a sentence does, else a line."""
    bullet = _BULLET.match(line)
    if not bullet:
        return ("Paragraph" if line.endswith(_ENDS_A_SENTENCE) else "Line"), True
    words = line[bullet.end() :]
    label = _LABEL.match(words)
    if label and label[1].isascii():
        return label[1], False
    return ("Question" if words.endswith("?") else "Point", True) if words else None


def _numbered(name: str, taken: Collection[str]) -> str:
    """The name, or the name with the first number that is free."""
    place, free = 1, name
    while free in taken:
        place += 1
        free = f"{name} ({place})"
    return free


def differences(listed: Document, found: Document) -> list[str]:
    """All that keeps a document from being the one the index lists, a sentence or two for each.

    Items are compared once all sections are found: behind a lost heading they mean nothing."""
    sections = list(_unlike("it", "section", listed.sections, found.sections))
    items = [
        line
        for name in ([] if sections else listed.sections)
        for line in _unlike(f"“{name}”", "item", listed.sections[name], found.sections[name])
    ]
    digest = [] if listed.sha256 == found.sha256 else [_CHANGED]
    return [f"Document {listed.number}: {line}" for line in (*digest, *sections, *items)]


_CHANGED = (
    "its bytes are not those of the index (the digest differs). Get the version that was cited, "
    "or read what changed, correct what cites it, and write the index anew."
)


def _unlike(
    where: str, what: str, listed: Collection[str], found: Collection[str]
) -> Iterator[str]:
    for name in listed:
        if name not in found:
            yield f"{where} has no {what} “{name}” in that place. {_LOST[what]}"
    for name in found:
        if name not in listed:
            yield f"{where} has the {what} “{name}”, which the index leaves out. {_NEW}"
    if sorted(listed) == sorted(found) and list(listed) != list(found):
        yield f"{where} has each {what} of the index, in another order. {_NEW}"


_LOST = {
    "section": "Correct its name or place in the index, or take it out there. "
    "Items were not compared.",
    "item": "Correct what cites it, and write the index anew.",
}
_NEW = "Check what cites this document, and write the index anew."
