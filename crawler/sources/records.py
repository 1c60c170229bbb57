"""What a source's description must be: the check at the door of every source, from a file, the API or the store."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from contracts.errors import Misconfigured
from contracts.records import Source
from contracts.wire import plain
from crawler.sources.reader import Reader, refuse_unknown

_KEYS: Final = (
    "name", "id", "host", "hosts", "country", "language", "feeds", "sitemaps", "start_pages", "links", "delay_s",
    "enabled", "paused", "collections", "hours", "rendering", "user_agent", "headers", "proxy", "sign_in",
    "selectors",
)  # fmt: skip
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}$")
_SIGN_IN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")
_COUNTRY: Final = re.compile(r"[A-Za-z]{2}$")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


def source_of(entry: object, *, where: str) -> Source:
    """Return the source that a mapping describes; raises `Misconfigured`, its sentence beginning with `where`."""
    if not isinstance(entry, Mapping):
        raise Misconfigured(f"{where}: a source is a mapping of keys such as name and feeds, not {_kind(entry)}.")
    refuse_unknown(entry, _KEYS, where)
    reader = Reader(entry, f"{where}, source {entry.get('name') or entry.get('id') or '(without a name)'}")
    feeds, sitemaps, start_pages = (reader.urls(key) for key in ("feeds", "sitemaps", "start_pages"))
    host = reader.host(next(iter((*feeds, *sitemaps, *start_pages)), None))
    name = reader.text("name") or host
    return Source(
        id=reader.matching("id", _ID, "of lower-case letters, digits, - and _") or slug(name, host),
        name=name,
        host=host,
        hosts=tuple(reader.one_host("hosts", text) for text in reader.texts("hosts")),
        country=reader.matching("country", _COUNTRY, "a country code of two letters"),
        language=reader.matching("language", _LANGUAGE, "a language code such as en or zh-Hant"),
        feeds=feeds,
        sitemaps=sitemaps,
        start_pages=start_pages,
        links=reader.links(),
        delay_s=reader.delay(),
        enabled=reader.yes_or_no("enabled", default=True),
        paused=reader.yes_or_no("paused", default=False),
        collections=reader.collections(),
        hours=reader.hours(),
        rendering=reader.yes_or_no("rendering", default=False),
        user_agent=reader.user_agent(),
        headers=reader.headers(),
        proxy=reader.proxy(),
        sign_in=reader.matching("sign_in", _SIGN_IN, "the name of an entry in the file of secrets, such as daily-sun"),
        selectors=reader.selectors(),
    )


def described(source: Source) -> dict[str, Any]:
    """Return the mapping that `source_of` reads back as the same source: what it says beyond the defaults."""
    values, defaults = _values(source), _values(Source(id="", name="", host=""))
    order = ("id", "name", *(name for name in values if name not in ("id", "name")))
    return {name: values[name] for name in order if values[name] != defaults[name]}


def _values(source: Source) -> dict[str, Any]:
    links = {name: rules for name, rules in plain(source.links).items() if rules}
    selectors = {name: rules for name, rules in plain(source.selectors).items() if rules} if source.selectors else {}
    return {**plain(source), "links": links, "headers": dict(source.headers), "selectors": selectors}


def slug(name: str, host: str) -> str:
    """Return an id made of the name, or of the host where the name has no Latin letters."""
    latin = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")
    return (made or re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-"))[:64]


def _kind(value: object) -> str:
    return {dict: "a mapping", list: "a list", str: "a text", bool: "yes or no"}.get(type(value), repr(value))
