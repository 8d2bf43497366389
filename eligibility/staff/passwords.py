"""Words of this place, which whoever guesses a password tries first."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = frozenset(
    {
        *("candor", "clinic", "hospital", "screening", "eligibility", "questionnaire", "sheet"),
        *("admin", "staff", "lead", "reviewer", "doctor", "nurse", "patient", "patients"),
        *("spine", "disc", "back", "pain", "stem", "cell", "cells", "therapy"),
        *("password", "welcome", "contraseña", "paciente", "pacientes", "espalda", "dolor"),
    }
)
REST = 8  # letters that must be left, of the 15, once these words and figures are taken out


def words_of_this_place() -> set[str]:
    """Ours, and those of the name of the clinic."""
    return WORDS | set(re.findall(r"\w{4,}", str(settings.CLINIC_NAME).lower()))


class NotOfThisPlace:
    """Refuses a password that is little more than words of this place, figures and signs."""

    def validate(self, password: str, user: Any = None) -> None:
        longest_first = sorted(words_of_this_place(), key=len, reverse=True)
        rest = re.sub("|".join(map(re.escape, longest_first)), "", password.lower())
        if len(re.sub(r"[\W\d_]", "", rest)) < REST and rest != password.lower():
            raise ValidationError(self.get_help_text(), code="of_this_place")

    def get_help_text(self) -> str:
        return _("Words of this place, such as its name, do not count. Put in other words.")
