"""How likely a paragraph is the publication's own speech and not its report's: a linear judgement of all that is seen.

What is seen: the paragraph's words, its form, whom it names, and how much it shares with what stands above it. Words
and weights are data (`evidence.tsv`), learned by `python -m tests.benchmarks.train_tails` from labelled tails.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from workers.clean.pages.blocks import Block
from workers.clean.pages.sentences import ends_sentence
from workers.clean.words.tokens import Features, words_seen

_FORMS: Final = ("is: ", "tie: ")
_NAME: Final = 3
_QUOTES: Final = re.compile('[“”«»"„「『]')
_OPENS_QUOTED: Final = re.compile(r"^\s*[“«\"„「『‘]")
_ADDRESS: Final = re.compile(r"https?:|\bwww\.|\w\.(?:com|org|net|example|[a-z]{2})\b", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d[\d\s().-]{6,}\d")
_BRACKETED: Final = re.compile(r"^\s*[(（\[【<〔].*[)）\]】>〕]\s*$")
_MARKED: Final = re.compile(r"^\s*[▶►▷»>●◆■※*#|→☞✉©ⓒ—–-]")
_LABELLED: Final = re.compile(r"^[^.。！？!?:：]{1,30}[:：|｜»›>]\s*\S")


@dataclass(frozen=True, slots=True)
class Names:
    """Whom a publication's own speech names: the site, words of the site's name, and who wrote the article."""

    site: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    writers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much speaks for the publication's own speech (log odds): all that is seen, and the words alone."""

    total: float
    words: float


def verdict_of(features: Features, weights: Mapping[str, float] | None = None) -> Verdict:
    """Return how much what is seen speaks for the publication's own speech, by the learned weights or by others."""
    weights = _weights() if weights is None else weights
    told = [(name, value * weight) for name, value in features.items() if (weight := weights.get(name))]
    return Verdict(sum(value for _, value in told), sum(value for name, value in told if not name.startswith(_FORMS)))


def features_of(block: Block, words: Sequence[str], names: Names, shared: float) -> Features:
    """Return what is seen of a block with these words, of which it shares so many with what stands above it."""
    return {**words_seen(words), **_form_of(block), **_tie_of(block.text, names, shared)}


def _form_of(block: Block) -> Features:
    text = block.text
    size = len(text.encode("utf-8", "replace"))
    seen = (
        ("is: all link", block.links > 0.9),
        ("is: part link", 0 < block.links <= 0.9),
        ("is: tiny", size < 30),
        ("is: short", size < 70),
        ("is: a line", size < 140),
        ("is: long", size > 300),
        ("is: ended", ends_sentence(text)),
        ("is: quoting", _QUOTES.search(text)),
        ("is: opening a quotation", _OPENS_QUOTED.match(text)),
        ("is: with @", "@" in text),
        ("is: with address", _ADDRESS.search(text)),
        ("is: with number", _NUMBER.search(text)),
        ("is: bracketed", _BRACKETED.match(text)),
        ("is: marked", _MARKED.match(text)),
        ("is: labelled", _LABELLED.match(text)),
        ("is: item", block.kind == "item"),
        ("is: heading", block.kind == "heading"),
        ("is: quote", block.kind == "quote"),
    )
    return {"is: any": 1.0, "is: links": block.links, **{name: 1.0 for name, is_so in seen if is_so}}


def _tie_of(text: str, names: Names, shared: float) -> Features:
    folded = text.casefold()
    return {
        "tie: told": shared,
        "tie: its name": float(any(len(name) > _NAME and name in folded for name in names.site)),
        "tie: of its name": float(any(part in folded for part in names.parts)),
        "tie: writer": float(any(writer in folded for writer in names.writers)),
    }


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    rows = files(__package__).joinpath("evidence.tsv").read_text(encoding="utf-8").splitlines()
    return {name: float(weight) for name, weight in (row.split("\t") for row in rows if row)}
