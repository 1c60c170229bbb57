"""The terms in Chinese and Japanese text: recurring runs of characters that stand like words, without a dictionary."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from search.text import script_of
from workers.enrich.weak_names import is_weak

_HAN_RUN: Final = re.compile(r"[\u4e00-\u9fff々]{2,}")
_KATAKANA_RUN: Final = re.compile(r"[\u30a1-\u30fa\u30fc・·]{3,}")
_IS_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_FUNCTION: Final = frozenset(
    "的了是在我有和就不人都一个上也很到说要去你会着没看好自己这那她他它们与及或而但并等将被把从对为以于其之所可能最更还又再已向由让给"
    "比如因此时后前中内外年月日号点分第多少些每各该本此名位次件种项元万亿千百十两三四五六七八九二表示称道来起出过下得里么什谁哪吗呢吧"
    "這個們說會沒著對為與於將從還時後裡號點種項萬億兩來過麼誰嗎讓給稱該"
)
_MAX_CHARS: Final = 5_000
_LONGEST: Final = 6
_OFTEN: Final = 3


def runs_in(title: str, text: str, language: str) -> list[tuple[str, int]]:
    """Return the runs that recur with how often they do; in a text of another script there are none.

    Katakana is taken in whole runs. A run of Han characters must stand in changing surroundings, must not be part of a
    longer recurring one, and must hold no function character; one of two characters must also be in the title.
    """
    script = script_of(text[:2_000])
    if script not in ("Hani", "Jpan"):
        return []
    text = text[:_MAX_CHARS]
    han = _whole_runs(text) if script == "Jpan" else _grams(text)
    found = [*_katakana(title, text), *_han(title, text, han, is_whole=script == "Jpan")]
    return [(label, count) for label, count in found if not is_weak(label, language)]


def _katakana(title: str, text: str) -> Iterator[tuple[str, int]]:
    counts = Counter(run.strip("・·") for run in _KATAKANA_RUN.findall(text))
    for label, count in counts.items():
        if len(label) >= 3 and count >= (2 if label in title else _OFTEN):
            yield label, count


def _whole_runs(text: str) -> Counter[str]:
    return Counter(run for run in _HAN_RUN.findall(text) if len(run) <= _LONGEST)


def _grams(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for run in _HAN_RUN.findall(text):
        for size in range(2, _LONGEST + 1):
            counts.update(run[start : start + size] for start in range(len(run) - size + 1))
    return counts


def _han(title: str, text: str, counts: Counter[str], *, is_whole: bool) -> Iterator[tuple[str, int]]:
    recurring = {gram: count for gram, count in counts.items() if count >= 2}
    within = _counts_within_longer({gram: count for gram, count in recurring.items() if _FUNCTION.isdisjoint(gram)})
    for gram, count in recurring.items():
        if count < _OFTEN or (len(gram) == 2 and gram not in title) or not _FUNCTION.isdisjoint(gram):
            continue
        if is_whole or (within.get(gram, 0) * 2 < count and _stands_free(gram, text)):
            yield gram, count


def _counts_within_longer(recurring: dict[str, int]) -> dict[str, int]:
    """For each run that is part of longer recurring ones, how often the most frequent of those recurs."""
    within: dict[str, int] = {}
    for longer, times in recurring.items():
        for size in range(2, len(longer)):
            for start in range(len(longer) - size + 1):
                part = longer[start : start + size]
                within[part] = max(times, within.get(part, 0))
    return within


def _stands_free(gram: str, text: str) -> bool:
    """Whether what stands before and behind changes as it does around a word; the edge of a run always counts."""
    before: set[str] = set()
    behind: set[str] = set()
    for place, found in enumerate(re.finditer(re.escape(gram), text)):
        left, right = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        before.add(left if _IS_HAN.match(left) else f"edge {place}")
        behind.add(right if _IS_HAN.match(right) else f"edge {place}")
    return len(before) >= 2 and len(behind) >= 2
