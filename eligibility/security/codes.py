"""Codes that a person writes down: easy to read aloud, hard to guess, and a slip shows at once."""

import hmac

# Crockford's 32: no I, L, O or U. Whoever hears or reads one of those means 1, 1 and 0.
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MEANT = str.maketrans("OIL", "011")
RANDOM, GROUP = 19, 4  # 19 random symbols are 95 bits; the 20th is the check
CARRY = 0b100101  # x^5 + x^2 + 1: under it, doubling passes through all 31 numbers but 0


class TypingSlip(ValueError):
    """What was typed cannot be a code of ours: a symbol is wrong, swapped, missing or too many."""


def code_of(token: str, number: int) -> str:
    """The code of this number of a browser's key. The key is 256 random bits and the code 95 of
    their digest; neither tells the other or the code of another number. Asked again it is the same,
    so a second click or a reload makes no new code that stops the one just written down."""
    digest = hmac.digest(token.encode(), f"come-back code {number}".encode(), "sha256")
    bits = int.from_bytes(digest) >> (256 - 5 * RANDOM)
    symbols = [bits >> 5 * place & 31 for place in reversed(range(RANDOM))]
    return _in_groups([*symbols, _check(symbols)])


def read_code(typed: str) -> str:
    """The code as it is stored and shown. Small letters, spaces and hyphens are fine, and O, I, L
    are read as 0, 1, 1. Raises TypingSlip for any one wrong symbol and for any two swapped."""
    plain = "".join(c for c in typed.upper() if c.isascii() and c.isalnum()).translate(MEANT)
    if len(plain) != RANDOM + 1 or not set(plain) <= set(SYMBOLS):
        raise TypingSlip
    numbers = [SYMBOLS.index(symbol) for symbol in plain]
    if _check(numbers[:-1]) != numbers[-1]:
        raise TypingSlip
    return _in_groups(numbers)


def _check(numbers: list[int]) -> int:
    """A sum in which each place has a weight of its own, so that swapping two symbols shows."""
    total = 0
    for number in numbers:
        total = _doubled(total ^ number)
    return total


def _doubled(number: int) -> int:
    return number << 1 ^ (CARRY if number & 16 else 0)


def _in_groups(numbers: list[int]) -> str:
    text = "".join(SYMBOLS[number] for number in numbers)
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))
