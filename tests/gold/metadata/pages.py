"""Small pages with what they say of themselves: `pages` reads a part, `MetadataPage.content` is what a server sends."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
LANGUAGES = {"zht": "zh"}
"""The language of a text whose key names its script as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataPage:
    """A page and its truth: a field that the truth does not name is not judged, an empty one is to stay empty."""

    id: str
    set: str
    url: str
    language: str
    content: bytes
    truth: dict[str, Any]


def pages(part: str) -> Iterator[MetadataPage]:
    """Yield the pages of one part, set by set."""
    for path in sorted((FOLDER / part).glob("*.toml")):
        for stated in tomllib.loads(path.read_text("utf-8"))["page"]:
            yield MetadataPage(
                id=stated["id"],
                set=path.stem,
                url=stated["url"],
                language=LANGUAGES.get(stated["text"], stated["text"]),
                content=_filled(stated["html"], stated["text"]).encode(),
                truth=stated["truth"],
            )


def _filled(html: str, text: str) -> str:
    """The page with its paragraphs, each in an element of its own or parted by line breaks."""
    paragraphs = _texts()[text]
    html = html.replace("{{lines}}", "<br><br>".join(paragraphs))
    return html.replace("{{text}}", "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


@cache
def _texts() -> dict[str, list[str]]:
    return tomllib.loads((FOLDER / "texts.toml").read_text("utf-8"))
