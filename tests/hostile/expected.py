"""What must come of a text, by rules of our own: refused, or stored just so."""

import unicodedata

NOT_STORED = ("Cc", "Cs")  # control characters, and halves of characters


def line(text: str, longest: int, *, optional: bool = False) -> str | None:
    """What a line of the form stores of it, or None for what it does not take."""
    readable = any(unicodedata.category(c)[0] in "LNPS" and not _is_filler(c) for c in text)
    if len(text) > longest or not (readable or optional):
        return None
    if not text.strip():
        return ""
    return None if _has(text, "") else unicodedata.normalize("NFC", text.strip())


def note(text: str) -> str | None:
    """What a note of staff stores of it: lines may end, and nothing but spaces is no note."""
    text = unicodedata.normalize("NFC", text.strip().replace("\r\n", "\n"))
    return text if text and len(text) <= 4_000 and not _has(text, "\n\t") else None


def _has(text: str, but: str) -> bool:
    bad = (unicodedata.category(c) in NOT_STORED or c == "\ufffd" for c in text if c not in but)
    return any(bad)


def _is_filler(character: str) -> bool:
    return "FILLER" in unicodedata.name(character, "")


def as_sent(text: str) -> str:
    """The text as it arrives: what is no character comes as marks that say so."""
    return text.encode(errors="surrogatepass").decode(errors="replace")
