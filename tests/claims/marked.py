"""Which tests carry which rows, by pytest's own collection. No test runs."""

import io
import os
from collections import defaultdict
from contextlib import redirect_stdout

import pytest

from tests.claims import ROOT

Shown = dict[str, set[str]]


class Collector:
    """A plugin that notes the rows of every test that pytest finds."""

    def __init__(self) -> None:
        self.shown: Shown = defaultdict(set)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            for node, mark in item.iter_markers_with_node("shows"):
                for row in mark.args:
                    self.shown[row].add(name_of(item, node))


def name_of(item: pytest.Item, node: pytest.Item | pytest.Collector) -> str:
    """The test's file and name, or the file alone if the file carries the row."""
    file = item.nodeid.partition("::")[0].removeprefix("tests/")
    whole = isinstance(node, pytest.Module)
    return file if whole else f"{file}::{getattr(item, 'originalname', item.name)}"


def collect() -> Shown:
    """The rows that tests carry, and which tests. Raises RuntimeError if a file cannot be read."""
    os.chdir(ROOT)
    os.environ["TEST_DATABASE"] = "sqlite"  # asked of nothing
    found, said = Collector(), io.StringIO()
    with redirect_stdout(said):
        code = pytest.main(["--collect-only", "-q", "tests"], plugins=[found])
    if code:
        raise RuntimeError(f"pytest could not collect the tests: {code!r}\n{said.getvalue()}")
    return found.shown
