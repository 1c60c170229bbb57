"""A room is entered through its doorways alone: those that docs/architecture.md lists, read from the code's imports."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("search", "workers", "crawler", "web", "cli", "newsroom")
_ROW = re.compile(r"^\| (?P<room>\w+) \| (?P<doorways>[^|]+) \|", re.MULTILINE)


def doorways() -> set[str]:
    """Return the modules that the table of docs/architecture.md names."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text[text.index("| room | doorways |") :].split("\n\n")[0]
    listed = [found["doorways"] for found in _ROW.finditer(table) if found["room"] in ROOMS]
    return {name for cell in listed for name in re.findall(r"`([\w.]+)`", cell)}


def entrances(file: Path) -> Iterator[str]:
    """Yield each module of another room that a file imports from, wherever the import stands."""
    own = file.relative_to(ROOT).parts[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) and node.module and node.level == 0 else []
        yield from (name for name in names if name.split(".")[0] in ROOMS and name.split(".")[0] != own)


@pytest.mark.parametrize("folder", [*ROOMS, "contracts", "deploy"])
def test_a_room_enters_another_through_its_doorways_alone(folder: str) -> None:
    listed = doorways()
    strays = [
        f"{file.relative_to(ROOT)}: {name}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        for name in entrances(file)
        if name not in listed
    ]

    assert strays == []


@pytest.mark.parametrize("name", sorted(doorways()))
def test_every_doorway_that_is_listed_exists(name: str) -> None:
    assert importlib.import_module(name).__doc__


def test_no_doorway_is_listed_that_nobody_uses() -> None:
    files = [file for folder in (*ROOMS, "deploy") for file in (ROOT / folder).rglob("*.py")]
    used = {name for file in files for name in entrances(file)}
    entry_points = {name for name in doorways() if name.endswith(".process")}

    assert doorways() - entry_points - used == set()
