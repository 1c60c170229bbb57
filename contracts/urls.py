"""URLs by the WHATWG standard: the address to fetch, and the key by which two addresses are compared."""

import re
from typing import Final

import ada_url

from contracts.errors import UnusableUrl

MAX_URL_LENGTH: Final = 2048

_TRACKERS: Final = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|mc_cid|mc_eid|igshid|_ga|_gl|ref_src|cmpid|ocid|spm|"
    r"wt_mc|xtor|at_(?:medium|campaign|custom\d*)|share_token|"
    r"phpsessid|jsessionid|aspsessionid\w*|sessionid)$",
    re.IGNORECASE,
)
_PATH_SESSION: Final = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_INDEX_PAGE: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)


def fetch_url(text: str, base: str | None = None) -> str:
    """Return the address to fetch: WHATWG-parsed, resolved against `base`, unsorted, without a fragment.

    Raises `UnusableUrl` if it is no http(s) URL, names a user, or is longer than `MAX_URL_LENGTH`.
    """
    try:
        url = ada_url.URL(text.strip(), base) if base else ada_url.URL(text.strip())
    except ValueError as error:
        raise UnusableUrl(f"{text[:200]!r} is not an absolute URL: write it as https://host/path.") from error
    if url.protocol not in ("http:", "https:") or not url.hostname:
        raise UnusableUrl(f"{text[:200]!r} is not an http or https URL.", url=text[:200])
    if url.username or url.password:
        raise UnusableUrl("A URL that holds a user name or a password is not fetched.", url=text[:200])
    url.hash = ""
    if len(url.href) > MAX_URL_LENGTH:
        raise UnusableUrl(f"The URL is longer than {MAX_URL_LENGTH} characters.", url=text[:200])
    return str(url.href)


def url_key(url: str) -> str:
    """Return the key by which two addresses are the same: host and path, query sorted, trackers and session ids off.

    The scheme and a leading `www.` do not count, nor does a trailing `index.html`; `url_key` of a key's URL is stable.
    """
    parsed = ada_url.URL(fetch_url(url))
    host = parsed.host.removeprefix("www.")
    path = _INDEX_PAGE.sub("/", _PATH_SESSION.sub("", parsed.pathname))
    query = _kept_query(parsed.search)
    return f"{host}{path}{query}"


def _kept_query(search: str) -> str:
    pairs = [pair for pair in search.removeprefix("?").split("&") if pair]
    kept = sorted(pair for pair in pairs if not _TRACKERS.match(pair.split("=", 1)[0]))
    return "?" + "&".join(kept) if kept else ""


def host_of(url: str) -> str:
    """Return the host name of a URL, lower-case, without a port; IPv6 in brackets."""
    return str(ada_url.URL(url).hostname)


def host_and_port_of(url: str) -> str:
    """Return host and port as the politeness of a fetch knows them: the port only where it is not the scheme's own."""
    return str(ada_url.URL(url).host)


def is_front_page(url: str) -> bool:
    """Return whether the address is a site's root or a bare section (one path segment of letters only)."""
    parsed = ada_url.URL(url)
    if parsed.search:
        return False
    segments = [part for part in _INDEX_PAGE.sub("/", parsed.pathname).split("/") if part]
    return not segments or (len(segments) == 1 and re.fullmatch(r"[a-z]+", segments[0], re.IGNORECASE) is not None)
