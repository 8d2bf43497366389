"""`manage.py assess`: what goes in, what comes out, and what is refused with which words."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.journey import CLEAR

ROOT = Path(__file__).parent.parent
BARE = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}


def assess(given: Any, *options: str) -> subprocess.CompletedProcess[bytes]:
    """Runs the command as anyone would: no settings, no secrets, no database."""
    text = given if isinstance(given, bytes) else json.dumps(given).encode()
    command = [sys.executable, "manage.py", "assess", *options]
    return subprocess.run(command, input=text, capture_output=True, cwd=ROOT, env=BARE)


def test_the_example_of_the_contract() -> None:
    answers = CLEAR | {"imaging_done": "no", "severity": "severe"}
    done = assess({"answers": answers})
    result = json.loads(done.stdout)
    assert done.returncode == 0
    assert result["protocol"] == "2026.1"
    assert result["outcome"] == "need_information"
    assert result["findings"] == [
        {"rule": "severity", "kind": "unknown", "outcome": "need_information", "when": None}
    ]
    assert result["asked"][:2] == ["age", "red_flags"]
    assert "severity" not in result["asked"]
    assert result["ignored"] == ["severity"]


def test_text_only_questions_may_be_left_out(tmp_path: Path) -> None:
    answers = {q: a for q, a in CLEAR.items() if q not in ("offered", "values")}
    file = tmp_path / "one.json"
    file.write_text(json.dumps({"answers": answers}))
    done = assess(b"", str(file))
    assert json.loads(done.stdout)["outcome"] == "possible"


WRONG = {
    "unknown question": ({"shoe_size": 42}, "shoe_size"),
    "question of part 7": ({"share": "clinic"}, "share"),
    "unknown choice": ({"cancer": "maybe"}, "cancer"),
    "unknown tick": ({"region": ["low_back", "elbow"]}, "region"),
    "wrong type, text for a number": ({"age": "48"}, "age"),
    "wrong type, true for a number": ({"age": True}, "age"),
    "wrong type, a fraction": ({"age": 48.0}, "age"),
    "out of range": ({"age": 121}, "age"),
    "wrong type, text for ticks": ({"region": "low_back"}, "region"),
    "wrong type, ticks for one": ({"cancer": ["no"]}, "cancer"),
    "no tick": ({"region": []}, "region"),
    "null": ({"cancer": None}, "cancer"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_is_refused_by_name(case: str) -> None:
    change, named = WRONG[case]
    done = assess({"answers": CLEAR | change})
    assert (done.returncode, done.stdout) == (2, b"")
    assert named in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_required_answer_left_out_is_refused_by_name() -> None:
    left_out = {q: a for q, a in CLEAR.items() if q != "instability"}
    done = assess({"answers": left_out})
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"instability" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[",
        b"\xff\xfe",
        b"nonsense",
        b"[]]",
        b"{}",
        b'{"answers": []}',
        b"42",
        b"[" * 100_000,
        b'{"answers": {"age": ' + b"9" * 5000 + b"}}",
        b'{"answers": {"age": 1, "age": 2}}',
    ],
)
def test_what_is_no_answer_set_is_refused_in_plain_words(text: bytes) -> None:
    done = assess(text)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.strip()
    assert b"Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_told() -> None:
    done = assess(b"", "/nowhere/answers.json")
    assert done.returncode == 2
    assert b"/nowhere/answers.json" in done.stderr


def test_an_array_gives_an_array_or_nothing_at_all() -> None:
    good = {"answers": CLEAR}
    done = assess([good, good])
    assert [item["outcome"] for item in json.loads(done.stdout)] == ["possible", "possible"]
    broken = assess([good, {"answers": {}}])
    assert (broken.returncode, broken.stdout) == (2, b"")
    assert b"item 1" in broken.stderr
    assert assess([]).stdout.strip() == b"[]"


def test_lines_are_answered_one_by_one_and_a_bad_one_in_its_place() -> None:
    good = json.dumps({"answers": CLEAR}).encode()
    done = assess(b"\n".join([good, b"nonsense", good, b'{"answers": {}}']), "--jsonl")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert [sorted(line)[:1] for line in lines] == [["asked"], ["error"], ["asked"], ["error"]]
    assert "age" in lines[3]["error"]
    assert assess(good + b"\n" + good + b"\n", "--jsonl").returncode == 0
