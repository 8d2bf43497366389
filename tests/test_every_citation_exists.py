"""Every citation of a document names a place that the document has, and the index proves it."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from eligibility import protocol
from eligibility.core.rules import Citation, Source
from eligibility.management.commands import provenance as command
from eligibility.protocol.content import cards
from eligibility.protocol.provenance import outline, read_index
from eligibility.protocol.sources import DISC_ARTICLE

TEXT = """A title
Some writer

What stands before the first list.
Reasons:
- Cold: It was cold.
- Rest and отдых: It was late.
  • Long way (by foot): It was far.
- It was dark.
- Was it safe?
Benefits
  1. First: One.
  2. Second:
Benefits:
*NOTE: All of this is made up.
-
"""
SECTIONS = {
    "A title": ("Line 1", "Paragraph 1"),
    "Reasons": ("Cold", "Point 1", "Long way (by foot)", "Point 2", "Question 1"),
    "Benefits": ("First", "Second"),
    "Benefits (2)": ("NOTE",),
}


def inside(thing: Any, seen: set[int]) -> Iterator[Any]:
    """A thing, and every dataclass anywhere inside it, each once."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    parts = list(thing) if isinstance(thing, tuple | list | set | frozenset) else []
    if isinstance(thing, dict):
        parts = [*thing, *thing.values()]
    elif is_dataclass(thing) and not isinstance(thing, type):
        yield thing
        parts = [getattr(thing, field.name) for field in fields(thing)]
    for part in parts:
        yield from inside(part, seen)


def everything() -> list[Any]:
    """Every dataclass in every module of the protocol."""
    found = pkgutil.walk_packages(protocol.__path__, f"{protocol.__name__}.")
    modules = [protocol, *(importlib.import_module(module.name) for module in found)]
    return list(inside([vars(module) for module in modules], set()))


def citations() -> list[Citation]:
    """Every citation of a document that the protocol makes."""
    return [it for it in everything() if isinstance(it, Citation) and it.source.document]


