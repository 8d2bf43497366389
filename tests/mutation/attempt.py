"""One attempt on one mutant, in a process of its own that has imported none of the bent files."""

import importlib
import os
import pkgutil
import resource
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from multiprocessing.connection import Connection
from types import CodeType
from typing import Any

import pytest

from tests.mutation.killers import COPIES
from tests.mutation.known import PACKAGES
from tests.mutation.source import ROOT, Mutant

Stages = tuple[tuple[str, ...], ...]
Verdict = tuple[str, str, str]  # what became of it, by whom, and why

MOST_MEMORY = 3 << 30
OPTIONS = ("-x", "-q", "--assert=plain", "-o", "addopts=", "-p", "no:cacheprovider")


class Bent(SourceFileLoader, MetaPathFinder):
    """Finds and loads one module with another source."""

    def __init__(self, mutant: Mutant) -> None:
        parts = mutant.module.removesuffix(".py").removesuffix("/__init__").split("/")
        super().__init__(".".join(parts), str(ROOT / mutant.module))
        self.code = compile(mutant.source(), self.path, "exec", dont_inherit=True)

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        return spec_from_file_location(fullname, loader=self) if fullname == self.name else None

    def get_code(self, fullname: str) -> CodeType:
        return self.code


class FirstFailure:
    """Remembers the first test that failed, and how."""

    name = why = ""

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.note(report)

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.note(report)

    def note(self, report: Any) -> None:
        if report.failed and not self.name:
            self.name, self.why = report.nodeid, report.longreprtext


def attempt(mutant: Mutant | None, stages: Stages, answer: Connection) -> None:
    """Sends the verdict ("stopped", "killed", "survived" or "no program"), who gave it, and why."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        if mutant:
            sys.meta_path.insert(0, Bent(mutant))
        import_everything()
    except SyntaxError as error:
        answer.send(("no program", type(error).__name__, str(error)))
    except Exception as error:
        answer.send(("stopped", type(error).__name__, str(error)))
    else:
        answer.send(judged(stages))


def judged(stages: Stages) -> Verdict:
    left_out = [f"--deselect={name}" for name in COPIES]
    for tests in stages:
        first = FirstFailure()
        code = pytest.main([*OPTIONS, *left_out, *tests], plugins=[first])
        if code != pytest.ExitCode.OK:
            return "killed", first.name or f"pytest ended with {code!r}", first.why
    return "survived", "", ""


def import_everything() -> None:
    """Imports the language and the protocol, as every start of the program does."""
    for package in PACKAGES.values():
        found = importlib.import_module(package.replace("/", "."))
        for module in pkgutil.walk_packages(found.__path__, f"{found.__name__}."):
            importlib.import_module(module.name)


def codes_of_questions() -> dict[str, list[str]]:
    """The codes of each question, by the name it is declared under."""
    import_everything()
    return {
        name: list(thing.by_code)
        for module in list(sys.modules.values())
        if module.__name__.startswith("eligibility.protocol.questions.")
        for name, thing in vars(module).items()
        if hasattr(thing, "by_code") and hasattr(thing, "choices")
    }
