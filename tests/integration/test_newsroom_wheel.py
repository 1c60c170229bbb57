"""The sample sites are package data: a built wheel holds all that they are made of."""

import subprocess
import sys
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def names_in_wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_every_file_of_the_newsroom_is_in_the_wheel(names_in_wheel: set[str]) -> None:
    package = ROOT / "newsroom"
    kept = (file for file in package.rglob("*") if file.is_file() and file.suffix in (".md", ".yaml", ".html", ".xml"))

    assert {str(file.relative_to(ROOT)) for file in kept} - names_in_wheel == set()
    assert "newsroom/manifest.json" in names_in_wheel


def test_the_data_are_found_as_resources_of_the_package() -> None:
    package = files("newsroom")

    assert package.joinpath("manifest.json").is_file()
    assert package.joinpath("articles", "space-chiefs-meet", "lantern.points.yaml").is_file()
    assert package.joinpath("sites", "templates", "lantern", "article.html").is_file()
    assert package.joinpath("sites", "data", "lantern.yaml").is_file()
