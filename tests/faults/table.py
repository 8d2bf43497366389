"""The faults that are known, each with its check, and how one is tried."""

import importlib
import pkgutil
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

import tests.faults
from tests.faults.site import Site

Check = Callable[[Site], None]


@dataclass(frozen=True)
class Fault:
    """One row of the list of faults. `fast` ones are part of `make test`."""

    number: int
    what: str
    check: Check
    fast: bool


@dataclass(frozen=True)
class Outcome:
    """What became of one fault on one database. `why` is empty if it held."""

    fault: Fault
    database: str
    why: str
    seconds: float

    def __str__(self) -> str:
        said = f"did not hold: {self.why}" if self.why else "held"
        what = f"F{self.fault.number:<3} {self.database:<11} {self.fault.what[:48]:<49}"
        return f"{what}{self.seconds:6.1f} s  {said}"


FAULTS: dict[int, Fault] = {}


def fault(number: int, what: str, *, fast: bool = False) -> Callable[[Check], Check]:
    """Registers a check. It raises AssertionError if the fault is not survived as promised."""

    def register(check: Check) -> Check:
        assert number not in FAULTS, f"F{number} is there twice"
        FAULTS[number] = Fault(number, what, check, fast)
        return check

    return register


def known() -> dict[int, Fault]:
    """Every fault, by its number."""
    for module in pkgutil.iter_modules(tests.faults.__path__):
        if module.name != "__main__":
            importlib.import_module(f"tests.faults.{module.name}")
    return dict(sorted(FAULTS.items()))


def tried(one: Fault, database: str) -> Outcome:
    """Injects a fault into a new site and tells what became of it."""
    began, why = time.monotonic(), ""
    try:
        with Site(database) as site:
            one.check(site)
            site.assert_no_traceback()
    except Exception as problem:  # whatever it is, the fault did not hold
        why = (str(problem).strip().splitlines() or [""])[0]
        if not isinstance(problem, AssertionError) or not why:
            why = f"{type(problem).__name__} {why} at {place(problem)}"
    return Outcome(one, database, why[:300], time.monotonic() - began)


def place(problem: Exception) -> str:
    """The last line of a check that was reached."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if "/tests/faults/" in frame.filename]
    last = [frame for frame in ours if not frame.filename.endswith("table.py")] or ours
    return f"{last[-1].filename.rpartition('/')[2]}:{last[-1].lineno}"
