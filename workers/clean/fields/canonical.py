"""Under which address the page wants to be cited: its canonical link, else og:url; never its home or a section."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, urlsplit

from contracts.identity import canonical_for
from contracts.records import SourceRef
from workers.clean.pages.facts import Facts, absolute

_RESIDUE: Final = ("{{", "{%", "${", "<%", "[[", "%%")
_SECTION: Final = re.compile(r"[a-z]{2,20}", re.IGNORECASE)
_NOTHING: Final = frozenset({"undefined", "null", "none", "nan", "#"})


def canonical_of(facts: Facts, source: SourceRef) -> str:
    """Return the first claimed address that the page may claim; else the one that answered."""
    for claimed in _claims(facts):
        if canonical_for(source, final_url=facts.url, claimed=claimed) == claimed and not _is_above(claimed, facts.url):
            return claimed
    return facts.url


def _claims(facts: Facts) -> Iterator[str]:
    """The addresses that the page gives itself, made absolute; several canonical links that differ say nothing."""
    links = {link for link in (_address(told, facts.url) for told in facts.canonical_links) if link}
    if len(links) == 1:
        yield from links
    for told in facts.all_meta("og:url"):
        if (address := _address(told, facts.url)) is not None:
            yield address


def _address(told: str, base: str) -> str | None:
    """The address made absolute; None where a template left its own words in it."""
    if any(mark in unquote(told) for mark in _RESIDUE) or told.strip().rpartition("/")[2].lower() in _NOTHING:
        return None
    return absolute(told, base)


def _is_above(claimed: str, url: str) -> bool:
    """Whether the claimed address is of a section that the page's own lies in: a listing, not the article."""
    above, own = urlsplit(claimed), urlsplit(url)
    folder = above.path.rstrip("/")
    is_section = _SECTION.fullmatch(folder.rpartition("/")[2]) is not None
    return is_section and not above.query and own.path.startswith(f"{folder}/") and own.path.rstrip("/") != folder
