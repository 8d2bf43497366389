"""One language of what a clinic publishes: its words, with those in every other beside them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import override

from eligibility.core.questions import Text
from eligibility.interop.fhir.names import Names

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"


@dataclass(frozen=True)
class Edition:
    """The names and the language of a resource. Raises ValueError for a language that we do not
    speak."""

    names: Names
    language: str

    def __post_init__(self) -> None:
        if self.language not in _spoken():
            raise ValueError(f"{self.language!r} is not one of: {', '.join(_spoken())}")

    def say(self, text: Text) -> str:
        """A text in this language."""
        with override(self.language):
            return str(text)

    def words(self, key: str, text: Text) -> dict[str, Any]:
        """The element `key` with a text, and its translations."""
        return self.written(key, lambda: str(text))

    def written(self, key: str, write: Callable[[], str]) -> dict[str, Any]:
        """The element `key` with what `write` says in this language, and its translations."""
        texts = {}
        for language in _spoken():
            with override(language):
                texts[language] = write()
        said = texts.pop(self.language)
        return {
            key: said,
            f"_{key}": {"extension": [_translation(*item) for item in texts.items()]},
        }


def _spoken() -> list[str]:
    return [language for language, _name in settings.LANGUAGES]


def _translation(language: str, text: str) -> dict[str, Any]:
    parts = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": text}]
    return {"url": TRANSLATION, "extension": parts}
