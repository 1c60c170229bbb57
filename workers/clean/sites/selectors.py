"""What a source's own CSS selectors find on a page: where its text, title, time and authors stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lxml import etree
from lxml.html import HtmlElement

from contracts.records import Selectors
from contracts.selectors import path_of
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import squeezed, text_of

_MOST_FOUND: Final = 500
_LONGEST_TITLE: Final = 400
_LONGEST_LINE: Final = 300


@dataclass(frozen=True, slots=True)
class Found:
    """What the selectors find on a page: numbers of its blocks, and texts; empty where they find nothing.

    `body` holds what `drop` takes from it.
    """

    body: frozenset[int] = frozenset()
    keep: frozenset[int] = frozenset()
    drop: frozenset[int] = frozenset()
    title: str = ""
    times: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


NOTHING: Final = Found()


def find(selectors: Selectors, root: HtmlElement, blocks: Sequence[Block]) -> Found:
    """Return what the selectors find on a page that has these blocks; one that cannot be applied finds nothing."""
    drop = _blocks_within(_all(selectors.drop, root), blocks)
    keep = _blocks_within(_all(selectors.keep, root), blocks) - drop
    return Found(
        body=_body(selectors.body, root, blocks),
        keep=keep,
        drop=drop,
        title=next((text for node in _first(selectors.title, root) if (text := _text(node)[:_LONGEST_TITLE])), ""),
        times=tuple(_stamp(node) for node in _first(selectors.time, root)),
        authors=tuple(_text(node)[:_LONGEST_LINE] for node in _first(selectors.author, root)),
    )


def _body(rules: Sequence[str], root: HtmlElement, blocks: Sequence[Block]) -> frozenset[int]:
    inside = (_blocks_within(_chosen(rule, root), blocks) for rule in rules)
    return next((found for found in inside if found), frozenset())


def _first(rules: Sequence[str], root: HtmlElement) -> list[HtmlElement]:
    return next((found for rule in rules if (found := _chosen(rule, root))), [])


def _all(rules: Sequence[str], root: HtmlElement) -> list[HtmlElement]:
    return [node for rule in rules for node in _chosen(rule, root)]


def _blocks_within(nodes: Sequence[HtmlElement], blocks: Sequence[Block]) -> frozenset[int]:
    inside = {node for top in nodes for node in top.iter(etree.Element)}
    return frozenset(index for index, block in enumerate(blocks) if block.element in inside)


def _chosen(rule: str, root: HtmlElement) -> list[HtmlElement]:
    path = _compiled(rule)
    try:
        found = path(root) if path is not None else []
    except etree.XPathError:
        return []
    return [node for node in found if isinstance(node, HtmlElement)][:_MOST_FOUND]


@lru_cache(maxsize=1024)
def _compiled(rule: str) -> Any:
    """The selector made ready; None for one that is none, as an old page may carry it."""
    try:
        return etree.XPath(path_of(rule))
    except (ValueError, etree.XPathError):
        return None


def _text(node: HtmlElement) -> str:
    return squeezed(node.get("content")) if node.tag == "meta" else text_of(node)


def _stamp(node: HtmlElement) -> str:
    return (squeezed(node.get("datetime")) or _text(node))[:_LONGEST_LINE]
