"""What the source marks for translation, read without gettext's own tools, and the Spanish file."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polib
from django.utils.translation import override
from django.utils.translation.template import templatize

from eligibility.core.rules import Source
from eligibility.protocol import sources

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "eligibility" / "locale" / "es" / "LC_MESSAGES"
PO, MO = FOLDER / "django.po", FOLDER / "django.mo"

MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(rf"\b(?:gettext\(({LITERAL})|ngettext\(({LITERAL}),\s*({LITERAL}))")
STAFF = (
    "templates/staff/",
    "templates/admin/",
    "templates/account/",
    "templates/mfa/",
    "templates/usersessions/",
    "eligibility/review/",
    "eligibility/staff/",
    "eligibility/models/",
)


@dataclass(frozen=True)
class Marked:
    """A text that a file marks for translation. `plural` is the English for many, or nothing."""

    file: str
    text: str
    plural: str = ""
    for_patients: bool = True


@cache
def marked() -> tuple[Marked, ...]:
    """Every marked text of the product, file by file."""
    python = sorted([*(ROOT / "eligibility").rglob("*.py"), *(ROOT / "config").rglob("*.py")])
    templates = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
    texts = [text for path in python for text in _in_python(path)]
    return (*texts, *(text for path in templates for text in _in_template(path)))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _in_python(path: Path) -> Iterator[Marked]:
    name, tree = _name(path), ast.parse(path.read_text(encoding="utf-8"))
    staff = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "staff"
        for inner in ast.walk(node.value)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in MARKS:
            one, many = _literals(name, node)
            seen = id(node) not in staff and not name.startswith(STAFF)
            yield Marked(name, one, many, seen)


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", "") or getattr(node.func, "attr", "")


def _literals(name: str, node: ast.Call) -> tuple[str, str]:
    wanted = 2 if _called(node).startswith("ngettext") else 1
    texts = [arg.value for arg in node.args[:wanted] if isinstance(arg, ast.Constant)]
    if len(texts) != wanted or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{name}:{node.lineno}: only plain text can be marked for translation.")
    return texts[0], texts[1] if wanted == 2 else ""


def _in_template(path: Path) -> Iterator[Marked]:
    """Django writes the marked texts of a template as calls; the rest it blanks out."""
    name = _name(path)
    calls = templatize(path.read_text(encoding="utf-8"), origin=name)
    for alone, one, many in IN_TEMPLATE.findall(calls):
        text, plural = ast.literal_eval(alone or one), ast.literal_eval(many or "''")
        yield Marked(name, text, plural, not name.startswith(STAFF))


@cache
def source_titles() -> frozenset[str]:
    """The titles of our sources in English: names of journals, studies and offices."""
    with override("en"):
        return frozenset(str(s.title) for s in vars(sources).values() if isinstance(s, Source))


@cache
def catalogue() -> polib.POFile:
    """The Spanish file as it is in the repository."""
    return polib.pofile(str(PO))


def spanish(entry: polib.POEntry) -> list[str]:
    """All Spanish texts of an entry: one, or one for each plural form."""
    return [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)] or [entry.msgstr]
