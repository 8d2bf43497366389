"""A tagged PDF as a screen reader goes through it, and the page as the printer would."""

import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject

BULLETS = str.maketrans("‣–", "••")
VOID = {"br", "hr", "img", "input", "link", "meta"}
NOT_PRINTED = {"screen", "toc", "run", "vh"}
HEADINGS = {"h1", "h2", "h3"}


def squeezed(text: str) -> str:
    """Without any space, and single letters where print joins two into one sign."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(BULLETS)


class Tagged:
    """A PDF by its tags. `parts` is all text in the order of reading, each with its tag; what has
    no tag, as the head and foot of a page, is not in it."""

    def __init__(self, data: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(data), strict=True)
        self.root: Any = self.reader.trailer["/Root"]
        self._marked = {
            page.indirect_reference.idnum: _marked_texts(page) for page in self.reader.pages
        }
        self.tags: list[str] = []
        self.parts = list(self._read(self.root["/StructTreeRoot"]["/K"], None, ""))
        self.text = squeezed("".join(text for _, text in self.parts))

    @cached_property
    def pages(self) -> list[str]:
        """What stands on each page, with its head and foot."""
        return [page.extract_text() for page in self.reader.pages]

    @property
    def headings(self) -> list[str]:
        """Every heading: its level and its text."""
        found: dict[str, str] = defaultdict(str)
        for tag, text in self.parts:
            if tag.startswith("/H"):
                found[tag] += text
        return [squeezed(tag[1:3].lower() + text) for tag, text in found.items()]

    def _read(self, node: Any, page: Any, path: str) -> Iterator[tuple[str, str]]:
        if isinstance(node, int):
            yield path, self._marked[page][int(node)]
            return
        node = node.get_object()
        if isinstance(node, DictionaryObject):
            page = node.raw_get("/Pg").idnum if "/Pg" in node else page
            if node.get("/Type") == "/MCR":
                yield path, self._marked[page][int(node["/MCID"])]
            elif "/S" in node:
                self.tags.append(node["/S"])
                # The number makes two headings in a row two, and what is inside one, one.
                heading = re.fullmatch(r"/H\d", node["/S"])
                inside = f"{node['/S']}#{len(self.tags)}" if heading else path or node["/S"]
                yield from self._read(node.get("/K", []), page, inside)
        else:
            for kid in node:
                yield from self._read(kid, page, path)


def _marked_texts(page: Any) -> dict[int, str]:
    """The text of each piece of marked content on a page, by its number."""
    fonts = page["/Resources"].get("/Font", {})
    letters = {name: _letters(font.get_object()) for name, font in fonts.items()}
    texts: dict[int, str] = defaultdict(str)
    stack: list[int | None] = []
    font: dict[int, str] = {}
    content = ContentStream(page.get_contents(), page.pdf)
    for operands, operator in content.operations:
        if operator in (b"BDC", b"BMC"):
            told = operands[1] if len(operands) > 1 else {}
            number = told.get("/MCID") if isinstance(told, dict) else None
            stack.append(int(number) if number is not None else (stack[-1] if stack else None))
        elif operator == b"EMC":
            stack.pop()
        elif operator == b"Tf":
            font = letters[operands[0]]
        elif operator in (b"Tj", b"TJ") and stack and stack[-1] is not None:
            texts[stack[-1]] += _shown(operands[0], font)
    return texts


def _shown(operand: Any, letters: dict[int, str]) -> str:
    runs = operand if isinstance(operand, list) else [operand]
    codes = b"".join(run.original_bytes for run in runs if hasattr(run, "original_bytes"))
    pairs = (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2))
    return "".join(letters.get(code, "\ufffd") for code in pairs)


def _letters(font: Any) -> dict[int, str]:
    """What each code of a font says, from its table for copying text."""
    table = font["/ToUnicode"].get_object().get_data().decode("ascii")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = bytes.fromhex(text).decode("utf-16-be")
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = start[:-1] + chr(ord(start[-1]) + step)
    return found


class Printed(HTMLParser):
    """The sheet on a page as the style sheet prints it: without what is for the screen, with the
    numbers and dots of its lists."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, set[str], list[int]]] = []
        self.said: list[str] = []
        self.found: list[str] = []
        self.feed(html)
        self.text = squeezed("".join(self.said))
        self.headings = [squeezed(text) for text in self.found]

    @property
    def printed(self) -> bool:
        """Whether what comes next is on paper."""
        classes = [names for _, names, _ in self.open]
        return any("body" in names for names in classes) and not any(
            names & NOT_PRINTED for names in classes
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        names = set((dict(attrs).get("class") or "").split())
        if tag == "li" and self.printed:
            self.said.append(self._marker())
        self.open.append((tag, names, [0]))
        if tag in HEADINGS and self.printed:
            self.found.append(f"{tag} ")

    def _marker(self) -> str:
        """What stands before the next item of the innermost list."""
        around, names, count = self.open[-1]
        count[0] += 1
        lines = any("lines" in above for _, above, _ in self.open)
        if around == "ul":
            return "" if lines else "•"
        if "notes" in names:
            return f"[{count[0]}]"
        return "" if names & {"findings", "ask"} else f"{count[0]}."

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.printed:
            self.said.append(data)
            if any(tag in HEADINGS for tag, _, _ in self.open):
                self.found[-1] += data
