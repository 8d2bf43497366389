"""The PDF compiler may crash or never end: that costs one answer, and it can reach nothing."""

import subprocess
import sys
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from eligibility.summary import pdf, typesetter
from eligibility.summary.typesetter import Refused, Typesetter, Unavailable
from tests.patient import KEPT, Patient

pytestmark = pytest.mark.shows("F36", "T11", "T17", "ASVS 15.2.2", "ASVS 16.5.2")

GOOD = b'#set document(title: "-")\n#json("sheet.json")'
NEVER_ENDS = GOOD + b"\n#for a in range(100000) { for b in range(100000) { let c = a } }"


@pytest.fixture
def own() -> Iterator[Typesetter]:
    made = Typesetter(pdf.FOLDER)
    yield made
    made.end()


def test_one_that_was_killed_is_started_again(own: Typesetter) -> None:
    first = own.made(GOOD, b'"x"', 0)
    process = own._running()
    process.kill()
    process.wait()
    assert own.made(GOOD, b'"x"', 0) == first


def test_a_document_that_never_ends_is_given_up_and_the_next_one_is_made(own: Typesetter) -> None:
    own.made(GOOD, b'"x"', 0)
    with patch.object(typesetter, "MOST_SECONDS", 0), pytest.raises(Unavailable):
        own._asked(typesetter.ASKED.pack(len(NEVER_ENDS), 3, 0) + NEVER_ENDS + b'"x"')
    assert own.made(GOOD, b'"x"', 0).startswith(b"%PDF")


@pytest.mark.parametrize("reach", ['read("/etc/hostname")', 'image("x.png")', 'read("sheet.typ")'])
def test_a_template_reaches_no_file(own: Typesetter, reach: str) -> None:
    with pytest.raises(Refused):
        own.made(GOOD + f"\n#{reach}".encode(), b'"x"', 0)


NOWHERE_TO_WRITE = f"""
import os, sys
from pathlib import Path
from eligibility.summary.typesetter import Typesetter

def refused(event, given):
    if event != "open" or given[0] == os.devnull or isinstance(given[0], int):
        return
    if given[2] & (os.O_WRONLY | os.O_RDWR):
        raise OSError(30, "Read-only file system", given[0])

sys.addaudithook(refused)
print(Typesetter(Path({str(pdf.FOLDER)!r})).made({GOOD!r}, b'"x"', 0)[:4])
"""


def test_it_needs_no_place_to_write() -> None:
    """In a container the app lies on a file system that is only read."""
    command = [sys.executable, "-B", "-"]
    run = subprocess.run(
        command, input=NOWHERE_TO_WRITE, capture_output=True, text=True, cwd=typesetter.ROOT
    )
    assert (run.stdout, run.stderr) == ("b'%PDF'\n", "")


@pytest.mark.django_db
def test_the_patient_is_told_so_and_the_page_lives() -> None:
    patient = Patient.at("share", KEPT)
    assert patient.walk().kind == "result"
    with patch.object(Typesetter, "made", side_effect=Unavailable):
        answer = patient.get(f"{patient.url('result')[:-1]}.pdf")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert patient.show("result").kind == "result"
