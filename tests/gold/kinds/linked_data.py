"""What a page's publishing system states about it in JSON-LD, true or not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

_ARTICLES = {"NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "LiveBlogPosting", "OpinionNewsArticle"}


def linked_data(site: Mapping[str, Any], page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the statements that the page's `ld` names ("NewsArticle VideoObject"), in order; none without it."""
    return [_statement(kind, site, page) for kind in page["ld"].split()]


def _statement(kind: str, site: Mapping[str, Any], page: Mapping[str, Any]) -> dict[str, Any]:
    stated: dict[str, Any] = {"@context": "https://schema.org", "@type": kind, "url": page["url"]}
    if kind in _ARTICLES:
        return stated | _article(site, page)
    if kind == "VideoObject":
        return stated | _film(page)
    if kind == "ItemList":
        return {"@context": "https://schema.org", "@type": kind, "itemListElement": _places(page)}
    return stated | {"name": page["headline"], "publisher": _publisher(site)}


def _article(site: Mapping[str, Any], page: Mapping[str, Any]) -> dict[str, Any]:
    stated: dict[str, Any] = {
        "headline": page["headline"],
        "description": page["lead"],
        "mainEntityOfPage": page["url"],
        "publisher": _publisher(site),
        "image": [f"https://{site['host']}/media/lead.jpg"],
    }
    if page["byline"]:
        stated["author"] = {"@type": "Person", "name": page["byline"]}
    if isinstance(page["date"], datetime):
        stated["datePublished"] = page["date"].isoformat()
    return stated | _access(page["free"])


def _access(free: bool | None) -> dict[str, Any]:
    if free is None:
        return {}
    part = {"@type": "WebPageElement", "isAccessibleForFree": free, "cssSelector": ".body"}
    return {"isAccessibleForFree": free} if free else {"isAccessibleForFree": "False", "hasPart": part}


def _film(page: Mapping[str, Any]) -> dict[str, Any]:
    stated = {
        "name": page["headline"],
        "description": page["lead"],
        "duration": "PT2M14S",
        "embedUrl": "https://player.example/e",
    }
    if isinstance(page["date"], datetime):
        stated["uploadDate"] = page["date"].isoformat()
    return stated


def _places(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    titles = [line.partition("|")[0].strip() for line in page["items"].splitlines() if line.strip()]
    return [{"@type": "ListItem", "position": place, "name": title} for place, title in enumerate(titles, start=1)]


def _publisher(site: Mapping[str, Any]) -> dict[str, Any]:
    return {"@type": "NewsMediaOrganization", "name": site["name"], "url": f"https://{site['host']}/"}
