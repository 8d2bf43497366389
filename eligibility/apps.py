"""The Django application."""

from django.apps import AppConfig


class EligibilityConfig(AppConfig):
    name = "eligibility"
    verbose_name = "Screening"

    def ready(self) -> None:
        """Registers the clinic's pages, who hears of sign-ins, and what is checked at the start."""
        from eligibility.audit import rights, signing_in  # noqa: F401
        from eligibility.keys import canary  # noqa: F401
        from eligibility.review import access_log, admin  # noqa: F401
        from eligibility.security import complete  # noqa: F401
        from eligibility.staff import admin as factors_admin  # noqa: F401
        from eligibility.staff import first_password, later, session  # noqa: F401
