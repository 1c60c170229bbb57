"""What can be seen of a block, as numbers: its text, its kind, its place, its names, and its like on the page."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from lxml.html import HtmlElement

from workers.clean.body.names import Names
from workers.clean.pages.blocks import Block
from workers.clean.pages.facts import Facts, text_values
from workers.clean.words.rules import reason_of_text

Features = dict[str, float]
_ENDING: Final = frozenset(".!?。！？…؟।")
_CLOSING: Final = "\"'”’»」』）)]"
_SENTENCES: Final = re.compile(r"[.!?。！？؟।](?:\s|[\"'”’»」』）)\]]|$|(?=[\u3040-\u9fff]))")
_COMMAS: Final = ",，、،;；"
_DATE: Final = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}:\d\d|\d{1,2}[./]\d{1,2}[./]\d")
_DIGITS: Final = re.compile(r"\d")
_WORDS: Final = re.compile(r"\w+")
_LONGEST_WORDED: Final = 320
_SHORTEST_STATED: Final = 12
_OPENING: Final = 24
_GROUPS: Final = {
    name: tuple(f"{name} {what}" for what in ("prose", "purity", "links", "alone"))
    for name in ("shape", "parent", "above", "list")
}
_LISTS: Final = ("ul", "ol", "dl", "table")
_MARKS_NEAR: Final = (
    *("cookie notice", "advertising", "subscribe", "app promotion", "share", "related", "tags", "comments"),
    *("promotion", "byline", "caption", "navigation", "body", "lead", "headline", "embed", "box", "pull", "bio"),
    *("premium", "<article>", "<main>", "<nav>", "<footer>", "<aside>", "<header>", "<form>", "<figure>"),
    *("<blockquote>", "<table>", "<details>"),
)


@dataclass(slots=True, eq=False)
class Group:
    """Blocks that are alike (built the same, or of one parent): how much text they have, and how much of it links."""

    size: int = 0
    prose: int = 0
    linked: float = 0.0
    count: int = 0

    def add(self, size: int, prose: int, linked: float) -> None:
        """Count one more block in."""
        self.size += size
        self.prose += prose
        self.linked += linked * size
        self.count += 1


_Parents = tuple[HtmlElement | None, HtmlElement | None]
_Place = tuple[str, _Parents, HtmlElement | None]


@dataclass(slots=True)
class View:
    """A page's blocks as the model sees them: sizes, groups and statements, each worked out once."""

    blocks: Sequence[Block]
    sizes: list[int]
    shapes: list[str]
    parents: list[_Parents]
    first_headline: int
    lists: list[HtmlElement | None]
    pictured: set[HtmlElement]
    names: Names = field(default_factory=Names)
    prose: int = 1
    by_shape: dict[str, Group] = field(default_factory=dict)
    by_parent: dict[HtmlElement | None, Group] = field(default_factory=dict)
    by_list: dict[HtmlElement | None, Group] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)
    seen_of_places: dict[_Place, Features] = field(default_factory=dict)
    title: str = ""
    description: str = ""
    stated: str = ""


def view_of(facts: Facts, blocks: Sequence[Block]) -> View:
    """Return the page's blocks with what is needed to judge each of them."""
    names = (facts.meta("og:title", "twitter:title"), facts.title_tag)
    parents = [_parents(block.element) for block in blocks]
    view = View(
        blocks=blocks,
        sizes=[len(block.text.encode("utf-8", "replace")) for block in blocks],
        shapes=_shapes(blocks, parents),
        parents=parents,
        pictured=_around(facts.root.iter("img")),
        lists=_lists(blocks, parents),
        first_headline=next((index for index, block in enumerate(blocks) if block.level == 1), -1),
        title=_squashed(" ".join(name for name in names if name)),
        description=_squashed(facts.meta("og:description", "description", "twitter:description") or ""),
        stated=_squashed(" ".join(text_values(facts.article.get("articleBody")))),
    )
    view.times.update(block.text for block in blocks)
    _gather(view)
    return view


