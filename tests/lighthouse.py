"""Lighthouse on every page of the patient's side: `make lighthouse`.

Walks a made-up patient with a danger sign to the result, in both languages, and lets Lighthouse
judge each page as a slow phone meets it. Prints its four scores, and which audits took points. Ends
with 1 if any score is under 100. `python -m tests.lighthouse result about` judges only those pages.
It takes about fifteen minutes, needs Node and a Chromium, and fetches Lighthouse the first time.
"""

import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser import ARGS, find
from tests.every_page import DANGER, INFORMING
from tests.screenshots import served

VERSION = "13.5.0"
FOLDER = Path(__file__).parent.parent / "var" / f"lighthouse-{VERSION}"
PROGRAM = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LANGUAGES = ("en", "es")
TRIES = 3  # a busy machine is slow at times, which is not the page's doing
PATIENCE = 180
NO_NODE = (
    "Lighthouse runs on Node, and there is none on this machine. Install Node 22.19 or newer with "
    "npm and run this again. Nothing else in Candor needs it."
)
# Audits that a page cannot pass by its nature, by the name of the page, each with the reason.
EXCUSED = {
    "no-such-page": {
        "http-status-code": "a page that is not there must answer 404",
        "errors-in-console": "the browser itself notes the 404",
    }
}


@dataclass(frozen=True)
class Place:
    """A page that a browser with these cookies can open by its address."""

    name: str
    path: str
    cookies: str


def places(language: str) -> Iterator[Place]:
    """Every page: those that inform, and one journey, each while the patient is there."""
    from tests.page import Page
    from tests.patient import KEPT, Patient

    patient = Patient(KEPT | DANGER)
    patient.defaults["SERVER_NAME"] = "localhost"
    patient.cookies["language"] = language
    for path in INFORMING:
        yield place(patient, path, path.strip("/").replace("/", "-") or "start")
    patient.start()
    page = patient.show("age")
    while page.kind != "result":
        yield place(patient, page.path)
        sent = Page(patient.get(page.next)) if page.next else patient.press(page)
        page = Page(patient.get(sent.location)) if sent.location else sent
    yield place(patient, page.path)
    yield place(patient, patient.url("saved"))


def place(patient: Any, path: str, name: str = "") -> Place:
    """Where the patient is. A page of the journey is named by the end of its address."""
    cookies = "; ".join(f"{key}={morsel.value}" for key, morsel in patient.cookies.items())
    return Place(name or path.strip("/").rpartition("/")[2], path, cookies)


def judged(base: str, at: Place) -> tuple[list[int], list[str]]:
    """The four scores of a page, and the audits that took points from them."""
    flags = " ".join(("--headless=new", *ARGS))
    command = ["node", str(PROGRAM), f"{base}{at.path}", "--quiet", "--output=json"]
    command += [f"--chrome-flags={flags}", f"--only-categories={','.join(CATEGORIES)}"]
    command += [f"--extra-headers={json.dumps({'Cookie': at.cookies})}", "--ignore-status-code"]
    command += [f"--skip-audits={','.join(EXCUSED.get(at.name, []))}"] * (at.name in EXCUSED)
    run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if run.returncode:
        raise RuntimeError(f"no verdict: {run.stderr.strip()[-200:]}")
    report = json.loads(run.stdout)
    found = [report["categories"][name] for name in CATEGORIES]
    return [round(100 * (each["score"] or 0)) for each in found], list(faults(report, found))


def faults(report: dict[str, Any], categories: list[dict[str, Any]]) -> Iterator[str]:
    """The names of the audits that count and have less than full marks."""
    counted = {ref["id"] for each in categories for ref in each["auditRefs"] if ref["weight"]}
    for name, audit in report["audits"].items():
        if name in counted and audit["score"] is not None and audit["score"] < 1:
            yield name


def best(base: str, at: Place) -> tuple[list[int], list[str]]:
    """The first verdict without a fault, or the last of a few. No verdict is none, and no score."""
    for _ in range(TRIES):
        try:
            scores, names = judged(base, at)
        except (RuntimeError, subprocess.TimeoutExpired) as problem:
            scores, names = [0] * len(CATEGORIES), [str(problem)]
        if min(scores) == 100:
            break
    return scores, names


def table(base: str, only: set[str]) -> bool:
    """Prints a line for each page. Whether all of them have full marks."""
    passed = True
    sys.stdout.write(f"{'page':34}{'perf':>6}{'a11y':>6}{'best':>6}{'seo':>6}\n")
    for language in LANGUAGES:
        for at in places(language):
            if only and at.name not in only:
                continue
            scores, names = best(base, at)
            passed = passed and min(scores) == 100
            told = "" if min(scores) == 100 else f"  {', '.join(names)}"
            figures = "".join(f"{score:6}" for score in scores)
            sys.stdout.write(f"{f'{language} {at.name}':34}{figures}{told}\n")
            sys.stdout.flush()
    return passed


def install() -> None:
    """Fetches Lighthouse into var/, once. No script of any package is run on the way."""
    if not (shutil.which("node") and shutil.which("npm")):
        sys.exit(NO_NODE)
    if not find():
        sys.exit("Lighthouse needs a Chromium. `make browser` finds or installs one.")
    if PROGRAM.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    fetch = ["npm", "install", "--prefix", str(FOLDER), "--ignore-scripts", "--no-audit"]
    fetch += ["--no-fund", "--no-package-lock", "--loglevel=error", f"lighthouse@{VERSION}"]
    if subprocess.run(fetch, check=False).returncode:
        sys.exit("npm could not fetch Lighthouse. See what it said above.")


def main() -> None:
    install()
    os.environ["CHROME_PATH"] = find() or ""
    logging.disable(logging.WARNING)  # each visit of a page that is not there says so
    with served() as base:
        passed = table(base, set(sys.argv[1:]))
    for name, audits in EXCUSED.items():
        for audit, reason in audits.items():
            sys.stdout.write(f"Not counted on {name}: {audit}, for {reason}.\n")
    sys.exit(not passed)


if __name__ == "__main__":
    main()
