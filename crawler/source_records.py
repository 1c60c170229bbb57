"""What a source's description must be: the check at the door of every source, from a file, the API or the store."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from contracts.errors import Misconfigured, UnusableUrl
from contracts.records import LinkRules, Source
from contracts.urls import fetch_url, host_of

_KEYS: Final = (
    "name", "id", "host", "hosts", "country", "language", "feeds", "sitemaps", "start_pages", "links", "delay_s",
    "enabled",
)  # fmt: skip
_LINK_KEYS: Final = ("allow", "deny", "follow")
_HOST: Final = re.compile(r"[^\s/:@?#]+$")
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}$")
_COUNTRY: Final = re.compile(r"[A-Za-z]{2}$")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_LONGEST_RULE: Final = 500


def source_of(entry: object, *, where: str) -> Source:
    """Return the source that a mapping describes; raises `Misconfigured`, its sentence beginning with `where`."""
    if not isinstance(entry, Mapping):
        raise Misconfigured(f"{where}: a source is a mapping of keys such as name and feeds, not {_kind(entry)}.")
    _refuse_unknown(entry, _KEYS, where)
    reader = _Reader(entry, f"{where}, source {entry.get('name') or entry.get('id') or '(without a name)'}")
    urls = {key: reader.urls(key) for key in ("feeds", "sitemaps", "start_pages")}
    host = reader.host(next((url for found in urls.values() for url in found), None))
    name = reader.text("name") or host
    return Source(
        id=reader.matching("id", _ID, "of lower-case letters, digits, - and _") or slug(name, host),
        name=name,
        host=host,
        hosts=tuple(reader.one_host("hosts", text) for text in reader.texts("hosts")),
        country=reader.matching("country", _COUNTRY, "a country code of two letters"),
        language=reader.matching("language", _LANGUAGE, "a language code such as en or zh-Hant"),
        links=reader.links(),
        delay_s=reader.delay(),
        enabled=reader.enabled(),
        **urls,
    )


def slug(name: str, host: str) -> str:
    """Return an id made of the name, or of the host where the name has no Latin letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return (made or re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-"))[:64]


def _refuse_unknown(entry: Mapping[Any, Any], known: tuple[str, ...], where: str) -> None:
    for key in entry:
        if key not in known:
            raise Misconfigured(f"{where}: {key!r} is not a key that we know; there are {', '.join(known)}.")


def _kind(value: object) -> str:
    return {dict: "a mapping", list: "a list", str: "a text", bool: "yes or no"}.get(type(value), repr(value))


class _Reader:
    """One entry's values, each checked as it is read."""

    def __init__(self, entry: Mapping[str, Any], where: str) -> None:
        self._entry = entry
        self._where = where

    def _wrong(self, key: str, should: str) -> Misconfigured:
        return Misconfigured(f"{self._where}: {key} must be {should}, not {self._entry.get(key)!r}.")

    def text(self, key: str) -> str | None:
        value = self._entry.get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self._wrong(key, "a text")
        return value.strip() if value else None

    def matching(self, key: str, form: re.Pattern[str], should: str) -> str | None:
        value = self.text(key)
        if value is not None and not form.match(value):
            raise self._wrong(key, should)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._entry.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list | tuple) or not all(isinstance(part, str) for part in value):
            raise self._wrong(key, "a list of texts")
        return tuple(dict.fromkeys(part.strip() for part in value))

    def urls(self, key: str) -> tuple[str, ...]:
        try:
            return tuple(fetch_url(text) for text in self.texts(key))
        except UnusableUrl as error:
            raise Misconfigured(f"{self._where}: {key}: {error}") from error

    def one_host(self, key: str, text: str) -> str:
        if not _HOST.match(text):
            raise Misconfigured(f"{self._where}: {key}: {text!r} is not a host name: write it without scheme and port.")
        return host_of(f"http://{text}/")

    def host(self, first_url: str | None) -> str:
        named = self.text("host")
        if named:
            return self.one_host("host", named)
        if first_url is None:
            raise Misconfigured(f"{self._where}: give its host, or at least one of feeds, sitemaps and start_pages.")
        return host_of(first_url)

    def links(self) -> LinkRules:
        value = self._entry.get("links")
        if value is None:
            return LinkRules()
        if not isinstance(value, Mapping):
            raise self._wrong("links", "a mapping of allow, deny and follow")
        _refuse_unknown(value, _LINK_KEYS, f"{self._where}: links")
        reader = _Reader(value, f"{self._where}: links")
        return LinkRules(**{key: reader.rules(key) for key in _LINK_KEYS})

    def rules(self, key: str) -> tuple[str, ...]:
        for rule in (found := self.texts(key)):
            if len(rule) > _LONGEST_RULE:
                raise Misconfigured(f"{self._where}: {key}: a rule is longer than {_LONGEST_RULE} characters.")
            try:
                re.compile(rule)
            except re.error as error:
                raise Misconfigured(f"{self._where}: {key}: {rule!r} is no regular expression: {error}.") from error
        return found

    def delay(self) -> float | None:
        value = self._entry.get("delay_s")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 3600:
            raise self._wrong("delay_s", "a number of seconds from 0 to 3600")
        return float(value)

    def enabled(self) -> bool:
        value = self._entry.get("enabled", True)
        if not isinstance(value, bool):
            raise self._wrong("enabled", "true or false")
        return value
