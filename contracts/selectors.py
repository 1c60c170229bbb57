"""CSS selectors as sources state them: checked at their door, applied to pages elsewhere, by the same translation."""

import hashlib
from typing import Final

from contracts.records import Selectors
from contracts.wire import encode

LONGEST: Final = 300


def path_of(selector: str) -> str:
    """Return the XPath of the elements that a CSS selector chooses; raises `ValueError`, saying what is wrong."""
    from cssselect import HTMLTranslator, SelectorError  # takes its time to load, and few sources need it

    if not selector or len(selector) > LONGEST:
        raise ValueError(f"a selector has 1 to {LONGEST} characters")
    try:
        return HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        raise ValueError(f"it is no CSS selector of elements ({str(error).rstrip('.')})") from error


def selectors_id(selectors: Selectors | None) -> str:
    """Return what tells one set of selectors from another: 8 hex digits, "" for none."""
    return hashlib.sha256(encode(selectors)).hexdigest()[:8] if selectors is not None else ""
