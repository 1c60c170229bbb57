"""URLs by the WHATWG standard: the address to fetch, and the key by which two addresses are compared."""

import re
import string
from typing import Final

import ada_url

from contracts.errors import UnusableUrl

MAX_URL_LENGTH: Final = 2048
_PORTS: Final = (
    "1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 "
    "135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 "
    "995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6379 6566 6665 6666 6667 6668 6669 6679 6697 10080"
)
_OTHER_PROTOCOLS: Final = frozenset(int(port) for port in _PORTS.split())
"""The ports that the Fetch standard blocks (§2.9), and Redis's."""

_TRACKERS: Final = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|mc_cid|mc_eid|igshid|_ga|_gl|ref_src|cmpid|ocid|spm|"
    r"wt_mc|xtor|at_(?:medium|campaign|custom\d*)|share_token|"
    r"phpsessid|jsessionid|aspsessionid\w*|sessionid)$",
    re.IGNORECASE,
)
_PATH_SESSION: Final = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset(string.ascii_letters + string.digits + "-._~")
_INDEX_PAGE: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)


def fetch_url(text: str, base: str | None = None) -> str:
    """Return the address to fetch: WHATWG-parsed, resolved against `base`, unsorted, without a fragment.

    Raises `UnusableUrl` if it is no http(s) URL, names a user or a port of another protocol (as browsers refuse it),
    or is longer than `MAX_URL_LENGTH`.
    """
    url = _parsed(text, base)
    if url.port and int(url.port) in _OTHER_PROTOCOLS:
        raise UnusableUrl(f"Port {url.port} is not asked: it belongs to another protocol.", url=text[:200])
    if len(url.href) > MAX_URL_LENGTH:
        raise UnusableUrl(f"The URL is longer than {MAX_URL_LENGTH} characters.", url=text[:200])
    return str(url.href)


def _parsed(text: str, base: str | None = None) -> ada_url.URL:
    try:
        url = ada_url.URL(text.strip(), base) if base else ada_url.URL(text.strip())
    except ValueError as error:
        raise UnusableUrl(f"{text[:200]!r} is not an absolute URL: write it as https://host/path.") from error
    if url.protocol not in ("http:", "https:") or not url.hostname:
        raise UnusableUrl(f"{text[:200]!r} is not an http or https URL.", url=text[:200])
    if url.username or url.password:
        raise UnusableUrl("A URL that holds a user name or a password is not fetched.", url=text[:200])
    url.hash = ""
    return url


def url_key(url: str) -> str:
    """Return the key by which two addresses are the same: host and path, query sorted, trackers and session ids off.

    The scheme, its usual port and a leading `www.` do not count, nor do a trailing `index.html` and needless percent
    signs; the key of a key's URL is the key itself.
    """
    key, before = _key_of(_parsed(url)), ""
    while key != before:
        key, before = _key_of(_parsed(f"https://{key}")), key
    return key


def _key_of(parsed: ada_url.URL) -> str:
    """Return a shorter or equal key: what one step leaves may show a further one to take."""
    host = parsed.hostname.rstrip(".")
    host = host[4:] if host.startswith("www.") and "." in host[4:] else host
    port = f":{parsed.port}" if parsed.port not in ("", "80", "443") else ""
    path = _INDEX_PAGE.sub("/", _PATH_SESSION.sub("", _plainly(parsed.pathname)))
    return f"{host or parsed.hostname}{port}{path}{_kept_query(_plainly(parsed.search))}"


def _plainly(text: str) -> str:
    """Return the text with percent signs only where they are needed (RFC 3986 §6.2.2), their digits in capitals."""
    return _ESCAPED.sub(_unescaped, text)


def _unescaped(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return char if char in _UNRESERVED else found[0].upper()


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
