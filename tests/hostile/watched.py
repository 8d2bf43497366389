"""The same in Chromium, where markup would run: no dialog, no word on the console, no request to
elsewhere, no variable set, no element more, and each text as it is."""

from typing import Any

from playwright.sync_api import Browser

from tests.clinic import LIST, MAY_REVIEW, address, member, sent
from tests.exports import named
from tests.hostile import expected, places
from tests.hostile.seen import Checks
from tests.inspector import Inspector, at_work, phone
from tests.patient import Patient

SHAPE = (
    "() => [...document.querySelectorAll('*')].map(e => [e.localName, ...e.getAttributeNames()])"
)
SHEETS = """sheets => sheets.map(
    sheet => [...sheet.querySelectorAll('*')].map(e => [e.localName, ...e.getAttributeNames()])
)"""
TEXTS = "items => items.map(item => item.textContent)"
PATIENCE = 120_000  # a print of fifty sheets takes its time on a busy machine
QUIET = "() => window.hit === undefined"
TYPED = {"full_name": 200, "phone": 40, "email": 254}


class Watched:
    """One window and its checks."""

    def __init__(self, checks: Checks, window: Inspector, base: str) -> None:
        self.checks, self.window, self.page, self.base = checks, window, window.page, base
        window.page.set_default_timeout(PATIENCE)
        window.page.on("dialog", lambda dialog: (window.wrong.append("dialog"), dialog.dismiss()))

    def open(self, path: str) -> list[Any]:
        """The elements of a page."""
        self.page.goto(f"{self.base}{path}")
        return list(self.page.evaluate(SHAPE))

    def silent(self, field: str, text: object) -> None:
        quiet = not self.window.wrong and self.page.evaluate(QUIET)
        self.checks.that(field, "Chromium, nothing runs", quiet, (text, self.window.wrong))
        self.window.wrong.clear()

    def same(self, field: str, shape: list[Any], other: list[Any], text: object) -> None:
        self.checks.that(field, "Chromium, no element added", shape == other, text)


def in_browser(checks: Checks, browser: Browser, base: str, texts: list[str]) -> None:
    """The names of these texts on the clinic's pages, all their notes on one, and those that can be
    typed on a patient's phone."""
    staff = Watched(checks, at_work(browser, base, MAY_REVIEW), base)
    kept = [one for text in texts if (one := places.stored(text))]
    _records(staff, kept)
    for crowd in places.crowds(kept):
        _prints(staff, [one.identity["full_name"] for one in crowd])
    _notes(staff, texts)
    _typed(Watched(checks, phone(browser, base, 422), base), texts)


def _records(staff: Watched, kept: list[Any]) -> None:
    plain = staff.open(address(named(places.HARMLESS, phone="555")))
    for one in kept:
        shape, name = staff.open(address(one)), one.identity["full_name"]
        shown = staff.page.locator("bdi").evaluate_all(TEXTS)
        staff.checks.that("full_name", "Chromium, record", name in shown, name)
        staff.same("full_name", shape, plain, name)
        staff.silent("full_name", name)


def _prints(staff: Watched, names: list[str]) -> None:
    """The sheets of a day, as ticked in the list; the newest is somebody harmless."""
    for name in names[: places.MOST - 1]:
        named(name, phone="555")
    named(places.HARMLESS, phone="555")
    staff.open(LIST)
    staff.page.check("#action-toggle")
    staff.page.select_option("select[name=action]", "patient_page")
    staff.page.locator("button[name=index], .actions [type=submit]").first.click()
    staff.page.wait_for_load_state()
    shapes = staff.page.locator("article").evaluate_all(SHEETS)
    text = "\n".join(staff.page.locator("article").evaluate_all(TEXTS))
    for name in names[: places.MOST - 1]:
        staff.checks.that("full_name", "Chromium, print", places.upright(name) in text, name)
    for shape in shapes:
        staff.same("full_name", shape, shapes[0], names)
    staff.silent("full_name", names)


def _notes(staff: Watched, texts: list[str]) -> None:
    """All of one page, beside a page with as many harmless notes."""
    writer, noted, plain = member(*MAY_REVIEW), sent("Ruth Noted"), sent("Ruth Plain")
    lines = [text for text in texts if "\n" not in text]
    taken = places.with_notes(noted, writer, lines)
    places.with_notes(plain, writer, ["A note."] * len(taken))
    for page, box in (("change", "td"), ("staff-sheet", "dd div")):
        harmless = staff.open(address(plain, page))
        shape = staff.open(address(noted, page))
        shown = set(map(str.strip, staff.page.locator(box).evaluate_all(TEXTS)))
        for note in taken:
            whole = note.strip() in shown
            staff.checks.that("note", f"Chromium, {page}", whole, note)
        staff.same("note", shape, harmless, page)
        staff.silent("note", page)


def _typed(own: Watched, texts: list[str]) -> None:
    """Typed on a phone into the page that asks who the patient is, and refused for want of the
    rest: it comes back as typed."""
    patient = Patient.at("contact")
    key = next(name for name in patient.cookies if "candor-" in name)
    cookie = {"name": key, "value": patient.cookies[key].value, "url": own.base}
    own.window.context.add_cookies([cookie])
    for text in texts:
        if expected.line(text, 40) is None or not text.isprintable():
            continue
        own.open(patient.url("contact"))
        for name in ("full_name", "phone"):
            own.page.fill(f"[name=contact-{name}]", text)
        own.page.locator("form[data-main] button[type=submit]").first.click()
        own.page.wait_for_load_state()
        for name in ("full_name", "phone"):
            again = own.page.input_value(f"[name=contact-{name}]")
            own.checks.that(name, "Chromium, shown again as typed", again == text, text)
        own.silent("full_name", text)
