"""Every row we answer for has a test or a reason, and the page that says so is never old."""

import subprocess
import sys

import pytest

from tests.claims import FILE, REASONS, ROOT, Row, all_rows, rows_of
from tests.claims.page import page, problems

LEVEL_3 = {
    *("2.4.2", "3.4.7", "3.4.8", "6.3.5", "6.3.7", "6.3.8", "7.5.3", "8.3.2", "11.2.4", "11.3.4"),
    *("14.2.5", "14.2.6", "14.2.7", "15.4.2", "16.5.4"),
}


def test_the_page_says_what_the_marks_say_and_no_row_is_bare() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.claims"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr + done.stdout


def test_no_row_of_the_lists_is_missing() -> None:
    assert [row.name for row in rows_of("", "threats")] == [f"T{n}" for n in range(1, 21)]
    assert [row.name for row in rows_of("", "faults")] == [f"F{n}" for n in range(1, 49)]
    assert len(rows_of("", "hipaa")) == 9
    asvs = {row.name for row in rows_of("", "asvs")}
    assert asvs > LEVEL_3 and len(asvs - LEVEL_3) == 185


@pytest.mark.parametrize(
    "row", [row for row in all_rows().values() if row.reason], ids=lambda row: row.name
)
def test_a_reason_begins_with_its_kind_and_names_files_that_exist(row: Row) -> None:
    kind, colon, words = row.reason.partition(": ")
    assert kind in REASONS and colon and words
    for path in FILE.findall(row.reason):
        assert (ROOT / path).exists(), path


def test_an_unknown_row_and_a_bare_one_are_found() -> None:
    every = {name: {"test_x.py::test_y"} for name in all_rows()}
    assert problems(every) == []
    assert problems(every | {"T99": {"test_x.py::test_y"}}) == [
        "T99 is no row, but marked in ['test_x.py::test_y']"
    ]
    del every["T3"]
    assert [line.partition(" ")[0] for line in problems(every)] == ["T3"]


def test_what_is_not_met_stands_on_top_and_counts_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Row("T1", "one", "not met: half of it"), Row("T2", "two"), Row("T3", "three", "by: x")]
    monkeypatch.setattr("tests.claims.page.LISTS", (("", "x", "Threats"),))
    monkeypatch.setattr("tests.claims.page.rows_of", lambda prefix, file: rows)
    text = page({"T1": {"test_a.py::test_b"}, "T2": {"test_c.py"}})
    assert "| Threats | 3 | 1 | 1 | 1 |" in text
    assert text.index("- **T1**, one: half of it") < text.index("| T1 |")
    assert "| T2 | two | `test_c.py` |" in text
    assert "`test_a.py`: test_b; not met: half of it" in text
