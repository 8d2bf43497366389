"""Words a patient should not have to know, and words that must never appear, in both languages."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalogue import catalogue, marked, source_titles, spanish

LISTS = tomllib.loads((Path(__file__).parent / "plain_words.toml").read_text(encoding="utf-8"))
IN_BRACKETS = re.compile(r"\([^)]*\)")


def texts(language: str) -> Iterator[str]:
    """Every text that a patient can read in this language, each once. The titles of sources are
    left out: they are names of journals and offices."""
    marks = [each for each in marked() if each.for_patients]
    said = dict.fromkeys(text for each in marks for text in (each.text, each.plural) if text)
    english = [text for text in said if text not in source_titles()]
    if language == "en":
        yield from english
    else:
        wanted = set(english)
        for entry in catalogue():
            if entry.msgid in wanted:
                yield from spanish(entry)


def begins(word: str) -> re.Pattern[str]:
    """Finds a word that begins like this."""
    return re.compile(rf"(?<!\w){re.escape(word)}", re.IGNORECASE)


@pytest.mark.parametrize("language", LISTS)
def test_no_text_uses_a_hard_word_without_its_plain_name(language: str) -> None:
    found = {
        (word, plain, text)
        for word, plain in LISTS[language]["jargon"].items()
        for text in texts(language)
        if begins(word).search(IN_BRACKETS.sub("", text))
    }
    assert sorted(found) == []


@pytest.mark.parametrize("language", LISTS)
def test_no_text_promises_sells_or_judges(language: str) -> None:
    found = {
        (word, text)
        for word in LISTS[language]["never"]["words"]
        for text in texts(language)
        if begins(word).search(text)
    }
    assert sorted(found) == []


def test_the_gate_sees_what_it_is_there_for() -> None:
    assert begins("eligib").search("You are eligible")
    assert begins("candidat").search("Usted es Candidata")
    assert not begins("renal").search("adrenal")
    assert not begins("stenosis").search(IN_BRACKETS.sub("", "A narrow spine (stenosis)"))
    assert len(list(texts("en"))) > 500
    assert len(list(texts("es"))) > 500
