"""A file as text with a tree over it: where each node stands, and what must not be bent."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

Edit = tuple[int, int, str]  # from this byte to that one stands this instead


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One file, bent in one place. `change` and `line` name the place also when lines shift."""

    module: str
    where: str
    number: int
    line: str
    change: str
    edit: Edit
    content: bytes = field(repr=False)

    def source(self) -> bytes:
        """The whole file with the place bent, also when it was edited in the meantime."""
        start, end, new = self.edit
        return self.content[:start] + new.encode() + self.content[end:]

    def __str__(self) -> str:
        return f"{self.module}:{self.number} {self.where}: {self.change}    in: {self.line}"


class Source:
    """One file. Places are counted in bytes, as `ast` does."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.lines = content.splitlines(keepends=True)
        self.tree = ast.parse(content)
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line))

    def start(self, node: ast.expr | ast.stmt | ast.keyword) -> int:
        return self._starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt | ast.keyword) -> int:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self._starts[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        return self.content[self.start(node) : self.end(node)].decode()

    def instead(self, node: ast.expr | ast.stmt | ast.keyword, new: str) -> Edit:
        return self.start(node), self.end(node), new

    def between(self, one: ast.expr, other: ast.expr, old: str, new: str) -> Edit:
        """What stands between two parts of an expression, with another operator in it."""
        start, end = self.end(one), self.start(other)
        gap = self.content[start:end].decode()
        assert old in gap, (gap, old)
        return start, end, gap.replace(old, new, 1)

    def without(self, spans: list[tuple[int, int]], place: int) -> Edit:
        """A list written with commas, less one of at least two."""
        start, end = spans[place]
        if place + 1 < len(spans):
            return start, spans[place + 1][0], ""
        after = self.content[end:].lstrip()[:1]
        return spans[place - 1][1], end, "" if after == b"," else ","

    def mutant(self, module: str, where: str, edit: Edit) -> Mutant:
        """Tells of an edit in a line, with the place and the words that change."""
        start, end, new = edit
        number = self.content[:start].count(b"\n") + 1
        old = self.content[start:end].decode()
        return Mutant(
            module=module,
            where=where,
            number=number,
            line=self.lines[number - 1].decode().strip(),
            change=f"{_short(old)} -> {_short(new)}",
            edit=edit,
            content=self.content,
        )


def _short(text: str) -> str:
    """A piece of source on one line."""
    words = " ".join(text.split()) or "nothing"
    return words if len(words) < 70 else f"{words[:40]} … {words[-25:]}"


def is_text(node: ast.AST) -> bool:
    """Whether it is a text for people: `_("...")`, or a tuple of nothing else."""
    if isinstance(node, ast.Tuple):
        return bool(node.elts) and all(map(is_text, node.elts))
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"


def is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


LEFT_ALONE = {
    ast.FunctionDef: ("decorator_list", "returns"),
    ast.ClassDef: ("decorator_list", "bases", "keywords"),
    ast.AnnAssign: ("annotation", "target"),
    ast.arg: ("annotation",),
    ast.Raise: ("exc", "cause"),
}
NEVER = (ast.Import, ast.ImportFrom, ast.JoinedStr)


def inner(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node that may be bent."""
    left_alone = LEFT_ALONE.get(type(node), ())
    for name, value in ast.iter_fields(node):
        if name not in left_alone:
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, ast.AST) and not _never(part):
                    yield part


def _never(node: ast.AST) -> bool:
    if isinstance(node, ast.AnnAssign) and isinstance(node.annotation, ast.Name):
        return node.annotation.id == "TypeAlias"
    typing = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    return isinstance(node, NEVER) or is_text(node) or is_docstring(node) or typing
