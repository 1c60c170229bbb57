"""The pages that teach the choice of the article's blocks: each block as the model sees it, and whether it is chosen.

Beside the labelled pages of a folder the project's own pages teach with less weight: the newsroom, and that half of the
Chinese set that is for working with. A block is the article's if most of its words stand in the truth at their place.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from newsroom.manifest import load
from newsroom.sites.pages import Web
from newsroom.sites.web import resources
from tests.gold.chinese.pages import pages as chinese_pages
from workers.clean.body.features import Features, View, features_of, view_of
from workers.clean.body.vouched import aligned, vouched_text
from workers.clean.pages.blocks import Block, blocks_of
from workers.clean.pages.charset import decode
from workers.clean.pages.dom import parse
from workers.clean.pages.facts import read_facts

NEGATIVES = 150
MIN_COVERED = 0.6
Array = Any


@dataclass
class Lesson:
    """One page to learn from: its blocks as the model sees them, the vote, and which of them are the article's."""

    id: str
    set: str
    site: str
    view: View
    local: list[Features]
    voiced: str
    votes: list[int]
    labels: Array
    weights: Array
    taught: Array
    truth: str = ""


def lessons(articles: Path) -> Iterator[Lesson]:
    """Yield every page to learn from."""
    for name, row in json.loads((articles / "ground-truth.json").read_text(encoding="utf-8")).items():
        content = gzip.decompress((articles / row["file"]).read_bytes())
        site = ".".join((urlsplit(row.get("url") or "").hostname or name).split(".")[-3:]).removeprefix("www.")
        segments = (row.get("must_contain") or [], row.get("must_not_contain") or [])
        yield from lesson(name, row["source"], site, content, row.get("url"), row.get("body") or "", segments)
    for page in chinese_pages("dev"):
        yield from lesson(page.url, "chinese", urlsplit(page.url).hostname or "", page.content, page.url, page.text)
    built = resources(Web(port="80", edition=1))
    for told in load().with_articles():
        url = told.url.replace("{port}", "80")
        parts = urlsplit(url)
        found = built.get((parts.hostname or "", parts.path + (f"?{parts.query}" if parts.query else "")))
        if found is not None:
            yield from lesson(url, "newsroom", told.source, found.body, url, told.text)


def lesson(
    name: str,
    group: str,
    site: str,
    content: bytes,
    url: str | None,
    truth: str,
    segments: tuple[list[str], list[str]] = ([], []),
) -> Iterator[Lesson]:
    """Yield the lesson of a page; none of one without blocks."""
    root = parse(decode(content, None).text)
    if root is None or not (blocks := blocks_of(root)):
        return
    facts = read_facts(root, url or "https://unknown.example/2000/page-1.html")
    voiced = vouched_text(facts.root, facts.url)
    votes = aligned(blocks, voiced)
    if sum(len(blocks[index].compact) for index in votes) < MIN_COVERED * len("".join(voiced.split())):
        votes = []
    view = view_of(facts, blocks)
    labels = np.array(shares(blocks, truth) if truth else [_told(block, segments[0]) for block in blocks]) >= 0.5
    known = np.array([_told(block, segments[0]) != _told(block, segments[1]) for block in blocks])
    taught = np.ones(len(blocks), bool) if truth else known
    local = [features_of(view, index) for index in range(len(blocks))]
    weights, taught = weighed(
        view, labels, taught, votes, {"newsroom": 0.25, "chinese": 0.4}.get(group, 1.0), bool(truth)
    )
    yield Lesson(name, group, site, view, local, voiced, votes, labels.astype(np.float32), weights, taught, truth)


def shares(blocks: Sequence[Block], truth: str) -> list[float]:
    """Return which share of each block's words is found in the truth, in order."""
    words, owners = [], []
    for index, block in enumerate(blocks):
        for word in _words(block.text):
            words.append(word)
            owners.append(index)
    found, whole = Counter[int](), Counter(owners)
    for start, _, size in SequenceMatcher(None, words, _words(truth), autojunk=False).get_matching_blocks():
        found.update(owners[start : start + size])
    return [found[index] / whole[index] if whole[index] else 0.0 for index in range(len(blocks))]


def _words(text: str) -> list[str]:
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+", text)


def _told(block: Block, segments: Sequence[str]) -> bool:
    text = " ".join(block.text.split())
    return any(" ".join(segment.split()) in text for segment in segments if segment.strip())


def weighed(
    view: View, labels: Array, taught: Array, votes: Sequence[int], worth: float, whole: bool
) -> tuple[Array, Array]:
    """Return what each block weighs (pages weigh alike), and which blocks teach: of plain furniture a sample does."""
    sizes = np.array(view.sizes, float) ** 0.5
    if not whole:
        return worth * 8 * np.where(taught, sizes / (sizes[taught].sum() + 1e-9), 0), taught
    weights = worth * 20 * sizes / (sizes[labels].sum() if labels.any() else sizes.sum())
    voted = np.isin(np.arange(len(sizes)), votes)
    kept = labels | voted | (np.random.default_rng(0).random(len(sizes)) < NEGATIVES / len(sizes))
    plain = ~labels & ~voted
    scale = plain.sum() / max(1, (plain & kept).sum())
    return np.where(plain, weights * scale, weights), kept