def astray() -> list[tuple[str | None, str, str]]:
    """The citations that name a place which the index does not have."""
    index = read_index()
    return [
        (cite.source.document, cite.section, cite.item)
        for cite in citations()
        if not index[str(cite.source.document)].holds(cite.section, cite.item)
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one made-up document, and the index made from it."""
    index = tmp_path / "index.toml"
    headings = "\n".join(f'"{name}" = []' for name in SECTIONS)
    index.write_text(f'[900]\nsha256 = ""\n[900.sections]\n{headings}\n')
    monkeypatch.setattr(command, "INDEX", index)
    (home := tmp_path / "documents").mkdir()
    (home / "900_made_up.txt").write_text(TEXT)
    checked(home, write=True)
    return home


def checked(folder: Path, **options: Any) -> str:
    call_command("provenance", folder, stdout=(out := StringIO()), **options)
    return out.getvalue()


def refused(folder: Path, change: Callable[[str], str], **options: Any) -> str:
    """What the command says to the document after a change that must not pass."""
    path = folder / "900_made_up.txt"
    path.write_text(change(TEXT))
    assert path.read_text() != TEXT
    with pytest.raises(CommandError) as why:
        checked(folder, **options)
    return str(why.value)


def test_every_citation_of_a_document_names_a_section_and_an_item_it_has() -> None:
    assert len(citations()) > 40
    assert {cite.source.document for cite in citations()} == set(read_index())
    assert astray() == []


@pytest.mark.parametrize(
    ("section", "item"),
    [("No Such Section", "Paragraph 1"), ("Factors to Consider", "Spinal Instability")],
)
def test_a_citation_of_a_place_that_does_not_exist_is_found(
    section: str, item: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = DISC_ARTICLE.at(section, item, says="It is said to stand there.")
    monkeypatch.setattr(cards, "FAKE", {"deep": [(fake,)]}, raising=False)
    assert astray() == [("004", section, item)]


def test_every_document_of_the_index_is_a_source_and_every_such_source_is_in_the_index() -> None:
    found = [thing.document for thing in everything() if isinstance(thing, Source)]
    assert sorted(filter(None, found)) == sorted(read_index())


def test_the_index_is_well_formed_and_holds_names_but_no_sentences() -> None:
    for number, document in read_index().items():
        assert re.fullmatch(r"\d{3}", number)
        assert re.fullmatch(r"[0-9a-f]{64}", document.sha256), number
        assert document.sections, number
        for name, items in document.sections.items():
            assert items, f"{number}: {name}"
            assert len(set(items)) == len(items), f"{number}: {name}"
            assert 0 < len(name.strip()) == len(name) < 70
            assert all(0 < len(item.strip()) == len(item) < 50 for item in items)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[900.sections]\n"A" = ["B"]', "needs a sha256"),
        ('[900]\nsha256 = ""\n[900.sections]\n"A" = ["B"]\n"A" = ["C"]', "overwrite"),
    ],
)
def test_an_index_that_is_none_is_refused(text: str, why: str, folder: Path) -> None:
    command.INDEX.write_text(text)
    with pytest.raises(CommandError, match=f"index.toml is not an index.*{why}"):
        checked(folder)


def test_items_go_by_their_labels_or_by_their_places() -> None:
    assert list(outline(TEXT, SECTIONS).items()) == list(SECTIONS.items())


def test_text_before_a_heading_is_the_opening_and_a_label_that_comes_again_is_numbered() -> None:
    assert outline("One.\nTwo.\nA:\n- Pain: x\n- Pain: y", ["Opening", "A"]) == {
        "Opening": ("Paragraph 1", "Paragraph 2"),
        "A": ("Pain", "Pain (2)"),
    }


def test_documents_that_match_the_index_are_accepted(folder: Path) -> None:
    assert checked(folder) == "Document 900: 4 sections, 10 items, as the index says.\n"
    assert read_index(command.INDEX)["900"].sections == SECTIONS


def test_one_changed_byte_is_refused(folder: Path) -> None:
    why = refused(folder, lambda text: text.replace("It was cold.", "It was gold."))
    assert why.startswith("Document 900: its bytes are not those of the index")
    assert "\n" not in why


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("Reasons:", "Grounds:", "it has no section “Reasons” in that place."),
        ("- Cold: It was cold.\n", "", "“Reasons” has no item “Cold” in that place."),
        ("- It was dark.\n", "", "“Reasons” has no item “Point 2” in that place."),
        (
            "- It was dark.",
            "- It was dark.\n- Late: It was late.",
            "“Reasons” has the item “Late”, which the index leaves out.",
        ),
        (
            "  1. First: One.\n  2. Second:\n",
            "  1. Second:\n  2. First: One.\n",
            "“Benefits” has each item of the index, in another order.",
        ),
        ("A title", "Hello.\nA title", "it has the section “Opening”, which the index leaves out."),
    ],
    ids=["renamed section", "item out", "place out", "item in", "items swapped", "text before"],
)
def test_a_document_of_another_shape_is_refused(old: str, new: str, why: str, folder: Path) -> None:
    told = refused(folder, lambda text: text.replace(old, new)).splitlines()
    assert len(told) == 2, "the digest, and this difference alone"
    assert told[1].startswith(f"Document 900: {why} ")


def test_sections_in_another_order_are_refused(folder: Path) -> None:
    title, reasons = TEXT.split("Reasons:")
    why = refused(folder, lambda text: f"{title}Benefits\n- First: One.\nReasons:{reasons}")
    assert "has no section “Reasons” in that place" in why


def test_a_changed_document_is_written_anew_when_asked(folder: Path) -> None:
    refused(folder, lambda text: text.replace("- Cold: It was cold.\n", ""))
    assert "9 items, as the index says" in checked(folder, write=True)
    assert "9 items, as the index says" in checked(folder)


def test_nothing_is_written_when_a_section_is_lost(folder: Path) -> None:
    before = command.INDEX.read_text()
    why = refused(folder, lambda text: text.replace("Reasons:", "Grounds:"), write=True)
    assert "no section “Reasons” in that place.\nNothing was written." in why
    assert command.INDEX.read_text() == before


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "documents holds 0 files of document 900"),
        ({"900_a.txt": b"A", "900_b.txt": b"B"}, "documents holds 2 files of document 900"),
        ({"900.txt": b"A", "901.txt": b"B"}, "documents holds a document 901"),
        ({"900.txt": b"A title\n\xff"}, "900.txt is not text in UTF-8 (byte 8)"),
        ({"900.txt": None}, "900.txt cannot be read: Is a directory"),
    ],
    ids=["missing", "twice", "not listed", "not text", "not a file"],
)
def test_documents_that_cannot_be_read_are_refused(
    files: dict[str, bytes | None], why: str, folder: Path
) -> None:
    (folder / "900_made_up.txt").unlink()
    for name, content in files.items():
        (folder / name).mkdir() if content is None else (folder / name).write_bytes(content)
    with pytest.raises(CommandError, match=re.escape(why)):
        checked(folder)


def test_a_missing_folder_is_refused(folder: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        checked(folder / "none")
