"""A page of the site, read by its marks alone, as any program could read it."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

from django.http import HttpResponse

BOXES = ("radio", "checkbox")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')

Attributes = dict[str, str | None]


class Input(NamedTuple):
    """One input of the form that moves the journey on."""

    name: str
    type: str
    value: str
    checked: bool


class Page(HTMLParser):
    """An answer of the site. `typed` is what its form would send if nothing were changed."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response, self.status = response, response.status_code
        self.location = response.headers.get("Location", "")
        self.path = response.request["PATH_INFO"]
        self.html = response.content.decode()
        self.body: Attributes = {}
        self.action, self.next = "", ""
        self.inputs: list[Input] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.tags: set[str] = set()
        self.findings: list[tuple[str | None, ...]] = []
        self.title = self.text = ""
        self._in_main = self._in_title = False
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.ids.add(found.get("id") or "")
        self._in_title = tag == "title"
        if tag == "body":
            self.body = found
        elif tag == "form" and "data-main" in found:
            self._in_main, self.action = True, found.get("action") or self.path
        elif tag == "input" and self._in_main:
            self.inputs.append(_input(found))
        elif tag == "a":
            self.links.append(found.get("href") or "")
            if "data-next" in found:
                self.next = self.links[-1]
        if "data-kind" in found:
            self.findings.append(tuple(found.get(f"data-{k}") for k in ("kind", "rule", "when")))

    def handle_endtag(self, tag: str) -> None:
        self._in_main = self._in_main and tag != "form"
        self._in_title = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_title:
            self.title += data

    @property
    def kind(self) -> str | None:
        return self.body.get("data-page")

    @property
    def outcome(self) -> str | None:
        return self.body.get("data-outcome")

    @property
    def typed(self) -> dict[str, list[str]]:
        fields: dict[str, list[str]] = {}
        for item in self.inputs:
            if item.checked or item.type not in BOXES:
                fields.setdefault(item.name, []).append(item.value)
        return fields

    def boxes(self, name: str, given: list[str]) -> list[str]:
        """The boxes of this name that are to be ticked, in the order of the page."""
        named = [item for item in self.inputs if item.name == name and item.type in BOXES]
        return [item.value for item in named if item.value in given]

    @property
    def lasting(self) -> str:
        """The page without the token that is new each time it is shown."""
        return TOKEN.sub("", self.html)

    @property
    def errors(self) -> list[str]:
        """The ids that the error summary links to."""
        return [link[1:] for link in self.links if link[:1] == "#" and link != "#main"]


def _input(found: Attributes) -> Input:
    name, kind, value = (found.get(key) or "" for key in ("name", "type", "value"))
    return Input(name, kind, value, "checked" in found)
