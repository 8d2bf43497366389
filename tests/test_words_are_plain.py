"""Both languages are plain enough for a tired reader: two formulas, at the levels we promised."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pytest
from django.utils.translation import override

from eligibility.core.questions import Question
from eligibility.protocol import PROTOCOL
from tests.catalogue import catalogue, marked, source_titles, spanish

WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
SENTENCE_END = re.compile(r"[.!?]+(?=[\s”)]|$)|\n+")
NOT_READ = re.compile(r"<[^>]*>|%\(\w+\)s")
NUCLEUS = re.compile(r"[aeiouáéíóúü]+")
SAID_APART = re.compile(r"[aeoáéó](?=[aeoáéóíú])|[íú](?=[aeoáéó])")
SILENT_U = re.compile(r"(?<=q)u(?=[eiéí])|(?<=g)u(?=[eiéí])")
SILENT_END = re.compile(r"(?:[^laeiouy]es|[^td]ed|[^l]e)$")


def sentences(texts: Iterable[str]) -> Iterator[list[str]]:
    """The sentences of the texts, as lists of words. A text never runs on into the next one."""
    for text in texts:
        for sentence in SENTENCE_END.split(NOT_READ.sub(" ", text)):
            if words := WORD.findall(sentence):
                yield words


def spelled(word: str) -> int:
    """The syllables of a word that is read letter by letter or digit by digit, else 0."""
    return len(word) if word[0].isdigit() or (word.isupper() and len(word) > 1) else 0


def syllables_es(word: str) -> int:
    """Spanish syllables: a vowel or a diphthong each; two strong vowels are two."""
    if spelled(word):
        return spelled(word)
    word = re.sub(r"y(?![aeiouáéíóú])", "i", SILENT_U.sub("", word.lower()))
    apart = sum(len(SAID_APART.findall(run)) for run in NUCLEUS.findall(word))
    return max(1, len(NUCLEUS.findall(word)) + apart)


def syllables_en(word: str) -> int:
    """English syllables, near enough: vowels in a row are one, a last silent e is none."""
    if spelled(word):
        return spelled(word)
    word = word.lower()
    found = len(re.findall(r"[aeiouy]+", word)) + len(re.findall(r"i(?=[ao](?!u))|u(?=a)", word))
    found -= len(re.findall(r"(?<=[ctsg])i(?=on|al|ous)", word))
    return max(1, found - bool(SILENT_END.search(word) and found > 1))


def inflesz(texts: Iterable[str]) -> float:
    """How easy a Spanish text is, on the scale of Szigriszt-Pazos: 65 is fairly easy."""
    found = list(sentences(texts))
    words = sum(map(len, found))
    syllables = sum(syllables_es(word) for sentence in found for word in sentence)
    return 206.835 - 62.3 * syllables / words - words / len(found)


def grade(texts: Iterable[str]) -> float:
    """The school grade an English text is for, after Flesch and Kincaid."""
    found = list(sentences(texts))
    words = sum(map(len, found))
    syllables = sum(syllables_en(word) for sentence in found for word in sentence)
    return 0.39 * words / len(found) + 11.8 * syllables / words - 15.59


def asked(question: Question) -> list[str]:
    """The question and its help, in the language that is on."""
    return [str(text) for text in (question.text, question.help) if text]


def section(file: str) -> str:
    """What is read together: a folder of small templates, or else one file."""
    folder = file.rpartition("/")[0]
    return folder if folder.startswith("templates/") else file


def english() -> dict[str, dict[str, None]]:
    """What each section says to patients in English, each text once. The titles of sources are
    left out: they are names of journals and offices."""
    names = source_titles()
    said: dict[str, dict[str, None]] = defaultdict(dict)
    for text in marked():
        if text.for_patients and text.text not in names:
            said[section(text.file)] |= dict.fromkeys(filter(None, (text.text, text.plural)))
    return said


def spanish_of(texts: Iterable[str]) -> list[str]:
    """The Spanish of these English texts."""
    wanted = set(texts)
    return [text for entry in catalogue() if entry.msgid in wanted for text in spanish(entry)]


@pytest.mark.parametrize(
    ("word", "count"),
    {"médula": 3, "guía": 2, "agua": 2, "resonancia": 4, "área": 3, "hoy": 1, "leer": 2}.items(),
)
def test_syllables_of_spanish_words_are_counted_right(word: str, count: int) -> None:
    assert syllables_es(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    {"people": 2, "disease": 2, "damaged": 2, "needed": 2, "table": 2, "once": 1}.items(),
)
def test_syllables_of_english_words_are_counted_right(word: str, count: int) -> None:
    assert syllables_en(word) == count


@pytest.mark.parametrize("question", PROTOCOL.questions, ids=lambda question: question.slug)
def test_every_question_is_easy_in_spanish(question: Question) -> None:
    with override("es"):
        assert inflesz(asked(question)) >= 65, asked(question)


@pytest.mark.parametrize("question", PROTOCOL.questions, ids=lambda question: question.slug)
def test_every_question_is_at_sixth_grade_in_english(question: Question) -> None:
    with override("en"):
        assert grade(asked(question)) <= 6, asked(question)


def test_every_section_is_easy_in_spanish() -> None:
    scores = {name: round(inflesz(spanish_of(texts)), 1) for name, texts in english().items()}
    assert {name: score for name, score in scores.items() if score < 65} == {}


def test_every_section_is_at_eighth_grade_in_english() -> None:
    scores = {name: round(grade(texts), 1) for name, texts in english().items()}
    assert {name: score for name, score in scores.items() if score > 8} == {}


def test_all_that_patients_read_is_easy_in_spanish() -> None:
    assert inflesz(spanish_of(text for texts in english().values() for text in texts)) >= 65
