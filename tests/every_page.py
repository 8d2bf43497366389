"""Writes every page of the patient's side to a folder: `python -m tests.every_page FOLDER`.

For checkers that read files, such as the Nu HTML checker:
`java -jar vnu.jar --errors-only FOLDER/*.html` must say nothing.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.screenshots import served

INFORMING = (
    "/",
    "/about/",
    "/how-we-decide/",
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


def pages(language: str) -> Iterator[tuple[str, str]]:
    """Each page once, by name: those that inform, a journey with a danger sign, and its errors."""
    from tests.page import Page
    from tests.patient import KEPT, Patient

    patient = Patient(KEPT | DANGER)
    patient.defaults["SERVER_NAME"] = "localhost"
    patient.cookies["language"] = language
    for address in INFORMING:
        yield address.strip("/").replace("/", "-") or "start", patient.get(address).content.decode()
    patient.start()
    page = patient.show("age")
    for _ in range(80):
        name = page.path.strip("/").rpartition("/")[2]
        yield name, page.html
        if page.kind == "result":
            return
        refused = patient.send_raw(name, {}) if page.kind == "step" else page
        if refused.status == 422:
            yield f"{name}-empty", refused.html
        sent = Page(patient.get(page.next)) if page.next else patient.press(page)
        page = Page(patient.get(sent.location)) if sent.location else sent


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
