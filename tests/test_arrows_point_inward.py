"""The architecture, read from the imports: content knows the language, never the reverse."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "eligibility"
# Each room may use itself and these. Modules beside the rooms (errors, pages, urls, apps)
# are the hall: they may be used where they are named.
MAY_USE = {
    "core": set(),
    "protocol": {"core"},
    "versions": {"core", "protocol"},
    "interop": {"core"},
    "proof": {"core", "protocol", "versions"},
    "security": {"errors", "versions"},
    "models": {"security"},
    "summary": {"core", "protocol", "versions", "interop", "models"},
    "wizard": {
        "core",
        "protocol",
        "summary",
        "versions",
        "security",
        "interop",
        "models",
        "errors",
        "language",
        "lifecycle",
    },
    "staff": {"security", "models", "errors"},
    "audit": {"security", "models", "errors"},
    "lifecycle": {"security", "audit", "models"},
    "backup": {"security", "audit", "models"},
    # Outermost: what rests on a key lies in every room.
    "keys": {"security", "models", "staff", "review"},
    # The wizard, for a paper form is typed in through the very forms of the journey, which know
    # nothing of the clinic's side.
    "review": {
        "core",
        "protocol",
        "summary",
        "versions",
        "interop",
        "security",
        "audit",
        "wizard",
        "lifecycle",
        "models",
        "errors",
    },
}


def imported(path: Path) -> set[str]:
    """Every module a file imports, also under TYPE_CHECKING."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def module(path: Path) -> str:
    """The name by which a file is imported."""
    return ".".join(path.relative_to(HOUSE.parent).with_suffix("").parts).removesuffix(".__init__")


def rooms_used(path: Path) -> set[str]:
    """The rooms of the house that a file looks into."""
    ours = (name.split(".") for name in imported(path) if name.startswith("eligibility."))
    return {parts[1] for parts in ours}


@pytest.mark.parametrize("room", MAY_USE)
def test_a_room_uses_only_the_rooms_inward_of_it(room: str) -> None:
    for path in sorted((HOUSE / room).rglob("*.py")):
        assert rooms_used(path) <= MAY_USE[room] | {room}, path.name


def test_every_room_is_in_the_table() -> None:
    rooms = {path.parent.name for path in HOUSE.glob("*/__init__.py")}
    assert rooms - {"management", "migrations"} == set(MAY_USE)


def test_no_import_goes_in_a_circle() -> None:
    """Not even one that only a type checker follows. Raises CycleError with the circle."""
    files = {module(path): path for path in HOUSE.rglob("*.py")}
    arrows = {
        name: {used if used in files else used.rpartition(".")[0] for used in imported(path)}
        for name, path in files.items()
    }
    arrows = {name: used & set(files) - {name} for name, used in arrows.items()}
    assert len(list(TopologicalSorter(arrows).static_order())) == len(files)


@pytest.mark.parametrize("room", ["core", "protocol"])
def test_the_language_and_the_content_know_of_django_only_how_to_translate(room: str) -> None:
    for path in (HOUSE / room).rglob("*.py"):
        outside = {name for name in imported(path) if name.startswith("django")}
        assert outside <= {"django.utils.translation.gettext_lazy"}, path.name


def test_no_rule_and_no_condition_asks_the_clock() -> None:
    for path in (HOUSE / "core").rglob("*.py"):
        text = path.read_text()
        assert "today()" not in text
        assert "now()" not in text
