"""The pages of `wall_pages.toml`: walls and errors as software shows them, and short articles about such things."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class WallPage:
    """A page by name; `reason` is what it must be rejected as, None for an article."""

    name: str
    reason: str | None
    html: str


def _read() -> tuple[WallPage, ...]:
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(WallPage(page["name"], page.get("reason"), _whole(page)) for page in table["page"])


def _whole(page: dict[str, str]) -> str:
    head = f"<head><title>{page['title']}</title>{page.get('head', '')}</head>"
    return f'<!DOCTYPE html><html lang="{page["lang"]}">{head}<body>{page["html"]}</body></html>'


PAGES = _read()
WALL_PAGES = tuple(page for page in PAGES if page.reason)
ARTICLE_PAGES = tuple(page for page in PAGES if page.reason is None)
