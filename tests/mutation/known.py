"""What the bent files name. Read from their text, so that none of them is imported here."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutation.source import ROOT

PACKAGES = {"core": "eligibility/core", "protocol": "eligibility/protocol"}
OF_PYTHON = {"default", "key", "reverse", "strict"}


@dataclass(frozen=True, kw_only=True)
class Known:
    """The members of each enum, the codes of each question by the name it is declared under, and
    the names of the arguments that may be left out."""

    enums: dict[str, list[str]] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()


def modules(package: str, root: Path = ROOT) -> list[str]:
    """The files of a package, from the root."""
    folder = root / PACKAGES[package]
    return sorted(str(path.relative_to(root)) for path in folder.rglob("*.py"))


def everything_named(codes: dict[str, list[str]]) -> Known:
    classes = [part for part in _nodes() if isinstance(part, ast.ClassDef)]
    enums = {each.name: _members(each) for each in classes if _is_enum(each)}
    optional = {name for part in _nodes() for name in _with_default(part)}
    return Known(enums=enums, codes=codes, optional=frozenset(optional | OF_PYTHON))


def _nodes() -> Iterator[ast.AST]:
    for package in PACKAGES:
        for module in modules(package):
            yield from ast.walk(ast.parse((ROOT / module).read_bytes()))


def _is_enum(each: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "Enum" for base in each.bases)


def _members(each: ast.ClassDef) -> list[str]:
    assigned = [part for part in each.body if isinstance(part, ast.Assign)]
    return [
        target.id for part in assigned for target in part.targets if isinstance(target, ast.Name)
    ]


def _with_default(part: ast.AST) -> Iterator[str]:
    """The fields of a class, and the arguments of a function, that have a default."""
    if isinstance(part, ast.ClassDef):
        for line in part.body:
            if isinstance(line, ast.AnnAssign) and line.value and isinstance(line.target, ast.Name):
                yield line.target.id
    if isinstance(part, ast.FunctionDef):
        yield from (
            arg.arg for arg in part.args.args[-len(part.args.defaults) :] if part.args.defaults
        )
        named = zip(part.args.kwonlyargs, part.args.kw_defaults, strict=True)
        yield from (arg.arg for arg, default in named if default)
