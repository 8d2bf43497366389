"""A patient in a real browser: walks the questionnaire by its marks, as any program could."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

CLEAR: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "vignettes" / "base.toml").read_text()
)["clear"]
PRIVATE = {"risks_read": ["yes"], "share": "private"}
CLINIC = {
    "risks_read": ["yes"],
    "share": "clinic",
    "full_name": "Ruth Alvarez",
    "date_of_birth": None,  # worked out from the age
    "contact_by": "phone",
    "phone": "555 010 0142",
    "consent": ["yes"],
}

Look = Callable[[Page, str], None]


def born(age: int, year: int) -> dict[str, str]:
    """A birth date of someone who had this age on every day of `year` after January 1."""
    return {"month": "1", "day": "1", "year": str(year - age)}


class Patient:
    """One browser page and the answers it will give. `look` is called on every page it sees."""

    def __init__(self, page: Page, answers: Mapping[str, Any], look: Look, year: int) -> None:
        self.page, self.answers, self.look, self.year = page, dict(answers), look, year
        self.seen: list[str] = []

    def start(self, base: str) -> None:
        """Opens the start page and presses the one button."""
        self.page.goto(base)
        self.see()
        self.send()

    def walk(self, until: str = "result") -> None:
        """Goes on until a page of this kind is shown."""
        for _ in range(80):
            self.see()
            kind = self.kind()
            if kind == until:
                return
            if kind == "help-now" or self.page.locator("[data-next]").count():
                self.page.locator("[data-next]").click()
            else:
                self.fill()
                self.send()
        raise AssertionError(f"80 pages and no {until}: {self.seen[-3:]}")

    def kind(self) -> str:
        """The kind of the page that is shown."""
        return self.page.locator("body").get_attribute("data-page") or ""

    def see(self) -> None:
        """Notes the page and looks at it."""
        name = self.page.url.rstrip("/").rpartition("/")[2] or self.kind()
        self.seen.append(name)
        self.look(self.page, name)

    def send(self) -> None:
        """Presses the main button."""
        self.page.locator("form[data-main] button[type=submit]").first.click()

    def fill(self) -> None:
        """Gives the answer to every question on the page."""
        names = self.page.locator("form[data-main] [name*='-']").evaluate_all(
            "inputs => [...new Set(inputs.map(input => input.name))]"
        )
        for name in names:
            self.answer(name, name.partition("-")[2])

    def answer(self, name: str, question: str) -> None:
        """Gives one answer: ticks, choice or text."""
        if question.startswith("date_of_birth_"):
            part = question.rpartition("_")[2]
            self.inputs(name).fill(born(self.answers["age"], self.year)[part])
            return
        given = self.answers.get(question, [] if question in ("values", "offered") else "")
        if self.inputs(name).first.get_attribute("type") in ("checkbox", "radio"):
            for box in self.inputs(name).all():
                wanted = box.get_attribute("value") in (
                    [given] if isinstance(given, str) else given
                )
                if wanted != box.is_checked():
                    box.set_checked(wanted)
        else:
            self.inputs(name).fill(str(given))

    def inputs(self, name: str) -> Locator:
        """The inputs of this name in the main form."""
        return self.page.locator(f"form[data-main] [name='{name}']")
