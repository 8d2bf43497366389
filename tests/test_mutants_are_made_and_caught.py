"""The tool behind `make mutants` bends what it should, and nothing that it bends here survives."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation import declarations  # noqa: F401  # registers its operators
from tests.mutation.known import Known, everything_named
from tests.mutation.operators import mutants
from tests.mutation.report import Equal, Report, equals
from tests.mutation.run import Verdict, fingerprint
from tests.mutation.source import ROOT, Mutant

KNOWN = Known(
    enums={"Outcome": ["URGENT", "NOT_NOW", "DISCUSS"]},
    codes={"CANCER": ["now", "past", "no"]},
    optional=frozenset({"scope"}),
)
CASES = {
    "if a < 1 and not b:\n    raise E('x')": [
        "a < 1 and not b -> (a < 1)",
        "a < 1 and not b -> (not b)",
        "< -> <=",
        "< -> >=",
        "1 -> 0",
        "1 -> 2",
        "and -> or",
        "not b -> (b)",
        "raise E('x') -> pass",
    ],
    "x = a - b if c else {1, n}": [
        "a - b if c else {1, n} -> (a - b)",
        "a - b if c else {1, n} -> ({1, n})",
        "a - b -> (a)",
        "a - b -> (b)",
        "c -> not c",
        "1 -> 0",
        "1 -> 2",
        "1, -> nothing",
        ", n -> ,",
    ],
    "def f(a: int | None = 3) -> bool:\n    '''Words.'''\n    return min(a)": [
        "3 -> 2",
        "3 -> 4",
        "return min(a) -> return None",
        "min -> max",
    ],
    'R = Rule(slug="r", outcome=Outcome.NOT_NOW, scope=S, says=_("Kept."))': [
        '"r" -> "rx"',
        "Outcome.NOT_NOW -> Outcome.DISCUSS",
        "Outcome.NOT_NOW -> Outcome.URGENT",
        "scope=S, -> nothing",
    ],
    'W = health.CANCER.is_one_of("now", "past")': [
        ".is_one_of -> .said",
        '"now", -> nothing',
        '"now" -> "no"',
        ', "past" -> ,',
        '"past" -> "no"',
    ],
    "from x import y\nT: TypeAlias = 1\nbring = (_('One'), _('Two'))": [],
}


def made(folder: Path, text: str) -> list[Mutant]:
    (folder / "bent.py").write_text(f"{text}\n")
    return list(mutants("bent.py", KNOWN, folder))


@pytest.mark.parametrize("text", CASES)
def test_a_line_is_bent_in_these_ways_and_no_other(text: str, tmp_path: Path) -> None:
    found = made(tmp_path, text)
    assert sorted(mutant.change for mutant in found) == sorted(CASES[text])
    for mutant in found:
        compile(mutant.source(), "bent.py", "exec")
        assert mutant.source() != mutant.content


def test_the_tool_reads_what_the_rules_name() -> None:
    known = everything_named({})
    assert known.enums["Clock"] == ["NOW", "TODAY", "DAYS"]
    assert {"scope", "clock", "unknown", "worse", "key"} <= known.optional
    assert known.optional.isdisjoint({"slug", "kind", "when", "outcome", "cites"})


def verdict(mutant: Mutant, became: str) -> Verdict:
    return Verdict(mutant=mutant, became=became, by="a test", why="", seconds=1.0)


def equal(mutant: Mutant, **changes: str) -> Equal:
    entry = {"module": mutant.module, "where": mutant.where, "line": mutant.line, "because": "!"}
    return Equal(changes=(changes.pop("change", mutant.change),), **(entry | changes))


@pytest.fixture
def bent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mutant:
    """The mutant of `x = True`, as if it were in the core."""
    monkeypatch.setattr("tests.mutation.report.package_of", lambda module: "core")
    (mutant,) = made(tmp_path, "x = True")
    return mutant


def test_a_survivor_without_a_reason_does_not_pass_and_one_with_a_reason_does(bent: Mutant) -> None:
    caught = [verdict(bent, "killed")] * 19
    survived = verdict(bent, "survived")
    assert list(Report([*caught, survived], []).problems()) == [f"survived: {bent}"]
    (killed,) = set(Report([*caught, survived], [equal(bent)]).problems())
    assert killed == f"listed as equivalent, but killed by a test: {bent}"
    assert list(Report(caught, []).problems()) == []
    (low,) = Report([survived], [equal(bent)]).problems()
    assert low == "all of core: 0.0 % is below 95.0 %"


@pytest.mark.parametrize("spoil", [{"line": "x = False"}, {"where": "y"}, {"change": "1 -> 2"}])
def test_a_reason_for_a_mutant_that_is_no_longer_made_is_stale(
    spoil: dict[str, str], bent: Mutant
) -> None:
    assert list(Report([], [equal(bent)]).stale([bent])) == []
    (told,) = Report([], [equal(bent, **spoil)]).stale([bent])
    assert told.startswith("listed as equivalent, but no such mutant: bent.py")


def test_figures_and_reasons_are_written_under_the_prose(bent: Mutant, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Prose\n")
    report = Report([verdict(bent, "survived"), verdict(bent, "timeout")], [equal(bent)])
    for _again in range(2):
        report.write(page)
        text = page.read_text()
        assert text.startswith("# Prose\n")
        assert text.count("| all of core | 2 | 0 | 0 | 1 | 1 | 0 | 50.0 |") == 1
        assert text.count("| bent.py x | `True -> False` | ! |") == 1


def test_every_reason_in_the_list_names_a_mutant_that_is_made() -> None:
    run = tool("--list")
    assert run.returncode == 0
    for entry in equals():
        for change in entry.changes:
            assert f"{entry.where}: {change}    in: {entry.line}\n" in run.stdout


def tool(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.mutation", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_rule_made_milder_and_a_limit_moved_by_one_are_caught() -> None:
    run = tool(
        "--green",
        *("--only", "eligibility/core/conditions.py", "--like", "Above.evaluate: > -> >="),
        *("--only", "eligibility/protocol/rules/listed.py"),
        *("--like", "SEVERE_WEAR: Outcome.NOT_NOW -> Outcome.NEED_INFORMATION"),
    )
    assert (run.returncode, run.stderr) == (0, "")
    totals = [line.split()[3:] for line in run.stdout.splitlines() if line.startswith("all of")]
    assert totals == [["1", "0", "1", "0", "0", "0", "100.0"]] * 2


def test_an_edit_spoils_a_run_and_what_python_compiles_does_not(tmp_path: Path) -> None:
    compiled = tmp_path / "config" / "__pycache__"
    compiled.mkdir(parents=True)
    edited = tmp_path / "config" / "read.py"
    edited.write_text("x = 1")
    before = fingerprint(tmp_path)
    (compiled / "read.cpython-311.pyc.139642").write_text("half of it")
    assert fingerprint(tmp_path) == before
    edited.write_text("x = 2")
    assert fingerprint(tmp_path) != before
