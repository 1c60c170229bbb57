"""Which of several posts that a page shows whole, one below the other, is the page's own.

A blog's front page, and a page that goes on with the next article as one scrolls, hold whole texts of the same build,
each under a headline, with a date and an address of its own. The page's own is the one that its title names, else the
first.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Final
from urllib.parse import urldefrag, urlsplit

from lxml.html import HtmlElement

from workers.clean.pages.blocks import Block
from workers.clean.pages.facts import Facts, absolute

_LONGEST_HEADLINE: Final = 200
_LONGEST_DATED: Final = 120
_FEWEST_BYTES: Final = 300
_PROSE_BYTES: Final = 90
_PLAIN_LINKS: Final = 0.4
_MOST_HEADLINES: Final = 60
_MOST_GROUPS: Final = 50
_MOST_LINKS: Final = 200
_SHORTEST_NAMED: Final = 6
_HEADLINES: Final = re.compile(r"title|head", re.IGNORECASE)
_DATE: Final = re.compile(r"\d{1,4}\s?[-./年]\s?\d{1,2}|\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class _Post:
    """One of several posts: its element, and the numbers of its headline and of the block after its last."""

    element: HtmlElement
    start: int
    end: int


def own_numbers(facts: Facts, blocks: Sequence[Block]) -> list[int]:
    """Return the numbers of the blocks that are of no post but the page's own: all of a page that shows just one."""
    prose = [0, *accumulate(map(_prose_of, blocks))]
    for headlines in islice(_headlines(blocks), _MOST_GROUPS):
        posts = _posts(blocks, headlines, prose)
        own = _own(facts, blocks, posts) if len(posts) > 1 else None
        if own is not None:
            others = {index for post in posts if post is not own for index in range(post.start, post.end)}
            return [index for index in range(len(blocks)) if index not in others]
    return list(range(len(blocks)))


def _prose_of(block: Block) -> int:
    """The bytes of a block's text; none of one that is short or mostly links."""
    size = len(block.text.encode("utf-8", "replace")) if block.links < _PLAIN_LINKS else 0
    return size if size >= _PROSE_BYTES else 0


def _headlines(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """Yield the numbers of blocks that may be the headlines of several posts, since they are built alike."""
    alike: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    heads = {None: False}
    for index, block in enumerate(blocks):
        element = block.element
        if element is None or len(block.text) > _LONGEST_HEADLINE:
            continue
        names = element.get("class")
        if names not in heads:
            heads[names] = _HEADLINES.search(names) is not None
        if 0 < block.level < 4:
            alike[f"h{block.level}", None].append(index)
        elif heads[names] and not _DATE.search(block.text):
            alike[element.tag, names].append(index)
    return (found for found in alike.values() if 1 < len(found) <= _MOST_HEADLINES)


def _posts(blocks: Sequence[Block], headlines: Sequence[int], prose: Sequence[int]) -> list[_Post]:
    """The posts under some headlines: those with a whole text, each in an element of its own.

    `prose` is how much of it stands above each block.
    """
    sections = zip(headlines, [*headlines[1:], len(blocks)], strict=True)
    whole = [(start, end) for start, end in sections if prose[end] - prose[start] >= _FEWEST_BYTES]
    paths = [_path(blocks[start].element) for start, _ in whole]
    depth = next((at for at, level in enumerate(zip(*paths, strict=False)) if len(set(level)) > 1), None)
    if depth is None or len({path[depth] for path in paths}) < len(paths):
        return []
    posts = [_Post(path[depth], *_within(blocks, *row, path[depth])) for path, row in zip(paths, whole, strict=True)]
    return [post for post in posts if prose[post.end] - prose[post.start] >= _FEWEST_BYTES]


def _path(element: HtmlElement | None) -> list[HtmlElement]:
    """The elements from the root to one."""
    return [] if element is None else [*reversed(list(element.iterancestors())), element]


def _within(blocks: Sequence[Block], start: int, end: int, element: HtmlElement) -> tuple[int, int]:
    """The part of a section that stands in an element, from the section's start."""
    ends = bisect_left(range(start, end), True, key=lambda index: element not in _path(blocks[index].element))
    return start, start + ends


def _own(facts: Facts, blocks: Sequence[Block], posts: Sequence[_Post]) -> _Post | None:
    """The page's own of several posts; None if they are none, but the parts of one text."""
    named = _named(facts, blocks, posts)
    if not all(_is_dated(blocks, post) for post in posts):
        return None
    is_first = not _is_headed(facts, blocks[: posts[0].start]) and _have_addresses(facts, posts)
    return named or (posts[0] if is_first else None)


def _named(facts: Facts, blocks: Sequence[Block], posts: Sequence[_Post]) -> _Post | None:
    """The one post whose headline the page's title holds."""
    title = _squashed(facts.meta("og:title", "twitter:title") or facts.title_tag)
    headlines = [_squashed(blocks[post.start].text) for post in posts]
    named = [
        post for post, text in zip(posts, headlines, strict=True) if len(text) >= _SHORTEST_NAMED and text in title
    ]
    return named[0] if len(named) == 1 else None


def _is_dated(blocks: Sequence[Block], post: _Post) -> bool:
    texts = (block.text for block in blocks[post.start : post.end])
    return any(len(text) <= _LONGEST_DATED and _DATE.search(text) for text in texts)


def _have_addresses(facts: Facts, posts: Sequence[_Post]) -> bool:
    """Whether each post links to a page that no other post links to, all of them on one host."""
    linked = [_addresses(facts, post.element) for post in posts]
    times = Counter(address for addresses in linked for address in addresses)
    hosts = [{urlsplit(address).hostname for address in addresses if times[address] == 1} for addresses in linked]
    return bool(frozenset.intersection(*map(frozenset, hosts)))


def _addresses(facts: Facts, element: HtmlElement) -> set[str]:
    here = urldefrag(facts.url).url
    links = [link for link, _ in zip(element.iter("a"), range(_MOST_LINKS), strict=False)]
    found = {urldefrag(address).url for link in links if (address := absolute(link.get("href"), facts.url))}
    return found - {here}


def _is_headed(facts: Facts, above: Sequence[Block]) -> bool:
    """Whether a headline of all stands above: of a live report, whose parts are no posts of their own."""
    is_front = urlsplit(facts.url).path in ("", "/")
    return not is_front and any(block.level == 1 and block.links < _PLAIN_LINKS for block in above)


def _squashed(text: str) -> str:
    return "".join(re.findall(r"\w+", text)).casefold()
