"""What a publisher says on the use of its pages by AI, gathered from robots.txt, headers and the page into one record.

A ban outweighs a permission, whoever is told it. Nothing said is nothing recorded.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

from contracts.records import AiUsage, Stance

Use = Literal["train", "answer", "search", "images"]

_USES: Final[dict[str, tuple[Use, ...]]] = {
    "ai-train": ("train",),
    "train-ai": ("train",),
    "train-genai": ("train",),
    "genai": ("train",),
    "ai": ("train", "answer"),
    "ai-input": ("answer",),
    "ai-use": ("answer",),
    "search": ("search",),
    "tdm": ("train",),
    "bots": ("train", "answer", "search"),
}
"""The words of Content-Signal (contentsignals.org) and of Content-Usage (IETF aipref, its drafts' older names too)."""
_WORDS: Final[dict[str, Stance]] = {"yes": "allowed", "y": "allowed", "no": "denied", "n": "denied"}
_PAIR: Final = re.compile(r"([a-z-]+)\s*=\s*\??([a-z0-9]+)", re.IGNORECASE)
_MOST_BASES: Final = 8
_LONGEST_BASIS: Final = 160


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that is said: of which use, what, and where it stands."""

    use: Use
    stance: Stance
    basis: str


def usage_of(statements: Iterable[Statement], *, policy: str | None = None) -> AiUsage | None:
    """Return the statements as one record, None if nothing is said; its basis names those that decide."""
    said = list(statements)
    stances: dict[Use, Stance] = {use: _stance(said, use) for use in get_args(Use)}
    deciding = [one.basis[:_LONGEST_BASIS] for one in said if one.stance == stances[one.use] != "unstated"]
    if not deciding and policy is None:
        return None
    return AiUsage(basis=tuple(dict.fromkeys(deciding))[:_MOST_BASES], policy=policy, **stances)


def said_in_words(value: str, where: str) -> Iterator[Statement]:
    """Yield what a Content-Signal or Content-Usage value says; words that we do not know say nothing."""
    for word, answer in _PAIR.findall(value[:1000]):
        stance = _WORDS.get(answer.lower())
        for use in _USES.get(word.lower(), ()) if stance else ():
            yield Statement(use, stance or "unstated", f"{where}: {word.lower()}={answer.lower()}")


def _stance(said: list[Statement], use: Use) -> Stance:
    stances = {one.stance for one in said if one.use == use}
    return "denied" if "denied" in stances else "allowed" if "allowed" in stances else "unstated"
