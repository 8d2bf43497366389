"""The same table as an Excel workbook, with the dictionary on a sheet of its own.

It is written to a file that only this process can open and that has no name, row by row, so that
memory stays flat. Every text is written as text: nothing in it is a formula or a link.
"""

import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain, count
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _

from eligibility.review.export.columns import HEADINGS, columns, dictionary, last_row, values
from eligibility.review.export.formats import Chunks
from eligibility.review.export.records import Tally

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 1_000_000  # rows on one sheet; Excel has room for 48,575 more, and loses what is beyond
Row = Iterable[str | int]
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(chunks: Chunks, identified: bool, tally: Tally) -> IO[bytes]:
    """The file, at its beginning. It is gone when it is closed."""
    from xlsxwriter import Workbook  # only who asks for one waits for it, not each start

    whole = tempfile.TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    try:
        with tempfile.TemporaryDirectory() as folder:  # for its sheets; gone even after a failure
            book = Workbook(whole, {**OPTIONS, "tmpdir": folder})
            try:
                _fill(book, chunks, identified, tally)
            finally:
                book.close()  # after a failure too, for it closes the files of the sheets
    except BaseException:
        whole.close()
        raise
    whole.seek(0)
    return whole


def _fill(book: "Workbook", chunks: Chunks, identified: bool, tally: Tally) -> None:
    rows = (values(record, identified) for records in chunks for record in records)
    _write_all(book, columns(identified), chain(rows, _last(identified, tally)))
    sheet = book.add_worksheet(_("Data dictionary"))
    for number, row in enumerate(chain([map(str, HEADINGS)], dictionary(identified))):
        _write(sheet, number, row)


def _last(identified: bool, tally: Tally) -> Iterator[Row]:
    """The last row, made when all others are."""
    yield last_row(identified, tally.rows, tally.unreadable)


def _write_all(book: "Workbook", headings: Row, rows: Iterator[Row]) -> None:
    """As many sheets as there must be, each with its headings."""
    row = next(rows, None)
    for number in count(1):
        name = _("Submissions")
        sheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
        _write(sheet, 0, headings)
        for place in range(1, MOST + 1):
            if row is None:
                return
            _write(sheet, place, row)
            row = next(rows, None)
        if row is None:
            return


def _write(sheet: "Worksheet", number: int, row: Row) -> None:
    for column, value in enumerate(row):
        if isinstance(value, int):
            sheet.write_number(number, column, value)
        elif value:
            sheet.write_string(number, column, value)
