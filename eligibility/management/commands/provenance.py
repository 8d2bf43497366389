"""Re-reads the cited documents and holds the index of their sections and items against them."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eligibility.protocol.provenance import (
    INDEX,
    Document,
    differences,
    read_document,
    read_index,
    write_index,
)


class Command(BaseCommand):
    help = (
        "Compares the documents in FOLDER, whose file names start with their numbers, with the "
        "index that citations are held against. --write writes the index anew."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where the documents are")
        parser.add_argument("--write", action="store_true", help=f"write {INDEX.name} anew")

    def handle(self, *, folder: Path, write: bool, **options: Any) -> None:
        index = _index()
        files = _files(folder, index)
        found = [_document(files[number], listed) for number, listed in index.items()]
        if write:
            _write(index, found)
            index = _index()
        self.compare(index, found)

    def compare(self, index: dict[str, Document], found: list[Document]) -> None:
        """One line a document. Ends in an error that tells each difference, if there is one."""
        wrong = {
            document.number: differences(index[document.number], document) for document in found
        }
        for document in found:
            many = len(wrong[document.number])
            items = sum(map(len, document.sections.values()))
            verdict = f"differs from the index ({many})" if many else "as the index says"
            self.stdout.write(
                f"Document {document.number}: {len(document.sections)} sections, {items} items, "
                f"{verdict}."
            )
        if any(wrong.values()):
            raise CommandError("\n".join(line for lines in wrong.values() for line in lines))


def _index() -> dict[str, Document]:
    try:
        return read_index(INDEX)
    except OSError as why:
        raise CommandError(f"{INDEX.name} cannot be read: {why.strerror}.") from None
    except ValueError as why:
        raise CommandError(f"{INDEX.name} is not an index: {why}.") from None


def _files(folder: Path, index: dict[str, Document]) -> dict[str, Path]:
    """The file of each document of the index. Each must be there once, and no other document."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.name[:3].isdigit())
    except OSError as why:
        raise CommandError(
            f"The folder {folder} cannot be read: {why.strerror}. Name the folder of the documents."
        ) from None
    seen = Counter(path.name[:3] for path in paths)
    wrong = [
        f"{folder} holds {seen[number]} files of document {number}. {_ONE_FILE}"
        for number in index
        if seen[number] != 1
    ]
    wrong += [f"{folder} holds a document {n}. {_NOT_LISTED}" for n in seen if n not in index]
    if wrong:
        raise CommandError("\n".join(wrong))
    return {path.name[:3]: path for path in paths}


_ONE_FILE = "It must hold one, with a name that starts with the number."
_NOT_LISTED = "The index does not list it: add its number and headings there, or take it away."


def _document(path: Path, listed: Document) -> Document:
    try:
        return read_document(listed.number, path.read_bytes(), listed.sections)
    except OSError as why:
        raise CommandError(f"{path} cannot be read: {why.strerror}.") from None
    except UnicodeDecodeError as why:
        raise CommandError(
            f"{path} is not text in UTF-8 (byte {why.start}). Get the version that was cited."
        ) from None


def _write(index: dict[str, Document], found: list[Document]) -> None:
    """Writes what was found, unless a section was lost: only a person can say where it went."""
    lost = [
        f"Document {document.number} has no section “{name}” in that place."
        for document in found
        for name in index[document.number].sections
        if name not in document.sections
    ]
    if lost:
        lost.append(f"Nothing was written. Correct the names of the sections in {INDEX.name}.")
        raise CommandError("\n".join(lost))
    try:
        write_index(found, INDEX)
    except OSError as why:
        raise CommandError(f"{INDEX.name} cannot be written: {why.strerror}.") from None
