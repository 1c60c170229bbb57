"""The room's README names every address and every setting that there is."""

import re
from pathlib import Path

import pytest

import web
from web.settings import WebSettings

HERE = Path(web.__file__).parent
README = (HERE / "README.md").read_text(encoding="utf-8")


def routes() -> set[str]:
    """Return the fixed part of each address that the code routes."""
    code = "".join((HERE / name).read_text(encoding="utf-8") for name in ("api.py", "pages.py", "probes.py"))
    return {path.split("{")[0].rstrip("/") for path in re.findall(r'router\.(?:get|post|delete)\(\s*"(/[^"]*)"', code)}


def test_every_address_is_in_the_readme() -> None:
    assert len(routes()) >= 12
    assert {path for path in routes() if path.removeprefix("/api/v1/").strip("/") not in README} == set()


@pytest.mark.parametrize("name", sorted(WebSettings.model_fields))
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"_{name.upper()}`" in README


def test_every_module_is_in_the_readme() -> None:
    modules = {path.name for path in HERE.glob("*.py")} - {"__init__.py"}

    assert {name for name in modules if name not in README} == set()


def test_the_readme_fits_one_screen() -> None:
    assert len(README.splitlines()) <= 45
