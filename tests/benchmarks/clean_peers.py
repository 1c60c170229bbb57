"""Whom we are measured beside: four open extractors, and a choice of the best-agreeing of three."""

import importlib.util
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.benchmarks.clean_measure import DATA, Outputs, measure_of

HERE: Final = "tests.benchmarks.clean_peers"
_WIDE: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN: Final = re.compile(rf"[{_WIDE}]|(?:(?![{_WIDE}])\w)+|[^\w\s]")
_SHINGLE: Final = 4


@dataclass(frozen=True, slots=True)
class Peer:
    """One extractor; `spec` is how the measure calls it, `modules` what must be installed."""

    name: str
    spec: str
    modules: tuple[str, ...]
    package: str

    @property
    def is_installed(self) -> bool:
        """Return whether it can be run here."""
        return all(importlib.util.find_spec(module) is not None for module in (*self.modules, "dateutil"))


PEERS: Final = (
    Peer("trafilatura", "trafilatura", ("trafilatura", "lxml_html_clean"), "trafilatura"),
    Peer("newspaper4k", "newspaper4k", ("newspaper", "jieba", "tinysegmenter"), "newspaper4k[all]"),
    Peer("resiliparse", "resiliparse", ("resiliparse",), "resiliparse"),
    Peer("readability-lxml", "readability-lxml", ("readability",), "readability-lxml"),
)
PRECISION: Final = f"{HERE}:trafilatura_precision"
CHOICE: Final = (PRECISION, "readability-lxml", "newspaper4k")
INSTALL: Final = "make quality installs them into .venv-benchmark; by hand: pip install -r requirements-benchmark.txt"


def trafilatura_precision(html: bytes | str, url: str | None) -> dict[str, Any]:
    """Return what trafilatura gives where it favours precision over recall."""
    found: dict[str, Any] = measure_of(DATA)._traf(html, url, favor_precision=True)
    return found


def choice_of(candidates: Sequence[Outputs]) -> Outputs:
    """Return, for each page, the text that agrees best with the others: the highest sum of F1 over 4-token shingles."""
    return {name: _best([outputs[name][0] or {} for outputs in candidates]) for name in candidates[0]}


def _best(found: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], None, float]:
    texts = [_shingles(one.get("body") or "") for one in found]
    sums = [sum(_f1(text, other) for other in texts if other is not text) for text in texts]
    return {"body": found[sums.index(max(sums))].get("body")}, None, 0.0


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text.lower())
    return Counter(tuple(tokens[at : at + _SHINGLE]) for at in range(max(1, len(tokens) - _SHINGLE + 1)))


def _f1(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> float:
    return 2 * sum((one & other).values()) / max(1, sum(one.values()) + sum(other.values()))
