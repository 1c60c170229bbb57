"""One source's values as they are read from a description, each checked, each mistake answered in one sentence."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import ada_url

from contracts.errors import Misconfigured, UnusableUrl
from contracts.records import LinkRules, Selectors
from contracts.selectors import path_of
from contracts.urls import fetch_url, host_of
from crawler.sources.collections import normal_path
from crawler.sources.hours import span_of

_SELECTOR_KEYS: Final = ("body", "title", "time", "author", "keep", "drop")
_LINK_KEYS: Final = ("allow", "deny", "follow")
_HOST: Final = re.compile(r"[^\s/:@?#]+$")
_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$")
_HEADER_VALUE: Final = re.compile(r"[\x20-\x7e]{0,1000}$")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LONGEST_RULE: Final = 500
_MOST: Final = 50
_SECRET: Final = frozenset({"authorization", "cookie", "proxy-authorization"})
_OURS: Final = frozenset({
    "accept-encoding", "connection", "content-length", "expect", "host", "if-modified-since", "if-none-match",
    "keep-alive", "proxy-connection", "range", "te", "trailer", "transfer-encoding", "upgrade",
})  # fmt: skip


class Reader:
    """One entry's values; `where` begins each sentence that says what is wrong."""

    def __init__(self, entry: Mapping[str, Any], where: str) -> None:
        self._entry = entry
        self._where = where

    def _wrong(self, key: str, should: str) -> Misconfigured:
        return Misconfigured(f"{self._where}: {key} must be {should}, not {self._entry.get(key)!r}.")

    def text(self, key: str) -> str | None:
        """Return a text without blanks around it, or None."""
        value = self._entry.get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self._wrong(key, "a text")
        if value and _CONTROL.search(value):
            raise self._wrong(key, "a text without control characters")
        return value.strip() if value else None

    def matching(self, key: str, form: re.Pattern[str], should: str) -> str | None:
        """Return a text that matches a form, or None."""
        value = self.text(key)
        if value is not None and not form.match(value):
            raise self._wrong(key, should)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, each once; one text is a list of one."""
        value = self._entry.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list | tuple) or not all(isinstance(part, str) for part in value):
            raise self._wrong(key, "a list of texts")
        return tuple(dict.fromkeys(part.strip() for part in value))

    def yes_or_no(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._entry.get(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def urls(self, key: str) -> tuple[str, ...]:
        """Return a list of addresses that are fit to fetch."""
        try:
            return tuple(fetch_url(text) for text in self.texts(key))
        except UnusableUrl as error:
            raise Misconfigured(f"{self._where}: {key}: {error}") from error

    def one_host(self, key: str, text: str) -> str:
        """Return a host name as addresses hold it."""
        if not _HOST.match(text):
            raise Misconfigured(f"{self._where}: {key}: {text!r} is not a host name: write it without scheme and port.")
        return host_of(f"http://{text}/")

    def host(self, first_url: str | None) -> str:
        """Return the source's host: the one it names, else its first address's."""
        named = self.text("host")
        if named:
            return self.one_host("host", named)
        if first_url is None:
            raise Misconfigured(f"{self._where}: give its host, or at least one of feeds, sitemaps and start_pages.")
        return host_of(first_url)

    def links(self) -> LinkRules:
        """Return which links are articles."""
        value = self._entry.get("links")
        if value is None:
            return LinkRules()
        if not isinstance(value, Mapping):
            raise self._wrong("links", "a mapping of allow, deny and follow")
        refuse_unknown(value, _LINK_KEYS, f"{self._where}: links")
        reader = Reader(value, f"{self._where}: links")
        return LinkRules(**{key: reader.rules(key) for key in _LINK_KEYS})

    def rules(self, key: str) -> tuple[str, ...]:
        """Return a list of regular expressions."""
        for rule in (found := self.texts(key)):
            if len(rule) > _LONGEST_RULE:
                raise Misconfigured(f"{self._where}: {key}: a rule is longer than {_LONGEST_RULE} characters.")
            try:
                re.compile(rule)
            except re.error as error:
                raise Misconfigured(f"{self._where}: {key}: {rule!r} is no regular expression: {error}.") from error
        return found

    def selectors(self) -> Selectors | None:
        """Return the CSS selectors by which the source's pages are read, or None."""
        value = self._entry.get("selectors")
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self._wrong("selectors", f"a mapping of {', '.join(_SELECTOR_KEYS)}")
        refuse_unknown(value, _SELECTOR_KEYS, f"{self._where}: selectors")
        reader = Reader(value, f"{self._where}: selectors")
        found = Selectors(
            **{key: tuple(reader._each(key, lambda text: (path_of(text), text)[1])) for key in _SELECTOR_KEYS}
        )
        return found if found != Selectors() else None

    def delay(self) -> float | None:
        """Return the rest between two fetches of one host, or None."""
        value = self._entry.get("delay_s")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 3600:
            raise self._wrong("delay_s", "a number of seconds from 0 to 3600")
        return float(value)

    def collections(self) -> tuple[str, ...]:
        """Return the paths of the collections that the source is in, in their normal form, sorted."""
        return tuple(sorted(set(self._each("collections", normal_path))))

    def hours(self) -> tuple[str, ...]:
        """Return the spans of the day in which the source may be asked."""
        return tuple(self._each("hours", lambda text: (span_of(text), text)[1]))

    def _each(self, key: str, read: Callable[[str], str]) -> list[str]:
        texts = self.texts(key)
        if len(texts) > _MOST:
            raise Misconfigured(f"{self._where}: {key} has more than {_MOST} entries.")
        found = []
        for text in texts:
            try:
                found.append(read(text))
            except ValueError as error:
                raise Misconfigured(f"{self._where}: {key}: {text!r} cannot be: {error}.") from error
        return found

    def user_agent(self) -> str | None:
        """Return the name under which the source is asked, or None."""
        value = self.text("user_agent")
        if value is not None and (not _HEADER_VALUE.match(value) or len(value) > 300):
            raise self._wrong("user_agent", "at most 300 plain ASCII characters on one line")
        return value

    def headers(self) -> tuple[tuple[str, str], ...]:
        """Return the request headers of the source's own; none that is ours to set, and none that is a secret."""
        value = self._entry.get("headers") or {}
        pairs = list(value.items()) if isinstance(value, Mapping) else value
        if not isinstance(pairs, list | tuple) or not all(_is_pair(pair) for pair in pairs):
            raise Misconfigured(f"{self._where}: headers must be a mapping of names to texts.")
        for name, text in pairs:
            self._check_header(name, text)
        if len({name.lower() for name, _ in pairs}) < len(pairs) or len(pairs) > _MOST:
            raise Misconfigured(f"{self._where}: headers must name each header once, and at most {_MOST} of them.")
        return tuple((name, text) for name, text in pairs)

    def _check_header(self, name: str, text: str) -> None:
        at = f"{self._where}: headers: {name!r}"
        if not _HEADER.match(name) or not _HEADER_VALUE.match(text):
            raise Misconfigured(f"{at} is not a header's name with plain ASCII text on one line.")
        if name.lower() in _SECRET:
            raise Misconfigured(
                f"{at} is a secret: put it into the file of TRAWLNET_CRAWL_SECRETS_FILE and name it in sign_in."
            )
        if name.lower() == "user-agent":
            raise Misconfigured(f"{at}: give it as user_agent.")
        if name.lower() in _OURS:
            raise Misconfigured(f"{at} is set by the crawler itself: leave it out.")

    def proxy(self) -> str | None:
        """Return the proxy's address without a path, or None; names no user, for it is shown to whoever may look."""
        text = self.text("proxy")
        if text is None:
            return None
        try:
            url = ada_url.URL(text)
        except ValueError:
            url = None
        if url is None or url.protocol != "http:" or not url.hostname or url.pathname != "/" or url.search:
            raise Misconfigured(
                f"{self._where}: proxy must be the address of an HTTP proxy, such as http://proxy.example:3128."
            )
        if url.username or url.password:
            raise Misconfigured(
                f"{self._where}: proxy must not hold a name or a password: let the proxy know us by address."
            )
        return f"http://{url.host}"


def refuse_unknown(entry: Mapping[Any, Any], known: tuple[str, ...], where: str) -> None:
    """Raise `Misconfigured` for a key that is not among those known."""
    for key in entry:
        if key not in known:
            raise Misconfigured(f"{where}: {key!r} is not a key that we know; there are {', '.join(known)}.")


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
