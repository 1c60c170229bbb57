"""The page's own summary and key points, which some pages set above the article: an emoji, a headline, a sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from workers.clean.fields.language import language_of
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import hints_of

_PICTURE: Final = (
    "[\U0001f300-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\u00a9\u00ae\u2049\u203c\u2122\u2139\u2190-\u21ff"
    "\u25a0-\u25ff]"
)
_FLAG: Final = "[\U0001f1e6-\U0001f1ff]{2}"
_EMOJI: Final = re.compile(
    f"^((?:{_FLAG}|{_PICTURE}[\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?(?:\u200d{_PICTURE}\ufe0f?)*))\\s*"
)
_SIGN: Final = re.compile(f"{_PICTURE}|[\U0001f1e6-\U0001f1ff]")
_LABEL: Final = re.compile(
    r"^(?:(?:ai|智能|内容|內容|新闻|新聞|文章|一分钟|本文)?\s*(?:摘要|总结|總結|速览|速覽|导读|導讀|"
    r"要点|要點|核心要点|关键要点|重點|重点)|(?:ai |article |quick |page )?summary|key (?:points|"
    r"takeaways|facts)|takeaways|"
    r"at a glance|in brief|highlights|tl;?dr|the gist|das wichtigste(?: in kürze)?|auf einen blick|"
    r"zusammenfassung|kurz zusammengefasst|l['’]essentiel|en bref|en résumé|résumé|"
    r"главное|коротко|кратко|резюме|lo esencial|en resumen|claves|resumo|in sintesi|要約|ポイント|"
    r"この記事のポイント|まとめ|요약|핵심|الخلاصة|ملخص|أبرز النقاط|النقاط الرئيسية)\s*[:：]?$",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(r"\s*[:：]\s+|[:：]|\s+[–—-]\s+")
_POINTS_HINT: Final = re.compile(
    r"key-?(?:points|takeaways|facts)|takeaways|tl-?dr|ai-(?:summary|points|box)|article-?summary"
)
_MAX_HEADLINE: Final = 60
_MAX_POINTS: Final = 8


@dataclass(frozen=True, slots=True)
class PagePoint:
    """One of the page's own key points."""

    emoji: str
    headline: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PageDigest:
    """The page's own telling in short, and which blocks it took: number → reason."""

    summary: str | None = None
    language: str = "und"
    points: tuple[PagePoint, ...] = ()
    taken: tuple[tuple[int, str], ...] = ()


def page_digest_of(blocks: Sequence[Block]) -> PageDigest:
    """Return the page's own summary and points; an empty digest where it has none."""
    if not _SIGN.search("".join([block.text[:1] for block in blocks])):
        return PageDigest()
    runs = _runs(blocks)
    if not runs:
        return PageDigest()
    points, taken = max(runs, key=lambda run: len(run[0]))
    before = _summary_before(blocks, taken[0])
    summary = " ".join(blocks[index].text for index in before if not _LABEL.match(blocks[index].text)) or None
    told = (summary or "") + " ".join(point.sentence for point in points)
    reasons = [(index, "page summary") for index in before] + [(index, "key points") for index in taken]
    return PageDigest(summary, language_of("", told), tuple(points), tuple(reasons))


def _runs(blocks: Sequence[Block]) -> list[tuple[list[PagePoint], list[int]]]:
    """Runs of at least two points, each an emoji with a short headline and a sentence."""
    runs: list[tuple[list[PagePoint], list[int]]] = []
    index = 0
    while index < len(blocks):
        points, taken, index = _run_from(blocks, index)
        if len(points) >= 2:
            runs.append((points, taken))
        index += 1
    return runs


def _run_from(blocks: Sequence[Block], start: int) -> tuple[list[PagePoint], list[int], int]:
    points: list[PagePoint] = []
    taken: list[int] = []
    index = start
    while index < len(blocks) and len(points) < _MAX_POINTS:
        found = _point_at(blocks, index)
        if found is None:
            break
        point, used = found
        points.append(point)
        taken.extend(range(index, index + used))
        index += used
    return points, taken, max(start, index - 1)


def _point_at(blocks: Sequence[Block], index: int) -> tuple[PagePoint, int] | None:
    """The point that begins at a block, and how many blocks it takes."""
    match = _EMOJI.match(blocks[index].text)
    if match is None:
        return None
    emoji, rest = match.group(1), blocks[index].text[match.end() :]
    lines = [line for line in rest.split("\n") if line]
    if len(lines) == 2 and len(lines[0]) <= _MAX_HEADLINE:
        return PagePoint(emoji, lines[0].rstrip(":："), lines[1]), 1
    parts = _SPLIT.split(rest, maxsplit=1)
    if len(parts) == 2 and 0 < len(parts[0]) <= _MAX_HEADLINE and len(parts[1]) > len(parts[0]):
        return PagePoint(emoji, parts[0], parts[1]), 1
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    if (
        following is None
        or not 0 < len(rest) <= _MAX_HEADLINE
        or _EMOJI.match(following.text)
        or following.kind == "heading"
    ):
        return None
    return (PagePoint(emoji, rest.rstrip(":："), following.text), 2) if len(following.text) > len(rest) else None


def _summary_before(blocks: Sequence[Block], first: int) -> list[int]:
    """The blocks of the summary above the points: those below a label such as 摘要, or those of the same box."""
    labels = [index for index in range(max(0, first - 5), first) if _LABEL.match(blocks[index].text)]
    if labels:
        return list(range(labels[0], first))
    box = _box(blocks[first])
    return [index for index in range(max(0, first - 3), first) if box is not None and _is_in(blocks[index], box)]


def _box(block: Block) -> HtmlElement | None:
    element = block.element
    while element is not None and element.tag not in ("body", "article", "main", "html"):
        if _POINTS_HINT.search(hints_of(element)):
            return element
        element = element.getparent()
    return None


def _is_in(block: Block, box: HtmlElement) -> bool:
    element = block.element
    return element is not None and (element is box or any(node is box for node in element.iterancestors()))
