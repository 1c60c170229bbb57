"""The documents hold to the code: links lead somewhere, rooms describe themselves, each endpoint is told."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from contracts.store import connect
from tests.unit.web.running import index_in, parts_over
from web.app import create_app

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("contracts", "search", "workers", "crawler", "web", "cli", "newsroom", "deploy")
MAX_README_LINES = 60
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_NOT_DOCUMENTS = ("newsroom/articles", "newsroom/sites")


def documents() -> list[Path]:
    """Return every document: those of folders that are kept, and not the sample web's articles."""
    found = [
        *ROOT.glob("*.md"),
        *(file for folder in (*ROOMS, "docs", "tests") for file in (ROOT / folder).rglob("*.md")),
    ]
    return sorted(file for file in found if not str(file.relative_to(ROOT)).startswith(_NOT_DOCUMENTS))


def links(file: Path) -> Iterator[str]:
    """Yield where a document's relative links lead, fragments off."""
    for target in _LINK.findall(_CODE.sub("", file.read_text(encoding="utf-8"))):
        parts = urlsplit(target)
        if not parts.scheme and parts.path:
            yield parts.path


@pytest.mark.parametrize("file", documents(), ids=lambda file: str(file.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(file: Path) -> None:
    assert [link for link in links(file) if not (file.parent / link).exists()] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_readme_that_fits_one_screen(room: str) -> None:
    lines = (ROOT / room / "README.md").read_text(encoding="utf-8").splitlines()

    assert lines[0].startswith("# ")
    assert 5 <= len(lines) <= MAX_README_LINES


def test_the_index_of_the_documents_names_each_of_them() -> None:
    named = {(ROOT / "docs" / link).resolve() for link in links(ROOT / "docs" / "README.md")}

    assert {file for file in (ROOT / "docs").rglob("*.md") if file.name != "README.md"} - named == set()


def test_every_endpoint_of_the_description_has_its_section(tmp_path: Path) -> None:
    parts = parts_over(connect("redis://127.0.0.1:1/0"), index_in(tmp_path))
    described = create_app(parts).openapi()["paths"]
    told = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^### `([A-Z]+ /\S+)`$", told, re.MULTILINE))

    assert sections == {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}


@pytest.mark.parametrize("file", sorted((ROOT / "docs" / "howto").glob("*.md")), ids=lambda file: file.name)
def test_every_file_that_a_how_to_names_exists_or_is_made_by_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:tests|workers|search|newsroom|contracts)/[\w./-]+\.(?:py|toml|json))`", text))
    made = set(re.findall(r"`([\w./-]+\.py)`:\n", text))

    assert {name for name in named - made if not (ROOT / name).exists()} == set()
