"""How a document is cut into sections and items, and an index read and written, case by case."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eligibility.protocol.provenance import (
    Document,
    differences,
    outline,
    read_document,
    read_index,
    write_index,
)


@pytest.mark.parametrize("end", [".", "?", "!", "…", ":"])
def test_a_line_that_ends_as_a_sentence_is_a_paragraph(end: str) -> None:
    assert outline(f"One{end}\nOne", []) == {"Opening": ("Paragraph 1", "Line 1")}


def test_a_heading_is_found_once_and_what_stands_before_it_is_not_waited_for_any_more() -> None:
    text = "A\n- x: 1\nA\n- y: 2"
    assert outline(text, ["A"]) == {"A": ("x", "Line 1", "y")}
    assert outline("B\nOne.\nA\nTwo.", ["A", "B"]) == {
        "B": ("Paragraph 1", "Line 1", "Paragraph 2")
    }


def test_a_label_in_other_letters_is_no_name_wherever_they_stand() -> None:
    text = "A\n- xж: 1\n- жx: 2\n- xx: 3"
    assert outline(text, ["A"]) == {"A": ("Point 1", "Point 2", "xx")}


@pytest.mark.parametrize(
    "text",
    [
        "900 = 1",
        "[900]\nsha256 = ''",
        "[900]\nsha256 = ''\nsections = 1",
        "[900]\nsha256 = ''\nsections.A = 1",
    ],
)
def test_an_index_that_is_not_made_of_documents_is_refused(text: str, tmp_path: Path) -> None:
    (path := tmp_path / "index.toml").write_text(text)
    with pytest.raises(ValueError, match="each document needs a sha256 and sections with lists"):
        read_index(path)


def test_items_in_another_order_are_told_whatever_their_order_was() -> None:
    for items in (("b", "a"), ("a", "b")):
        listed = Document(number="900", sha256="", sections={"A": items})
        found = replace(listed, sections={"A": items[::-1]})
        (told,) = differences(listed, found)
        assert told == (
            "Document 900: “A” has each item of the index, in another order. "
            "Check what cites this document, and write the index anew."
        )
        assert differences(listed, listed) == []


def test_an_index_is_read_back_as_it_was_written_and_shows_every_letter(tmp_path: Path) -> None:
    text = '“Ñandú” says\n- "Quoted" \\ name: yes\n- Ünïcode'
    found = read_document("900", text.encode(), ["“Ñandú” says"])
    write_index([found], path := tmp_path / "index.toml")
    assert read_index(path) == {"900": found}
    assert "“Ñandú” says" in path.read_text(encoding="utf-8")
    assert json.dumps("“") not in path.read_text(encoding="utf-8")
