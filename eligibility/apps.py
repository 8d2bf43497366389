"""The Django application."""

from django.apps import AppConfig


class EligibilityConfig(AppConfig):
    name = "eligibility"
    verbose_name = "Screening"

    def ready(self) -> None:
        """Registers the clinic's pages."""
        from eligibility.review import admin  # noqa: F401
