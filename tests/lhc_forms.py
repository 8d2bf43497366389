"""Our questionnaire in somebody else's form: `make fhir-forms`, by hand, never a part of the tests.

Fetches LHC-Forms of the National Library of Medicine, shows our Questionnaire in it in a headless
Chromium, and answers as made-up patients would, by pressing boxes, in both languages. What it gives
back must be read as the same answers and come to the same result. Needs npm for the download, which
stays in var/: it is no part of the product, and its license has terms of its own.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import django
from playwright.sync_api import Browser, Page, Route

from config.keys import fresh
from tests.browser import launch
from tests.fhir_form import BASE, every_kind
from tests.journey import CLEAR
from tests.npm import unpacked

VERSION = "40.1.3"
SHA256 = "288cff4360e8a90a44e994a01422d2cf970170000ce915b5739ccc383097edd9"
FILES = ("assets/lib/zone.min.js", "runtime.js", "polyfills.js", "main.js")
PAGE = "".join(
    [
        '<!doctype html><meta charset="utf-8"><div id="form"></div>',
        '<link rel="stylesheet" href="/webcomponent/styles.css"><link rel="icon" href="data:,">',
        *(f'<script src="/webcomponent/{file}"></script>' for file in FILES),
        '<script src="/fhir/R4/lformsFHIR.min.js"></script>',
    ]
)
PATIENTS: dict[str, dict[str, Any]] = {
    "a worn disc and a danger sign": CLEAR
    | {"age": 81, "red_flags": ["fever_chills", "bladder"], "severity": "severe", "values": []},
    "a knee only": {
        slug: answer
        for slug, answer in (CLEAR | {"region": ["knee"], "cancer": "unsure"}).items()
        if slug
        not in (
            *("condition", "duration", "leg_pain", "imaging_done", "severity", "instability"),
            *("tried", "relief", "prior_cells", "offered"),
        )
    },
}


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and tells nobody."""

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def served(folder: str) -> Iterator[str]:
    """The address of LHC-Forms on this machine."""
    handler = partial(Quiet, directory=folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Form:
    """One questionnaire in LHC-Forms. `outside` are the requests that left this machine, if any;
    `seconds` is how long the form took to appear."""

    def __init__(self, browser: Browser, address: str, questionnaire: dict[str, Any]) -> None:
        self.page: Page = browser.new_page(viewport={"width": 1100, "height": 900})
        self.address, self.outside = address, list[str]()
        self.page.route("**/*", self.route)
        self.page.goto(f"{address}/ours.html")
        self.page.wait_for_function("window.LForms?.FHIR?.R4")
        begun = time.perf_counter()
        show = "q => LForms.Util.addFormToPage(q, 'form', {fhirVersion: 'R4'})"
        self.page.evaluate(show, questionnaire)
        self.page.locator("[id='age/1/1']").wait_for()
        self.seconds = time.perf_counter() - begun

    def route(self, route: Route) -> None:
        """Lets through what is on this machine."""
        if route.request.url == f"{self.address}/ours.html":
            route.fulfill(body=PAGE, content_type="text/html")
        elif route.request.url.startswith(("data:", self.address)):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def give(self, answers: dict[str, Any]) -> None:
        """Types and presses each answer, in the order of asking."""
        for slug, answer in answers.items():
            if isinstance(answer, int):
                self.page.locator(f"[id='{slug}/1/1']").fill(str(answer))
                self.page.keyboard.press("Tab")
                continue
            for code in [answer] if isinstance(answer, str) else answer:
                self.page.locator(f"[id='{slug}/1/1|{BASE}/CodeSystem/{slug}|{code}']").click()

    def shows(self, link: str) -> bool:
        """Whether an item is on the page."""
        return self.page.locator(f"[id='item-{link}/1/1']").count() == 1

    def text(self) -> str:
        """All that can be read."""
        return self.page.locator("#form").inner_text()

    def response(self) -> dict[str, Any]:
        """What the form gives back."""
        command = "LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4')"
        found: dict[str, Any] = self.page.evaluate(command)
        return found


def check_patient(form: Form, answers: dict[str, Any], asked: dict[str, Any]) -> str:
    """Answers as one person. Returns the outcome; raises AssertionError for any difference."""
    from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

    from eligibility.interop.contract import assess
    from eligibility.interop.fhir import answers_from
    from eligibility.protocol import PROTOCOL

    form.give(answers)
    response = form.response()
    QuestionnaireResponse.model_validate(response)
    result = assess(PROTOCOL, {"answers": answers})
    back = answers_from(response, PROTOCOL, base=BASE)
    assert assess(PROTOCOL, {"answers": back}) == result
    assert [slug for slug in PROTOCOL.by_slug if form.shows(slug)] == result["asked"]
    raised = {f"danger-{f['rule']}" for f in result["findings"] if f["kind"] == "red_flag"}
    dangers = [item for item in asked["item"][0]["item"] if item["linkId"].startswith("danger-")]
    assert {item["linkId"] for item in dangers if item["text"] in form.text()} == raised
    return str(result["outcome"])


def check_expressions(form: Form) -> None:
    """A gate that only FHIRPath can say opens and closes in LHC-Forms as it does here."""
    form.give({"age": 39, "places": ["arm"]})
    assert not form.shows("who") and form.shows("since") and form.shows("agreed")
    form.give({"side": "left"})
    form.page.locator("[id='item-who/1/1']").wait_for()
    form.give({"places": ["leg"], "age": 70})
    form.page.locator("[id='item-agreed/1/1']").wait_for(state="detached")
    assert not any(form.shows(link) for link in ("who", "since", "never"))


def main() -> None:
    """Runs every check and says what was found."""
    folder = unpacked("lforms", VERSION, SHA256) / "dist" / "lforms"
    os.environ |= {**fresh("test"), "DJANGO_SETTINGS_MODULE": "config.settings"}
    django.setup()
    from eligibility.interop.fhir import questionnaire
    from eligibility.protocol import PROTOCOL

    forms: list[Form] = []
    with served(str(folder)) as address, launch() as browser:
        for language in ("en", "es"):
            asked = questionnaire(PROTOCOL, language, base=BASE)
            for name, answers in PATIENTS.items():
                forms.append(Form(browser, address, asked))
                outcome = check_patient(forms[-1], answers, asked)
                sys.stdout.write(f"{language}, {name}: {outcome}, the same here and there\n")
        forms.append(Form(browser, address, questionnaire(every_kind(), "en", base=BASE)))
        check_expressions(forms[-1])
    outside = [url for form in forms for url in form.outside]
    assert outside == [], outside
    slowest = max(form.seconds for form in forms)
    sys.stdout.write(f"{len(forms)} forms, slowest in {slowest:.1f} s, 0 outside requests\n")


if __name__ == "__main__":
    main()
