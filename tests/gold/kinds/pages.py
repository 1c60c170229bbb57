"""The labelled page kinds: `pages("dev")` renders every page of every invented publication through its layouts."""

import tomllib
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tests.gold.kinds.linked_data import linked_data
from tests.gold.kinds.prose import shown_date, to_html

HERE = Path(__file__).parent
Split = Literal["dev", "held", "fresh", "wide", "trial", "final", "check", "lessons", "proof", "audit"]
Kind = Literal[
    "article", "home", "listing", "video", "gallery", "paywall", "consent", "bot", "login", "soft404", "error"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
OPTIONAL: Mapping[str, Any] = {
    "headline": "",
    "lead": "",
    "byline": "",
    "date": None,
    "section": "",
    "body": "",
    "offer": "",
    "items": "",
    "slides": "",
    "video": "",
    "image": "",
    "og": "",
    "ld": "",
    "free": None,
    "canonical": "",
    "style": "p",
    "tags": [],
    "fields": [],
    "buttons": [],
    "popular": True,
    "note": "",
    "extra": "",
    "robots": "",
}
SITE_OPTIONAL: Mapping[str, Any] = {
    "tagline": "",
    "nav": [],
    "menu": [],
    "related": [],
    "footer": "",
    "charset": "utf-8",
    "words": {},
    "direction": "ltr",
    "shell": "",
    "frame": "none",
}


class LabelledPage(NamedTuple):
    """One page as a crawler would have it, with what an attentive editor calls it."""

    id: str
    url: str
    html: bytes
    kind: Kind
    language: str


class Item(NamedTuple):
    """One line of a listing: a headline that leads somewhere, and what stands under it."""

    title: str
    teaser: str
    when: str
    link: str


class Words(dict[str, str]):
    """The small words of a publication's furniture; one that it does not use is empty."""

    def __missing__(self, key: str) -> str:
        return ""


def pages(split: Split) -> Iterator[LabelledPage]:
    """Yield every page of a split, ordered by publication and by place in its file."""
    for path in sorted((HERE / split).glob("*.toml")):
        publication = tomllib.loads(path.read_text(encoding="utf-8"))
        for number, page in enumerate(publication.pop("pages"), start=1):
            yield _rendered(f"{split}/{path.stem}/{number:02}", publication, page)


def _rendered(page_id: str, publication: Mapping[str, Any], page: Mapping[str, Any]) -> LabelledPage:
    _refuse_unknown(page_id, publication, page)
    site = {**SITE_OPTIONAL, "language": page.get("language", publication["language"]), **publication}
    site["language"] = page.get("language", publication["language"])
    url = urljoin(f"https://{site['host']}/", page["path"])
    told = {**OPTIONAL, "frame": site["frame"], **page, "url": url}
    told["headline"] = told["headline"] or told["title"]
    told["canonical"] = told["canonical"] or url
    html = _environment().get_template(f"mains/{told['layout']}.html").render(**_names(site, told))
    charset = page.get("charset", site["charset"])
    return LabelledPage(page_id, url, html.encode(charset, "xmlcharrefreplace"), page["kind"], site["language"])


def _refuse_unknown(page_id: str, publication: Mapping[str, Any], page: Mapping[str, Any]) -> None:
    known = {*OPTIONAL, "kind", "layout", "path", "title", "frame", "language", "charset"}
    site_known = {*SITE_OPTIONAL, "name", "host", "language"}
    wrong = (set(page) - known) | (set(publication) - site_known) | ({page["kind"]} - set(KINDS))
    if wrong:
        raise ValueError(f"{page_id}: unknown {sorted(wrong)}")


def _names(site: dict[str, Any], page: dict[str, Any]) -> dict[str, Any]:
    """Return what the layouts may speak of."""
    frame = page.get("frame", site["frame"])
    return {
        "site": site,
        "page": page,
        "words": Words(site["words"]),
        "frame": f"frames/{frame}.html",
        "charset": page.get("charset", site["charset"]),
        "items": _items(page["items"]),
        "related": [_item(line) for line in site["related"]],
        "slides": _items(page["slides"]),
        "linked_data": linked_data(site, page),
        "shown_date": shown_date(page["date"], site["language"]) if isinstance(page["date"], datetime) else "",
        "number": zlib.crc32(page["url"].encode()),
    }


def _items(lines: str) -> list[Item]:
    return [_item(line) for line in lines.splitlines() if line.strip()]


def _item(line: str) -> Item:
    title, teaser, when, *_ = [*(part.strip() for part in line.split("|")), "", ""]
    return Item(title, teaser, when, f"/{zlib.crc32(title.encode()) % 9_000_000 + 1_000_000}")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "layouts"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["prose"] = lambda text, style="p": Markup(to_html(text, style))
    return environment
