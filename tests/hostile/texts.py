"""Texts that are hard to store, to show or to read: scripts, marks, numbers, controls, sizes."""

from collections.abc import Iterator
from itertools import product

BIDI = tuple("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
BLANKS = tuple("\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u3164\u115f\u034f\u2800\u00a0\u3000")


SCRIPTS = "محمد علي|שלום|王小明|हिन्दी|ไทย|한국어|Ольга|Ελένη|Đặng Thị Ngọc|﷽|𒐫|⸻|ß ẞ ﬅ|Ǆ ǅ|ﬁ ﬂ Ⅷ ½"
COMPOSED = (
    "Jose\u0301|A\u030angstro\u0308m|\u1100\u1161\u11a8|\u212b\u2126|\ufb2a|\u0345\u03b1|\u1e9e"
)
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
WAVE = "\U0001f44b\U0001f3fd" * 20
PICTURES = f"{FAMILY}|\U0001f1fa\U0001f1f8|\u2764\ufe0f|{WAVE}|1\ufe0f\u20e3"
NOWHERE = (
    "\ue000\uf8ff|\U0010ffff|\ufffe\uffff|\U000e0041\U000e007f|\u2028x|x\u2029y|\u0130\u0131\u017f"
)
NUMBERS = "1e400|NaN|Infinity|-0|-1|+48|48.0|0x30|0b1|1_0|4e1|１２"
NO_NUMBERS = "٤٨|४८|²|½|Ⅷ|४|48,0|1/2|048|true|false|None|undefined|nil|()|[object Object]|yes|on|no"
UNITS = "x|王|Mary Ann |<b>|Z\u0351|\u202e|\U0001f600|&amp;|=1+|\\"


def writing() -> Iterator[str]:
    """Letters of every direction, marks in piles, signs without a shape, pictures."""
    for sign in BIDI:
        yield from (f"Ruth {sign}evil", f"{sign}Ruth", f"Ruth{sign}", f"a{sign}\u05d0{sign}b")
    for sign in BLANKS:
        yield from (f"Ru{sign}th", f"{sign}Ruth", f"Ruth{sign}", sign, sign * 3)
    for letter, mark in product("Ra\u05d0\u0915王", "\u0301\u0335\u0353\u20dd\u0489\u3099"):
        yield from (f"{letter}{mark}uth", f"{letter}{mark * 30}")
    for some in (SCRIPTS, COMPOSED, PICTURES, NOWHERE):
        yield from some.split("|")


def numbers() -> Iterator[str]:
    """Numbers that no form of ours means."""
    for number in NUMBERS.split("|"):
        yield from (number, f" {number}", f"{number} ", f"({number})")
    yield from (*NO_NUMBERS.split("|"), "9" * 400, "0" * 300, "1" + "0" * 199)


def controls() -> Iterator[str]:
    """Characters that no text holds, alone and in the midst of it."""
    for code in (*range(0x20), *range(0x7F, 0xA0)):
        yield f"Ru{chr(code)}th"
        yield f"{chr(code)}48"
    for text in ("\ufffd", "\ud800", "\udfff", "\ud83d", "a\ud800b", "\udc00\ud800", "\ufffd" * 3):
        yield from (text, f"Ruth {text}")


def huge() -> Iterator[str]:
    """Longer than any page is made for."""
    for unit, most in product(UNITS.split("|"), (190, 201, 3_900, 4_001, 9_000)):
        yield (unit * most)[:most]
    yield from ("R" + "\u0301" * 10_000, "W" * 500, "-" * 199, "a " * 99 + "b")
    yield "\u00ad" * 150 + "x"
