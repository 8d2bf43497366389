"""A patient at a tablet of the clinic, and the time that passes there."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from eligibility.security import kiosk
from tests.patient import Patient


def later(**time: float) -> Any:
    """All that follows happens later by this much."""
    then = timezone.now() + timedelta(**time)
    return patch("django.utils.timezone.now", lambda: then)


def in_a_hurry() -> Any:
    """A page leaves after two seconds, and the page that clears after one more."""
    soon = {"more_time": lambda request: 2 - 120, "CLEARED_FOR": 1}
    return patch.multiple(kiosk, **soon)


def walked(answers: dict[str, Any]) -> Patient:
    """A patient who walked on the tablet itself, page by page, to the result."""
    patient = Patient(answers).start()
    assert patient.walk().kind == "result"
    return patient
