"""Writes every page of the patient's side to a folder: `python -m tests.every_page FOLDER`.

For checkers that read files, such as the Nu HTML checker:
`java -jar vnu.jar --errors-only FOLDER/*.html` must say nothing.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.screenshots import served

INFORMING = (
    "/",
    "/about/",
    "/about/conditions/",
    "/how-we-decide/",
    "/how-we-decide/shown/",
    "/how-we-decide/open/",
    "/how-we-decide/exclusion/severity/",
    "/how-we-decide/weigh/condition/",
    "/paper/",
    "/privacy/",
    "/accessibility/",
    "/finished/",
    "/resume/",
    "/open/",
    "/left/",
    "/erased/",
    "/no-such-page/",
)
DANGER = {"red_flags": ["fever_chills", "bladder"]}
Shown = tuple[str, Any, Any]  # the name of a page, the page, and the patient who is there


def shown(language: str) -> Iterator[Shown]:
    """Each page once: those that inform, a journey with a danger sign that ends in private, and the
    pages that only a patient sees who sends it to the clinic."""
    from tests.page import Page
    from tests.patient import KEPT, SHARED, Patient

    private, shared = Patient(KEPT | DANGER), Patient(SHARED)
    for patient in (private, shared):
        patient.defaults["SERVER_NAME"] = "localhost"
        patient.cookies["language"] = language
    for address in INFORMING:
        name = address.strip("/").replace("/", "-") or "start"
        yield name, Page(private.get(address)), private
    yield from onward(private.start(), private.show("age"))
    yield "saved", private.show("saved"), private
    for name, page, _patient in onward(shared.start(), shared.walk("contact")):
        yield f"sent-{name}", page, shared
    yield "erase", shared.show("erase"), shared


def onward(patient: Any, page: Any) -> Iterator[Shown]:
    """This page and those after it, until the result, each by the end of its address."""
    from tests.page import Page

    while True:
        yield page.path.strip("/").rpartition("/")[2], page, patient
        if page.kind == "result":
            return
        sent = Page(patient.get(page.next)) if page.next else patient.press(page)
        page = Page(patient.get(sent.location)) if sent.location else sent


def pages(language: str) -> Iterator[tuple[str, str]]:
    """The text of each page, and of what it says if nothing is filled in."""
    from tests.page import Page

    for name, page, patient in shown(language):
        yield name, page.html
        refused = Page(patient.post_fields(page.path, {})) if page.kind == "step" else page
        if refused.status == 422:
            yield f"{name}-empty", refused.html


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with served():
        for language in ("en", "es"):
            for name, html in pages(language):
                (folder / f"{language}-{name}.html").write_text(html, encoding="utf-8")
    sys.stdout.write(f"{len(list(folder.glob('*.html')))} pages in {folder}\n")


if __name__ == "__main__":
    main()
