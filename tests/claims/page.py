"""The page that tells, for each row, which tests show it or why none does."""

from collections.abc import Iterable

from tests.claims import LISTS, Row, all_rows, rows_of
from tests.claims.marked import Shown

TOP = """# What we answer for, and what shows it

Written by `python -m tests.claims --write` from the marks of the tests; a test fails when it is
old. Each test named here runs in `make test`, on SQLite and on PostgreSQL. The words are ours; the
standards have their own.

| | rows | shown by tests | a reason or command instead | not met |
|---|---|---|---|---|
"""


def problems(shown: Shown) -> list[str]:
    """What is wrong: a mark that names no row, and a row with neither test nor reason."""
    rows = all_rows()
    unknown = [name for name in shown if name not in rows]
    bare = [row for row in rows.values() if not (row.name in shown or row.reason)]
    return [
        *(f"{name} is no row, but marked in {sorted(shown[name])}" for name in unknown),
        *(f"{row.name} has neither a test nor a reason: {row.words}" for row in bare),
    ]


def page(shown: Shown) -> str:
    """The whole page."""
    lists = [(heading, rows_of(prefix, file)) for prefix, file, heading in LISTS]
    counts = "".join(_counts(heading, rows, shown) for heading, rows in lists)
    unmet = "".join(_unmet(heading, rows) for heading, rows in lists)
    tables = "".join(_table(heading, rows, shown) for heading, rows in lists)
    return f"{TOP}{counts}\n## Not met\n{unmet}{tables}"


def _counts(heading: str, rows: list[Row], shown: Shown) -> str:
    met = [row for row in rows if row.is_met]
    tested = sum(row.name in shown for row in met)
    numbers = (len(rows), tested, len(met) - tested, len(rows) - len(met))
    return f"| {heading} | {' | '.join(map(str, numbers))} |\n"


def _unmet(heading: str, rows: list[Row]) -> str:
    lines = [f"- **{row.name}**, {row.words}: {_rest(row)}\n" for row in rows if not row.is_met]
    return f"\n### {heading}\n\n{''.join(lines)}" if lines else ""


def _rest(row: Row) -> str:
    return row.reason.partition(": ")[2]


def _table(heading: str, rows: list[Row], shown: Shown) -> str:
    lines = "".join(
        f"| {row.name} | {row.words} | {_shown_by(row, shown.get(row.name, ()))} |\n"
        for row in rows
    )
    return f"\n## {heading}\n\n| | what | shown by |\n|---|---|---|\n{lines}"


def _shown_by(row: Row, tests: Iterable[str]) -> str:
    """The tests, file by file, and the reason."""
    files: dict[str, list[str]] = {}
    for test in sorted(tests):
        file, _, name = test.partition("::")
        files.setdefault(file, []).extend([name] if name else [])
    said = [f"`{file}`{': ' * bool(names)}{', '.join(names)}" for file, names in files.items()]
    return "; ".join([*said, *([row.reason] if row.reason else [])])
