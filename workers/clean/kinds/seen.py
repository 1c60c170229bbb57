"""What is seen of a page as a whole, as numbers by name: how it is built, what it states, how it speaks.

Structure comes first, and needs no language: how much text tells something, how much of it are links, runs of entries
that are built alike, pictures, players, passwords. Words come second (`kinds.toml`, `walls.toml`, `wall_words.tsv`).
`weights.toml` says what each number speaks for.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from workers.clean.kinds import paywall
from workers.clean.kinds.amounts import weight_of
from workers.clean.kinds.asides import is_menu
from workers.clean.kinds.below import seen_below
from workers.clean.kinds.elements import first
from workers.clean.kinds.evidence import Evidence
from workers.clean.kinds.kind_words import kind_words
from workers.clean.kinds.shape import Shape
from workers.clean.kinds.shown import LONGEST, Shown, says_article
from workers.clean.kinds.wall_words import spoken_for
from workers.clean.kinds.walls import Wall, share, walls
from workers.clean.pages.blocks import Block
from workers.clean.pages.facts import types_of

Seen = dict[str, float]
_DATE: Final = re.compile(
    r"\b(?:19|20)\d\d\b|\d{1,2}:\d\d|\d{1,2}[./-]\d{1,2}(?:[./-]|\b)|\d{1,2}\s?月\s?\d|"
    r"\b\d{1,2} ?(?:hours?|days?|min\w*|weeks?) ago"
)
_DURATION: Final = re.compile(r"^\W*(?:\d{1,2}:)?\d{1,2}:[0-5]\d\W*$")
_STATUS: Final = {
    "lost": re.compile(r"(?<![\w.,/:%-])(?:404|410)(?![\w.,/:%-])"),
    "refused": re.compile(r"(?<![\w.,/:%-])(?:401|403|405|406|418|429|451)(?![\w.,/:%-])"),
    "broken": re.compile(r"(?<![\w.,/:%-])(?:50[0-9]|52[0-9]|530)(?![\w.,/:%-])"),
}
_ARTICLE_ADDRESS: Final = re.compile(r"/(?:19|20)\d\d/\d{1,2}/|\d{5,}|(?:[^/]+-){3,}[^/]*/?$|\.s?html?$")
_SEARCH_ADDRESS: Final = re.compile(r"[?&](?:s|q|query|search|keyword|keys|wd|kw|text)=|/search(?:/|\?|$)")
_STATED: Final = {
    "article": frozenset({"NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle", "LiveBlogPosting"}),
    "video": frozenset({"VideoObject"}),
    "gallery": frozenset({"ImageGallery", "MediaGallery"}),
    "site": frozenset({"WebSite"}),
    "collection": frozenset(
        {"CollectionPage", "AboutPage", "ContactPage", "SearchResultsPage", "ProfilePage", "CheckoutPage", "ItemList"}
    ),
}
_MUCH: Final = 700
_LITTLE: Final = 240
_CAPTION: Final = 420
_FEW: Final = 3
_MOST_BLOCKS: Final = 3_000
_MOST_LINKS: Final = 1_500
_MOST_COUNTED: Final = 60
_LEAST: Final = 120
_LONGEST_DATE: Final = 40
_LONGEST_STATUS: Final = 60
_SHORTEST_ENTRY: Final = 10
_FIRST: Final = 60
_LAST: Final = 40


def seen_of(evidence: Evidence) -> Seen:
    """Return what is seen of a page; what is not named is 0."""
    found: Seen = {"bias": 1.0}
    for part in (
        _of_text,
        _of_place,
        _of_entries,
        _of_media,
        _of_statements,
        _of_names,
        _of_walls,
        _of_words,
        _of_offers,
    ):
        found.update(part(evidence))
    return {name: value for name, value in found.items() if value}


def _steps(name: str, value: float, *bounds: int) -> Iterator[tuple[str, float]]:
    for bound in bounds:
        yield f"{name} >= {bound}", float(value >= bound)


def _of_text(evidence: Evidence) -> Iterator[tuple[str, float]]:
    shape, told = evidence.shape, evidence.shape.told_weight
    blocks = shape.blocks[:_MOST_BLOCKS]
    mine = main_blocks(shape)
    weight, main = sum(weight_of(b.text) for b in blocks), sum(weight_of(b.text) for b in mine)
    yield "told", math.log1p(told) / 8
    yield from _steps("told", told, 1, 60, 120, _LITTLE, _CAPTION, _MUCH, 1_500, 3_000)
    yield from _steps("sentences", shape.told_sentences, 1, 2, 3, 5, 9)
    yield from _steps("told blocks", len(shape.told), 1, 2, 4)
    yield from _steps("longest told", max((weight_of(b.text) for b in shape.told), default=0), 140, 300)
    yield from _steps("body", sum(weight_of(b.text) for b in evidence.body if b.kind != "heading"), 1, 120, 420, 1_500)
    yield "text", math.log1p(weight) / 9
    yield "links' share", sum(weight_of(b.text) * b.links for b in blocks) / max(1, weight)
    yield "links' share of main part", sum(weight_of(b.text) * b.links for b in mine) / max(1, main)
    yield "told share", min(1.0, told / max(1, weight))
    yield "told share of main part", min(1.0, told / max(1, main))
    yield from _steps("blocks", len(blocks), 4, 10, 25, 60)
    yield from _steps("main blocks", len(mine), 3, 8, 20)


def main_blocks(shape: Shape) -> list[Block]:
    """Return the blocks outside of menus, footers and columns beside the text."""
    return [b for b in shape.blocks[:_MOST_BLOCKS] if not b.is_apart and not shape.asides.is_aside(b.element)]


def _of_place(evidence: Evidence) -> Iterator[tuple[str, float]]:
    """How much leads elsewhere, and whether a text stands below a name of its own and above all headlines."""
    shape, root = evidence.shape, evidence.facts.root
    links = sum(1 for _ in first((link for link in root.iter("a") if link.get("href")), _MOST_COUNTED))
    yield from _steps("links", links, 1, 4, 12, 30)
    yield "menus", float(next(root.iter("nav", "footer"), None) is not None)
    story = shape.is_story_below_its_name
    yield "story below its name", float(story)
    yield "story below its name, some told", float(story and shape.told_weight >= _LEAST)


def _of_entries(evidence: Evidence) -> Iterator[tuple[str, float]]:
    shape, told = evidence.shape, evidence.shape.told_weight
    headlines, teasers = len(shape.headlines), sum(weight_of(b.text) for b in shape.teasers)
    yield from _steps("headlines", headlines, 1, 3, 5, 9)
    yield "teasers > told", float(teasers > told and headlines >= _FEW)
    yield "teasers > 3 told", float(teasers > 3 * told and headlines >= _FEW)
    yield "teasers' share", teasers / max(1, teasers + told)
    yield "headlines, little told", float(headlines >= _FEW and told < _LITTLE)
    yield from _steps("listed", shape.listed, 3, 8, 20)
    alike = _alike(evidence)
    yield from _steps("alike", max(alike.values(), default=0), 2, 3, 5, 10)
    yield from _steps("kinds alike", sum(1 for count in alike.values() if count >= 2), 1, 2, 4)
    mine = main_blocks(shape)
    yield from _steps("dates", sum(1 for b in mine if len(b.text) <= _LONGEST_DATE and _DATE.search(b.text)), 2, 4)
    headings = [b for b in mine if b.kind == "heading" and b.level > 1]
    yield "linked headings", sum(1 for b in headings if b.links > 0.5) / max(3, len(headings))
    yield "plain headings", float(sum(1 for b in headings if b.links <= 0.5) >= 2)


def _alike(evidence: Evidence) -> Counter[str]:
    """How many links outside of menus are built alike: by the tags and first classes of three elements."""
    found: Counter[str] = Counter()
    for number, link in enumerate(evidence.facts.root.iter("a")):
        if number >= _MOST_LINKS:
            break
        text = " ".join("".join(link.itertext()).split())
        if weight_of(text) < _SHORTEST_ENTRY or not link.get("href"):
            continue
        if evidence.shape.asides.is_aside(link) or is_menu(link):
            continue
        around = (link, link.getparent(), link.getparent().getparent() if link.getparent() is not None else None)
        parts = (f"{e.tag}.{(e.get('class') or '').partition(' ')[0]}" for e in around if e is not None)
        found["<".join(parts)] += 1
    return found


def _of_media(evidence: Evidence) -> Iterator[tuple[str, float]]:
    shape, told = evidence.shape, evidence.shape.told_weight
    pictures, players = shape.shown, shape.players
    yield from _steps("pictures", pictures, 1, 2, 3, 5, 9)
    yield from _steps("captioned", max(shape.captioned, len(shape.below_pictures)), 1, 2, 3, 5)
    yield "strips", float(bool(shape.strips))
    yield "slides", float(pictures > 1 and shape.has_slides)
    yield "pictures for text", min(1.0, pictures * 100 / max(100, told)) if pictures > 1 else 0.0
    yield "pictures, little told", float(pictures >= _FEW and told < _CAPTION)
    yield "player", float(players > 0)
    yield "player, little told", float(players > 0 and told < _CAPTION)
    before = [b.text for b in shape.blocks[:_FIRST] if _DURATION.match(b.text)]
    yield "duration", float(bool(before))
    yield "nothing to look at", float(not pictures and not players)


def _of_statements(evidence: Evidence) -> Iterator[tuple[str, float]]:
    facts, root = evidence.facts, evidence.facts.root
    yield "says article", float(says_article(facts))
    kind = (facts.meta("og:type") or "").lower().split(".")[0]
    if kind in ("article", "website", "video", "profile", "blog"):
        yield f"og:type {kind}", 1.0
    types = {name for node in facts.nodes[:20] for name in types_of(node)}
    for name, group in _STATED.items():
        yield f"states {name}", float(bool(types & group))
    yield "says locked", float(paywall.says_locked(facts))
    yield "noindex", float("noindex" in (facts.meta("robots") or "").lower())
    yield "refresh", float(bool(facts.meta("refresh")))
    yield "described", float(bool(facts.meta("og:description", "description")))
    yield "canonical", float(bool(facts.canonical_links))
    yield "time", float(next(root.iter("time"), None) is not None)
    has_password = any((field.get("type") or "").lower() == "password" for field in root.iter("input"))
    yield "password", float(has_password)
    yield "password, little told", float(has_password and evidence.shape.told_weight < _LITTLE)


def _of_names(evidence: Evidence) -> Iterator[tuple[str, float]]:
    words, path = kind_words(), evidence.path
    yield "front", float(evidence.is_front)
    yield "edition", float(evidence.is_edition)
    yield "listing address", float(bool(words.listing_address.search(path)))
    yield "search address", float(bool(_SEARCH_ADDRESS.search(path)))
    yield "shows what was searched", float(evidence.shows_what_was_searched)
    yield "video address", float(bool(words.video_address.search(path)))
    yield "article address", float(bool(_ARTICLE_ADDRESS.search(path)))
    yield "deep address", float(path.strip("/").count("/") >= 2)
    for name in ("listing", "video", "gallery"):
        yield f"called {name}", float(any(map(getattr(words, name).search, evidence.names)))


def _of_walls(evidence: Evidence) -> Iterator[tuple[str, float]]:
    shown, shape = evidence.shown, evidence.shape
    few = 1.0 if shown.weight < _MUCH else 0.3
    short = [b.text for b in main_blocks(shape)[:12] if len(b.text) <= _LONGEST_STATUS]
    for name, number in _STATUS.items():
        yield f"status {name}", few * any(number.search(text) for text in (*shown.titles, *short))
    signature = kind_words().signature
    yield "signed by a server", few * any(signature.search(b.text) for b in shape.blocks[-_LAST:])
    in_teasers = sum(weight_of(b.text) for b in shape.teasers)
    for wall in walls():
        for name, value in _of_wall(wall, shown, in_teasers):
            yield f"{wall.reason}: {name}", few * value


def _of_wall(wall: Wall, shown: Shown, in_teasers: float) -> Iterator[tuple[str, float]]:
    best = max((share(wall.titles, title) for title in shown.titles), default=0.0)
    yield "called", float(best >= 0.5)
    yield "called this alone", float(best >= 0.9)
    spoken = shown.all_lines if wall.reason == "ConsentWall" else shown.lines
    lines = {line for line in spoken if wall.lines.search(line)}
    said = sum(map(weight_of, lines))
    other = sum(weight_of(text) for text in shown.told if text not in lines)
    mostly = said / max(60.0, said + other + in_teasers)
    yield "says", float(bool(lines))
    yield "says often", min(_FEW, len(lines)) / _FEW
    yield "says mostly", mostly
    yield "says nearly nothing else", float(mostly >= 0.7)
    yield "called and says", float(best >= 0.5 and bool(lines))
    if wall.machinery is not None:
        yield "built", float(any(map(wall.machinery.search, shown.machine_names)))
    if wall.buttons is not None:
        pressed = any(map(wall.buttons.search, shown.buttons))
        yield "buttons", float(pressed)
        mentions = {line for line in shown.all_lines if wall.mentions is not None and wall.mentions.search(line)}
        yield "mentions", min(_FEW, len(mentions)) / _FEW
        rest = sum(weight_of(text) for text in shown.told if text not in mentions | lines)
        asked = sum(map(weight_of, mentions | lines))
        yield "asks mostly", pressed * asked / max(60.0, asked + rest + in_teasers)
    if wall.vague is not None:
        yield "called vaguely", float(any(share(wall.vague, title) >= 0.5 for title in shown.titles))


def _of_words(evidence: Evidence) -> Iterator[tuple[str, float]]:
    shown = evidence.shown
    if shown.weight >= LONGEST:
        return
    few = 1.0 if shown.weight < _MUCH else 0.3
    for name, value in spoken_for(evidence.title, evidence.names, (*shown.told[:_FEW], *shown.lines)):
        yield name, few * value
    yield from seen_below(evidence.shape)


def _of_offers(evidence: Evidence) -> Iterator[tuple[str, float]]:
    shape, told = evidence.shape, evidence.shape.told_weight
    offers, end = paywall.offers_below(shape), paywall.end_of(shape.told)
    locked = paywall.says_locked(evidence.facts)
    yield f"end {end}", 1.0
    yield "sells", min(_FEW, paywall.sells(shape.blocks)) / _FEW
    if not offers:
        return
    yield "offer", 1.0
    yield "offers", float(len({offer.text for offer in offers}) > 1)
    yield "offer named", float(any(map(paywall.is_named, offers)))
    yield "offer keeps back", float(paywall.keeps_back(offers))
    yield "offer sells", float(bool(paywall.sells(offers)))
    yield "offer, little told", float(told < 900)
    yield "offer, much told", float(told >= 2_000)
    yield "offer, broken off", float(end != "ended")
    yield "offer, says locked", float(locked)
