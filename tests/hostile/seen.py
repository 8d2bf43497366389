"""A page as its elements and its texts, so that two pages can be compared whatever they say."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse

BOXED = ("bdi", "textarea", "td", "dd", "div", "li")


class Seen(HTMLParser):
    """`shape` is every element with the names of its attributes, in order. `inside` holds the whole
    text of each element of a kind that shows what people typed, `values` that of each input."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.status = answer.status_code
        self.shape: list[tuple[str, ...]] = []
        self.values: dict[str, list[str]] = {}
        self.inside: dict[str, list[str]] = {name: [] for name in BOXED}
        self.text = ""
        self._open: list[tuple[str, list[str]]] = []
        self.feed(answer.content.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shape.append((tag, *(name for name, _ in attrs)))
        told = dict(attrs)
        if tag == "input":
            self.values.setdefault(told.get("name") or "", []).append(told.get("value") or "")
        elif tag == "br":
            self.handle_data("\n")
        elif tag in BOXED:
            self._open.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self.inside[tag].append("".join(self._open.pop()[1]))

    def handle_data(self, data: str) -> None:
        self.text += data
        for _tag, texts in self._open:
            texts.append(data)


class Checks:
    """How often each field was compared with each place, and what broke. Nothing stops at the first
    break, so that one run tells all of them."""

    def __init__(self) -> None:
        self.count: Counter[tuple[str, str]] = Counter()
        self.broken: dict[tuple[str, str], list[str]] = {}

    def that(self, field: str, place: str, holds: Any, text: object = "") -> None:
        self.count[field, place] += 1
        if not holds:
            self.broken.setdefault((field, place), []).append(f"{text!a:.160}")

    @property
    def total(self) -> int:
        return self.count.total()

    def table(self) -> list[str]:
        return [f"{n:9,}  {field}: {place}" for (field, place), n in sorted(self.count.items())]