def _gather(view: View) -> None:
    by_shape: dict[str, Group] = defaultdict(Group)
    by_parent: dict[HtmlElement | None, Group] = defaultdict(Group)
    by_list: dict[HtmlElement | None, Group] = defaultdict(Group)
    for index, (block, size) in enumerate(zip(view.blocks, view.sizes, strict=True)):
        prose = size if block.links < 0.4 and size > 60 and ends(block.text) else 0
        view.prose += prose
        parents = {by_parent[parent] for parent in view.parents[index]}
        for group in (by_shape[view.shapes[index]], by_list[view.lists[index]], *parents):
            group.add(size, prose, block.links)
    view.by_shape, view.by_parent, view.by_list = dict(by_shape), dict(by_parent), dict(by_list)


def features_of(view: View, index: int) -> Features:
    """Return what is seen of one block and what its words say; what is not named is 0."""
    return {**seen_of(view, index), **words_of(view.blocks[index])}


def seen_of(view: View, index: int) -> Features:
    """Return what is seen of one block without reading its words."""
    block, size = view.blocks[index], view.sizes[index]
    found: Features = {"bias": 1.0}
    _of_text(found, block, size)
    _of_kind(found, block)
    _of_statements(found, view, block)
    _of_groups(found, view, index)
    found.update(_named("near", view.names.near(block.element)))
    found.update(_named("far", view.names.far(block.element)))
    _of_place(found, view, index)
    return found


def words_of(block: Block) -> Features:
    """Return whether a line's words are those of a rule for what is no article, anywhere or below one."""
    text = block.text
    if len(text) > _LONGEST_WORDED or not reason_of_text(text, in_tail=True):
        return {}
    return {"worded" if reason_of_text(text, in_tail=False) is not None else "worded as tail": 1.0}


def ends(text: str) -> bool:
    """Return whether a text ends as a sentence does."""
    return text.rstrip(_CLOSING)[-1:] in _ENDING


def _of_text(found: Features, block: Block, size: int) -> None:
    text, links = block.text, block.links
    ended = ends(text)
    found["size"] = math.log1p(size) / 7
    found["commas"] = min(1.0, 20 * sum(map(text.count, _COMMAS)) / max(40, size))
    found["links"] = links
    found["digits"] = len(_DIGITS.findall(text, 0, 200)) / max(1, min(200, len(text)))
    seen = (
        ("size < 25", size < 25),
        ("size < 60", size < 60),
        ("size > 150", size > 150),
        ("size > 400", size > 400),
        ("ends", ended),
        ("ends, size > 60", ended and size > 60),
        ("open, size > 60", not ended and size > 60),
        ("sentences > 1", len(text) > 1 and len(_SENTENCES.findall(text)) > 1),
        ("links > 0.5", links > 0.5),
        ("links > 0.95", links > 0.95),
        ("some links", 0 < links <= 0.5),
        ("date", size < 120 and found["digits"] and _DATE.search(text)),
        ("colon end", text.endswith((":", "："))),
        ("ellipsis", text.endswith(("...", "…"))),
        ("quote start", text[:1] in "\"“„«「『‘'"),
        ("dash start", text[:1] in "-–—•·▪*>»›"),
        ("©", "©" in text or "ⓒ" in text),
        ("bar", "|" in text or "｜" in text),
        ("capitals", size > 8 and text.isupper()),
        ("@", "@" in text),
        ("address", "http" in text or "www." in text),
        ("lower start", text[:1].islower()),
    )
    for name, is_so in seen:
        if is_so:
            found[name] = 1.0


def _of_kind(found: Features, block: Block) -> None:
    found[f"kind {block.kind}"] = 1.0
    tag = block.element.tag if block.element is not None else "none"
    if tag in ("p", "div", "span", "td", "li", "section", "body", "article"):
        found[f"tag {tag}"] = 1.0
    if block.kind == "heading":
        found[f"h{block.level}"] = 1.0
    if block.element is not None and block.element.get("class"):
        found["classed"] = 1.0
        if tag == "p":
            found["classed p"] = 1.0


def _of_statements(found: Features, view: View, block: Block) -> None:
    text = _stated_text(view, block.text) if len(block.text) > _SHORTEST_STATED else ""
    times = view.times[block.text]
    if times > 1:
        found["twice" if times == 2 else "thrice"] = 1.0
        found["thrice, long"] = float(times > 2 and len(block.text) > 40)
    if len(text) > _SHORTEST_STATED:
        found["in title"] = float(text in view.title)
        begins = view.description.startswith(text[:60]) if len(text) > 30 else False
        found["in description"] = float(text in view.description or begins)
        found["stated"] = float(bool(view.stated) and text in view.stated)
        found["not stated"] = float(bool(view.stated) and text not in view.stated)


