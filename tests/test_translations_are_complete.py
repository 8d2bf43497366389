"""Every text is in Spanish, in the words the glossary asks for, and nothing else is in the file."""

import gettext
import io
import re

import polib
import pytest

from tests.catalogue import MO, catalogue, marked, spanish

PLACEHOLDER = re.compile(r"%\(\w+\)s")
TAG = re.compile(r"</?[a-z][^>]*>")
TU = re.compile(r"\b(tú|tu|tus|ti|contigo|vos|vosotros|tienes|puedes|debes)\b", re.IGNORECASE)
# What must never be said in Spanish, and what is wrong with it.
FORBIDDEN = {
    r"\b(no )?elegibles?\b|\belegibilidad\b": "a verdict",
    r"\bcandidat[oa]s?\b": "an election, and gendered",
    r"silla turca|\bsillín\b": "a bone of the skull, a bicycle seat: not the saddle area",
    r"células? (maestras?|troncal(es)?)|terapia de células": "it is terapia con células madre",
    r"\bmédula\b(?! (ósea|espinal))": "marrow or spinal cord? Say which",
    r"cordón espinal": "it is médula espinal",
    r"\bhernias?\b(?! de disco)": "a hernia alone is in the belly",
    r"\bdegenerad[oa]s?\b": "an insult",
    r"resbalad|\bfloja\b": "a bone slips: se desliza; a spine is inestable",
    r"\bIRM\b": "it is resonancia magnética",
    r"\bconstipad|\bcalentura\b|\bdormid[oa]s?\b": "means another thing elsewhere",
    r"\badelgazante": "a diet pill, not a blood thinner",
    r"\bdrogas?\b": "means illegal drugs",
    r"\bjuicios?\b": "a court case, not a study",
    r"tratamientos? falsos?": "it is simulado",
    r"\bcurad[oa]s?\b": "cancer is en remisión, not gone for good",
    r"\beventualmente\b": "a false friend",
    r"milagr|garantiza|cura garantizada|sin riesgos?\b|rejuvenec|revolucionari": "a promise",
    r"\bestoy segur[oa]\b": "it is No sé, which has no gender",
    r"\bembarazos[oa]s?\b": "embarrassing, not pregnant",
}


def ids(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgid, entry.msgid_plural


def test_every_marked_text_is_in_the_spanish_file() -> None:
    known = {ids(entry) for entry in catalogue()}
    assert [t for t in marked() if (t.text, t.plural) not in known] == []


def test_the_spanish_file_has_no_text_that_is_gone_from_the_source() -> None:
    used = {(text.text, text.plural) for text in marked()}
    assert [entry.msgid for entry in catalogue() if ids(entry) not in used] == []
    assert catalogue().obsolete_entries() == []


def test_no_text_is_marked_once_with_and_once_without_a_plural() -> None:
    with_plural = {text.text for text in marked() if text.plural}
    assert [t for t in marked() if t.text in with_plural and not t.plural] == []


def test_every_text_is_translated_and_none_is_a_guess() -> None:
    empty = [e.msgid for e in catalogue() if not all(text.strip() for text in spanish(e))]
    assert empty == []
    assert [e.msgid for e in catalogue() if e.fuzzy] == []


def test_no_text_is_there_twice() -> None:
    found = [(entry.msgctxt, *ids(entry)) for entry in catalogue()]
    assert len(found) == len(set(found))


def test_the_compiled_file_says_what_the_text_file_says() -> None:
    fresh = gettext.GNUTranslations(io.BytesIO(catalogue().to_binary()))
    with MO.open("rb") as file:
        stored = gettext.GNUTranslations(file)
    assert stored._catalog == fresh._catalog


def test_the_file_says_its_language_and_waits_for_a_medical_translator() -> None:
    assert "Awaiting review by a medical translator" in catalogue().header
    assert catalogue().metadata["Language"] == "es"
    assert catalogue().metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"


def test_every_plural_has_two_forms() -> None:
    plurals = [entry for entry in catalogue() if entry.msgid_plural]
    assert plurals
    assert [e.msgid for e in plurals if sorted(e.msgstr_plural) != [0, 1]] == []


@pytest.mark.parametrize("kept", [PLACEHOLDER, TAG], ids=["placeholders", "tags"])
def test_what_is_filled_in_or_marked_up_is_the_same_in_both_languages(kept: re.Pattern) -> None:
    for entry in catalogue():
        originals = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
        for original, text in zip(originals, spanish(entry), strict=True):
            assert sorted(kept.findall(text)) == sorted(kept.findall(original)), text


def test_what_ends_a_text_is_the_same_in_both_languages() -> None:
    """Texts are put side by side, so a lost period or colon would run two of them together."""
    for entry in catalogue():
        for text in spanish(entry):
            assert _end(text) == _end(entry.msgid), text
            assert text == text.strip()


def _end(text: str) -> str:
    text = re.sub(r"[”)]+(?=\.?$)", "", text)
    return text[-1:] if text.endswith((".", ":")) else ""


def test_questions_open_and_quotes_curl_as_spanish_does() -> None:
    for entry in catalogue():
        for text in spanish(entry):
            assert text.count("¿") == text.count("?"), text
            assert text.count("¡") == text.count("!"), text
            assert text.count("“") == text.count("”"), text
            assert not re.search("[\"«»'‘]", TAG.sub("", text)), text


@pytest.mark.parametrize("words", FORBIDDEN)
def test_no_forbidden_word_is_said(words: str) -> None:
    found = [t for e in catalogue() for t in spanish(e) if re.search(words, t, re.IGNORECASE)]
    assert found == [], FORBIDDEN[words]


def test_the_patient_is_called_usted() -> None:
    assert [t for e in catalogue() for t in spanish(e) if TU.search(t)] == []


def test_not_sure_is_no_se_wherever_it_is_said() -> None:
    for entry in catalogue():
        if "I’m not sure" in entry.msgid:
            assert all("No sé" in text for text in spanish(entry)), entry.msgid


def test_a_label_that_another_text_quotes_is_quoted_as_it_reads() -> None:
    translated = {entry.msgid: spanish(entry)[0] for entry in catalogue()}
    for msgid, text in translated.items():
        for quoted in re.findall(r"“([^”]+)”", msgid):
            if label := translated.get(quoted, "").partition(" (")[0].lower():
                assert f"“{label}”" in text.lower(), msgid
