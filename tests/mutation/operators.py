"""The ways in which a line of Python can be bent: each makes edits of one kind of node."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.mutation.known import Known
from tests.mutation.source import ROOT, Edit, Mutant, Source, inner

Operator = Callable[[Source, Any, Known], Iterator[Edit]]
OPERATORS: list[tuple[type[ast.AST], Operator]] = []


def bends(*kinds: type[ast.AST]) -> Callable[[Operator], Operator]:
    """What is decorated makes edits of such nodes."""

    def register(operator: Operator) -> Operator:
        OPERATORS.extend((kind, operator) for kind in kinds)
        return operator

    return register


def mutants(module: str, known: Known, root: Path = ROOT) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    source = Source((root / module).read_bytes())
    found = {edit: where for where, edit in _edits(source, source.tree, "", known)}
    for edit, where in sorted(found.items()):
        yield source.mutant(module, where, edit)


def _edits(source: Source, node: ast.AST, where: str, known: Known) -> Iterator[tuple[str, Edit]]:
    here = ".".join(filter(None, (where, _name(node, where))))
    for kind, operator in OPERATORS:
        if isinstance(node, kind):
            for edit in operator(source, node, known):
                yield here, edit
    for part in inner(node):
        yield from _edits(source, part, here, known)


def _name(node: ast.AST, where: str) -> str:
    """The name that a node gives to what is in it."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    return target.id if isinstance(target, ast.Name) and not where else ""


# --- Comparisons and logic -----------------------------------------------------------------------

COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
}


@bends(ast.Compare)
def compare(source: Source, node: ast.Compare, known: Known) -> Iterator[Edit]:
    parts = [node.left, *node.comparators]
    for one, other, sign in zip(parts, parts[1:], node.ops, strict=False):
        old, others = COMPARISONS[type(sign)]
        for new in others:
            yield source.between(one, other, f" {old} ", f" {new} ")


@bends(ast.BoolOp)
def logic(source: Source, node: ast.BoolOp, known: Known) -> Iterator[Edit]:
    old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    for one, other in zip(node.values, node.values[1:], strict=False):
        yield source.between(one, other, old, new)
    for left_out in node.values:
        kept = [f"({source.text(part)})" for part in node.values if part is not left_out]
        yield source.instead(node, f" {old} ".join(kept))


@bends(ast.UnaryOp)
def turned(source: Source, node: ast.UnaryOp, known: Known) -> Iterator[Edit]:
    yield source.instead(node, f"({source.text(node.operand)})")


@bends(ast.If, ast.IfExp, ast.While)
def asked(source: Source, node: Any, known: Known) -> Iterator[Edit]:
    yield from _turned_round(source, node.test)


@bends(ast.comprehension)
def filtered(source: Source, node: ast.comprehension, known: Known) -> Iterator[Edit]:
    for test in node.ifs:
        yield from _turned_round(source, test)
        yield source.instead(test, "True")


def _turned_round(source: Source, test: ast.expr) -> Iterator[Edit]:
    """The opposite of a test that no other operator turns round."""
    if isinstance(test, ast.Name | ast.Call | ast.Attribute):
        yield source.instead(test, f"not {source.text(test)}")


@bends(ast.IfExp)
def one_way(source: Source, node: ast.IfExp, known: Known) -> Iterator[Edit]:
    for kept in (node.body, node.orelse):
        yield source.instead(node, f"({source.text(kept)})")


# --- Sums and sets -------------------------------------------------------------------------------

SIGNS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.FloorDiv: ("//", "*"),
    ast.LShift: ("<<", ">>"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.BitXor: ("^", "|"),
}
SETS = (ast.Sub, ast.BitAnd, ast.BitOr)


@bends(ast.BinOp)
def sums(source: Source, node: ast.BinOp, known: Known) -> Iterator[Edit]:
    if type(node.op) not in SIGNS:
        return
    old, new = SIGNS[type(node.op)]
    number = isinstance(node.right, ast.Constant)
    if number or not isinstance(node.op, SETS):
        yield source.between(node.left, node.right, old, new)
    if not number and isinstance(node.op, SETS):
        yield source.instead(node, f"({source.text(node.left)})")
        yield source.instead(node, f"({source.text(node.right)})")


@bends(ast.AugAssign)
def added(source: Source, node: ast.AugAssign, known: Known) -> Iterator[Edit]:
    old, new = SIGNS[type(node.op)]
    yield source.between(node.target, node.value, f"{old}=", f"{new}=")


# --- Values --------------------------------------------------------------------------------------


@bends(ast.Constant)
def value(source: Source, node: ast.Constant, known: Known) -> Iterator[Edit]:
    if isinstance(node.value, bool):
        yield source.instead(node, str(not node.value))
    elif isinstance(node.value, int):
        yield source.instead(node, str(node.value + 1))
        yield source.instead(node, str(node.value - 1))


SWAPPED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "all_of": "any_of",
    "any_of": "all_of",
    "sorted": "list",
}


@bends(ast.Call)
def called(source: Source, node: ast.Call, known: Known) -> Iterator[Edit]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in SWAPPED and not (name == "sorted" and node.keywords):  # a list has no `key`
        yield source.instead(node.func, SWAPPED[name])


# --- Statements ----------------------------------------------------------------------------------


@bends(ast.Return)
def returned(source: Source, node: ast.Return, known: Known) -> Iterator[Edit]:
    if node.value is not None and source.text(node.value) != "None":
        yield source.instead(node, "return None")


@bends(ast.Expr, ast.Raise, ast.Continue, ast.AugAssign, ast.Delete)
def left_out(source: Source, node: ast.stmt, known: Known) -> Iterator[Edit]:
    yield source.instead(node, "pass")


@bends(ast.Assign)
def not_kept(source: Source, node: ast.Assign, known: Known) -> Iterator[Edit]:
    """An entry that is not made in a table."""
    if isinstance(node.targets[-1], ast.Subscript):
        yield source.instead(node, "pass" if len(node.targets) == 1 else _plain(source, node))


def _plain(source: Source, node: ast.Assign) -> str:
    return f"{source.text(node.targets[0])} = {source.text(node.value)}"


@bends(ast.For)
def never_gone_through(source: Source, node: ast.For, known: Known) -> Iterator[Edit]:
    yield source.instead(node.iter, "()")
