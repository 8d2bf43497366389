"""What a patient must be told when something is away, and what must be on that page again."""

from tests.faults.patient import Caller
from tests.page import Page

NOT_ANSWERS = {"csrfmiddlewaretoken"}


def assert_kept(page: Page, typed: dict[str, list[str]] | None = None) -> None:
    """A 503 in plain words that says when to try again, and has the typed answers on it. The stock
    behavior is a bare 500 "Server Error"."""
    assert page.status == 503, f"{page.status} at {page.path}, not 503"
    assert page.response.headers.get("Retry-After", "").isdecimal(), "no Retry-After"
    assert "The answers you sent before are safe." in page.text, "no plain words"
    assert "Traceback" not in page.html
    if typed is not None:
        assert answers(page.typed) == answers(typed), "the typed answers are not on the page"


def answers(fields: dict[str, list[str]]) -> dict[str, list[str]]:
    """What of a form is not its token."""
    return {name: values for name, values in fields.items() if name not in NOT_ANSWERS}


def sent_again(patient: Caller, page: Page) -> Page:
    """What "Send it again" on that page leads to."""
    return Page(patient.post_fields(page.action, page.typed))
