"""Nothing is promised on "About", "Privacy" and "Accessibility" that no test or command shows."""

import ast
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.test import Client

from eligibility.core.rules import Source
from eligibility.protocol import sources
from eligibility.protocol.content.cards import CARDS

ROOT = Path(__file__).parent.parent
TABLE = tomllib.loads((ROOT / "tests" / "promises.toml").read_text(encoding="utf-8"))
PAGES = ("about", "privacy", "accessibility", "foot")
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
READ = {"p", "li", "dd"}

pytestmark = pytest.mark.django_db


class Told(HTMLParser):
    """The paragraphs of a page. What stands in cards is told apart: it is content, and every
    statement of it has a source."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.paragraphs: list[str] = []
        self.cards: list[str] = []
        self.kept: list[str] | None = None
        self.in_cards = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "dl":
            self.in_cards = ("class", "cards") in attrs
        if tag in READ:
            self.kept = self.cards if self.in_cards else self.paragraphs
            self.kept.append("")

    def handle_endtag(self, tag: str) -> None:
        self.in_cards = self.in_cards and tag != "dl"
        if tag in READ:
            self.kept = None

    def handle_data(self, data: str) -> None:
        if self.kept is not None:
            self.kept[-1] += data


def page_of(name: str) -> Told:
    """One of these pages without its foot, or the foot of all pages without its links."""
    address = "about" if name == "foot" else name
    page, _, foot = Client().get(f"/{address}/").content.decode().partition("<footer")
    return Told(foot.partition("<ul>")[0] if name == "foot" else page)


def sentences(texts: list[str]) -> list[str]:
    return [part for text in texts for part in SENTENCE_END.split(" ".join(text.split())) if part]


def promised(name: str) -> list[str]:
    return [sentence for entry in TABLE[name] for sentence in entry["says"]]


@pytest.mark.parametrize("name", PAGES)
def test_every_sentence_is_proved_or_promises_nothing(name: str) -> None:
    known = promised(name) + TABLE["nothing"][name]
    assert [s for s in sentences(page_of(name).paragraphs) if s not in known] == []


@pytest.mark.parametrize("name", PAGES)
def test_the_table_has_no_sentence_that_is_gone_from_its_page(name: str) -> None:
    said = sentences(page_of(name).paragraphs)
    known = promised(name) + TABLE["nothing"][name]
    assert len(known) == len(set(known))
    assert [sentence for sentence in known if sentence not in said] == []


def test_the_cards_hold_what_has_a_source_and_nothing_else() -> None:
    listed = [s for s in vars(sources).values() if isinstance(s, Source)]
    worth = [str(source.worth) for source in listed]
    known = [f"{card.known} Not known: {card.unknown}" for card in CARDS]
    for name, content in (("about", worth), ("about/conditions", known)):
        assert [" ".join(text.split()) for text in page_of(name).cards] == content


def proofs() -> list[str]:
    return sorted({proof for name in PAGES for entry in TABLE[name] for proof in entry["proof"]})


def exists(proof: str) -> bool:
    """Whether a proof can be run: a test, all tests of a file, a command, or a Makefile target."""
    kind, _, name = proof.rpartition(" ")
    if kind == "manage.py":
        return bool(get_commands().get(name) == "eligibility")
    if kind == "make":
        return f"\n{name}:" in (ROOT / "Makefile").read_text(encoding="utf-8")
    file, _, test = name.partition("::")
    if not (ROOT / file).is_file():
        return False
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    tests = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return not test or test in tests


@pytest.mark.parametrize("proof", proofs())
def test_every_proof_exists(proof: str) -> None:
    assert exists(proof)


@pytest.mark.parametrize(
    "proof",
    ["manage.py pray", "make believe", "tests/test_nothing.py", f"{Path(__file__).name}::test_no"],
)
def test_a_proof_that_does_not_exist_is_found(proof: str) -> None:
    assert not exists(proof)


def test_a_promise_without_a_proof_is_no_entry() -> None:
    assert all(entry["says"] and entry["proof"] for name in PAGES for entry in TABLE[name])
