"""Who may import whom: design, section 3."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("board", "diagnosis", "planning", "commission", "provider")
# One arrow of the design each; what is not here is forbidden.
ALLOWED = {
    "documents": set(),  # what people type in files; any room may read it
    "events": set(),
    "market": {"events"},
    "board": {"events", "market", "commission"},
    "diagnosis": {"events", "market", "board"},
    "planning": {"events", "market", "diagnosis", "board", "commission"},
    "commission": {"events", "market"},
    "provider": {"events", "market"},
    "practice": {"events", "market", *ROOMS},
}
FOLDERS_NOBODY_IMPORTS = {"src", "lessons", "tests", "datasets", "solutions", "exercises"}


def imported(path: Path) -> set[str]:
    """List the dotted names that a file imports, late imports included."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.ImportFrom):
            package = path.relative_to(ROOT / "course").with_suffix("").parts[: -node.level]
            names.add(".".join((*package, *([node.module] if node.module else []))))
    return names


def sources(folder: str) -> list[Path]:
    """List the Python files of a folder of the checkout."""
    return sorted((ROOT / folder).rglob("*.py"))


def test_caopan_never_imports_grader() -> None:
    """The trainee's toolkit works where the grading side is absent."""
    guilty = [
        p for p in sources("course/caopan") if any(n.split(".")[0] == "grader" for n in imported(p))
    ]
    assert sources("course/caopan")
    assert guilty == []


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_rooms_import_along_the_arrows(room: str) -> None:
    """Each room of the toolkit imports only the rooms that the design allows it."""
    reached = {
        name.split(".")[1]
        for path in sources(f"course/caopan/{room}")
        for name in imported(path)
        if name.startswith("caopan.")
    }
    assert reached & set(ALLOWED) <= ALLOWED[room] | {room, "documents"}


def test_every_room_is_under_the_rule() -> None:
    """No package of the toolkit escapes the table of arrows."""
    rooms = {p.name for p in (ROOT / "course/caopan").iterdir() if (p / "__init__.py").exists()}
    assert rooms <= set(ALLOWED)


def test_nobody_imports_plain_folders() -> None:
    """An editable install puts course/ and the root on the path; their folders stay no packages."""
    files = [*sources("course/caopan"), *sources("grader"), *sources("tests")]
    guilty = [
        (p, n) for p in files for n in imported(p) if n.split(".")[0] in FOLDERS_NOBODY_IMPORTS
    ]
    assert guilty == []
