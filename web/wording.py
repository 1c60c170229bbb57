"""The words of the pages in the reader's language; the tables lie in `messages/`."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
_TABLES: Final = Path(__file__).parent / "messages"


@dataclass(frozen=True)
class Wording:
    """What the pages say in one language; called with a message's key and the facts to fill in."""

    language: Language

    def __call__(self, key: str, **facts: Any) -> str:
        """Return a message; a key that no table has is a bug and raises `KeyError`."""
        return messages(self.language)[key].format(**facts)

    def count(self, key: str, n: int, **facts: Any) -> str:
        """Return the message for a number, in its singular or plural form, with the number grouped by thousands."""
        return self(f"{key}.{'one' if n == 1 else 'other'}", n=f"{n:,}", **facts)

    def or_plain(self, key: str, plain: str) -> str:
        """Return a message, or `plain` if no table has the key: for names that other rooms may add to."""
        return messages(self.language).get(key, plain)

    def language_name(self, code: str | None) -> str:
        """Return a language's name in this language, or its code where the tables know no name."""
        if not code:
            return self("language.unknown")
        primary = code.lower().split("-")[0]
        return self.or_plain(f"language.{code.lower()}", self.or_plain(f"language.{primary}", code))


@cache
def messages(language: Language) -> dict[str, str]:
    """Return a language's table, nested keys joined by dots."""
    return _flat(tomllib.loads((_TABLES / f"{language}.toml").read_text(encoding="utf-8")))


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def chosen_language(ui: str | None, accept_language: str | None) -> Language:
    """Return the reader's language: the address's `ui`, else the better-liked one of Accept-Language, else English."""
    if ui in LANGUAGES:
        return "zh" if ui == "zh" else "en"
    weights = _weights(accept_language or "")
    return "zh" if weights.get("zh", 0.0) > weights.get("en", 0.0) else "en"


def _weights(header: str) -> dict[str, float]:
    """Return each primary language's weight (RFC 9110 §12.5.4); what is malformed counts as unsaid."""
    weights: dict[str, float] = {}
    for part in header[:1000].split(","):
        found = re.fullmatch(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", part)
        if found:
            name, weight = found[1].lower(), float(found[2] or 1)
            weights[name] = max(weight, weights.get(name, 0.0))
    return weights


_RIGHT_TO_LEFT: Final = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ku-arab", "ps", "sd", "ug", "ur", "yi"})


def direction(language: str | None) -> Literal["ltr", "rtl", "auto"]:
    """Return the way a language is written, for the HTML `dir` attribute; unsaid: by its first strong letter."""
    if not language or language == "und":
        return "auto"
    code = language.lower()
    return "rtl" if code in _RIGHT_TO_LEFT or code.split("-")[0] in _RIGHT_TO_LEFT else "ltr"
