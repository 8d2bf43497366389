"""Many patients at the same moment: no page of one ever shows a word of another.

`make crowd` does the same with 2,000 patients who answer every page."""

import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.page import Page
from tests.patient import Patient

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.shows("T2", "ASVS 15.4.2")]

THREADS = 50
PATIENTS = int(os.environ.get("CROWD", "50"))
WHOLE = "CROWD" in os.environ
MARK = re.compile(r"Q\d{5}Z")
AGAIN = 20  # tries, while a busy database says "again" (503)


def mark(number: int) -> str:
    """A name that no other patient has a part of."""
    return f"Q{number:05}Z"


def opened(patient: Patient, url: str) -> Page:
    for _ in range(AGAIN):
        page = Page(patient.get(url))
        if page.status != 503:
            return page
    raise AssertionError(f"{url} is busy for ever")


def pages_of(patient: Patient) -> list[str]:
    """What this patient sees, from the last question to the sheet, or from the start."""
    seen: list[Page] = []
    url = patient.url() if WHOLE else patient.url("contact")
    for _ in range(200):
        seen.append(page := opened(patient, url))
        if page.kind == "result":
            return [page.html for page in seen]
        if not (page.location or page.next):
            seen.append(page := patient.press(page))
        url = page.location or page.next or url
    raise AssertionError("no end")


waiting: dict[int, Patient] = {}


def one(number: int) -> list[str]:
    try:
        return pages_of(waiting[number])
    finally:
        connection.close()


def test_no_page_shows_the_mark_of_another_patient() -> None:
    for number in range(PATIENTS):
        made = Patient().start() if WHOLE else Patient.at("contact")
        made.answers["full_name"] = mark(number)
        waiting[number] = made
    with ThreadPoolExecutor(THREADS) as threads:
        seen = list(threads.map(one, range(PATIENTS)))
    for number, pages in enumerate(seen):
        shown = {found for page in pages for found in MARK.findall(page)}
        assert shown == {mark(number)}
