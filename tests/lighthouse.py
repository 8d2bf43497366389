"""Lighthouse on every page of the patient's side: `make lighthouse`.

Walks a made-up patient with a danger sign to the result, and one who sends it to the clinic, in
both languages, and lets Lighthouse judge each page as a slow phone meets it. Prints its four
scores, and which audits took points. Ends with 1 if any score is under 100. It takes about fifteen
minutes, needs Node and a Chromium, and fetches Lighthouse the first time. `python -m
tests.lighthouse result about` judges only those pages.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser import ARGS, find
from tests.every_page import shown
from tests.npm import installed, need
from tests.screenshots import served

VERSION = "13.5.0"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LANGUAGES = ("en", "es")
TRIES = 3  # a busy machine is slow at times, which is not the page's doing
PATIENCE = 180
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
    """Every page, while the patient is there."""
    for name, page, patient in shown(language):
        cookies = "; ".join(f"{key}={morsel.value}" for key, morsel in patient.cookies.items())
        yield Place(name, page.path, cookies)


def judged(program: Path, base: str, at: Place) -> tuple[list[int], list[str]]:
    """The four scores of a page, and the audits that took points from them."""
    flags = " ".join(("--headless=new", *ARGS))
    command = ["node", str(program), f"{base}{at.path}", "--quiet", "--output=json"]
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


def best(program: Path, base: str, at: Place) -> tuple[list[int], list[str]]:
    """The first verdict without a fault, or the last of a few. No verdict is none, and no score."""
    for _ in range(TRIES):
        try:
            scores, names = judged(program, base, at)
        except (RuntimeError, subprocess.TimeoutExpired) as problem:
            scores, names = [0] * len(CATEGORIES), [str(problem)]
        if min(scores) == 100:
            break
    return scores, names


def table(program: Path, base: str, only: set[str]) -> bool:
    """Prints a line for each page. Whether all of them have full marks."""
    passed = True
    sys.stdout.write(f"{'page':34}{'perf':>6}{'a11y':>6}{'best':>6}{'seo':>6}\n")
    for language in LANGUAGES:
        for at in places(language):
            if only and at.name not in only:
                continue
            scores, names = best(program, base, at)
            passed = passed and min(scores) == 100
            told = "" if min(scores) == 100 else f"  {', '.join(names)}"
            figures = "".join(f"{score:6}" for score in scores)
            sys.stdout.write(f"{f'{language} {at.name}':34}{figures}{told}\n")
            sys.stdout.flush()
    return passed


def main() -> None:
    need("node", "runs Lighthouse")
    program = installed("lighthouse", VERSION) / "cli" / "index.js"
    if not find():
        sys.exit("Lighthouse needs a Chromium. `make browser` finds or installs one.")
    os.environ["CHROME_PATH"] = find() or ""
    logging.disable(logging.WARNING)  # each visit of a page that is not there says so
    with served() as base:
        passed = table(program, base, set(sys.argv[1:]))
    for name, audits in EXCUSED.items():
        for audit, reason in audits.items():
            sys.stdout.write(f"Not counted on {name}: {audit}, for {reason}.\n")
    sys.exit(not passed)


if __name__ == "__main__":
    main()