def _stated_text(view: View, text: str) -> str:
    """The text's letters; no more than the first of them where already those are in nothing that the page states."""
    opening = _squashed(text[:_OPENING])
    is_told = any(opening in stated for stated in (view.title, view.description, view.stated))
    return _squashed(text) if is_told or len(opening) <= _SHORTEST_STATED else opening


def _of_groups(found: Features, view: View, index: int) -> None:
    place = view.shapes[index], view.parents[index], view.lists[index]
    if place not in view.seen_of_places:
        view.seen_of_places[place] = _seen_of_place(view, place)
    found.update(view.seen_of_places[place])
    found["beside image"] = float(_beside_image(view, index))


def _seen_of_place(view: View, place: _Place) -> Features:
    """What is seen of all blocks of a shape, a parent, its parent and a list."""
    shape, (parent, above), row = place
    found: Features = {}
    groups = {"shape": view.by_shape[shape], "parent": view.by_parent[parent], "above": view.by_parent[above]}
    if row is not None:
        groups["list"] = view.by_list[row]
    for name, group in groups.items():
        prose, purity, links, alone = _GROUPS[name]
        if group.prose:
            found[prose] = group.prose / view.prose
            found[purity] = group.prose / max(1, group.size)
        found[links] = group.linked / max(1, group.size)
        found[alone] = float(group.count == 1)
    found["shape main"] = float(groups["shape"].prose > 0.3 * view.prose)
    return found


def _beside_image(view: View, index: int) -> bool:
    element, size = view.blocks[index].element, view.sizes[index]
    for node in (element, *view.parents[index]):
        if node is None or (node in view.by_parent and view.by_parent[node].size > 2 * size + 40):
            return False
        if node in view.pictured:
            return True
    return False


def _around(elements: Iterable[HtmlElement]) -> set[HtmlElement]:
    """The elements with all those around them."""
    found: set[HtmlElement] = set()
    for element in elements:
        node: HtmlElement | None = element
        while node is not None and node not in found:
            found.add(node)
            node = node.getparent()
    return found


def _of_place(found: Features, view: View, index: int) -> None:
    found["place"] = index / max(1, len(view.blocks))
    found["before headline"] = float(index < view.first_headline)
    found["no headline"] = float(view.first_headline < 0)
    found["below headline"] = float(0 <= index - view.first_headline - 1 < 3 and view.first_headline >= 0)


def _squashed(text: str) -> str:
    return "".join(_WORDS.findall(text)).casefold()


@lru_cache(maxsize=1_024)
def _named(how: str, marks: frozenset[str]) -> Features:
    """The features that marks are; `how`: near, or far."""
    return {f"{how} {mark}": 1.0 for mark in marks}


def _parents(element: HtmlElement | None) -> _Parents:
    parent = element.getparent() if element is not None else None
    return parent, (parent.getparent() if parent is not None else None)


def _lists(blocks: Sequence[Block], parents: Sequence[_Parents]) -> list[HtmlElement | None]:
    """The list or table that each item or cell is of; None for other blocks."""
    around: dict[HtmlElement, HtmlElement | None] = {}
    found: list[HtmlElement | None] = []
    for block, (parent, _) in zip(blocks, parents, strict=True):
        if parent is None or block.kind not in ("item", "cell"):
            found.append(None)
            continue
        if parent not in around:
            around[parent] = parent if parent.tag in _LISTS else next(parent.iterancestors(*_LISTS), None)
        found.append(around[parent])
    return found


def _shapes(blocks: Sequence[Block], parents: Sequence[_Parents]) -> list[str]:
    """How each block is built: the tags and classes of its element and of the two around it."""
    around: dict[HtmlElement | None, str] = {}
    for parent, above in parents:
        if parent not in around:
            around[parent] = f"<{_build(parent)}<{_build(above)}"
    return [_build(block.element) + around[parent] for block, (parent, _) in zip(blocks, parents, strict=True)]


def _build(element: HtmlElement | None) -> str:
    return f"{element.tag}.{element.get('class') or ''}" if element is not None else ""
