"""Where a page shows its date: the lines about the article, those nearest its title first, and what labels them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lxml.html import HtmlElement

from workers.clean.fields.places import stands_elsewhere
from workers.clean.pages.blocks import Block
from workers.clean.pages.dom import is_hidden, squeezed, text_of
from workers.clean.pages.facts import Facts
from workers.clean.words.any_case import AnyCase

UPDATED: Final = AnyCase(
    r"updated|modified|last edit|last change|aktualisiert|zuletzt|geändert|mis[e]? à jour|modifié|actualizado"
    r"|modificado|atualizado|aggiornato|actuali[sz]ad|actualizat|modifica(?:t[oa]|\b)|modification|upravený|upraveno|muokattu|módosít|frissít|ändrad|ændret|endret|обновлен|изменен|оновлено|更新|修改|修訂|最終更新|수정"
    r"|تحديث|bijgewerkt|gewijzigd|uppdaterad|oppdatert"
    r"|opdateret|zaktualizowan|aktualizace|güncelleme|ενημέρωση|עודכן|cập nhật|diperbarui|อัปเดต|päivitetty"
)
_LABEL: Final = AnyCase(
    r"(?:发布|發布|發佈|发表|發表|刊登|刊发|上传|上線|发稿|提交)(?:时间|時間|日期|于|於|在)?\s*[:：]?|(?:日期|时间|時間)\s*[:：]"
    r"|(?:公開|掲載|投稿|配信|発行)(?:日時?|時刻)?\s*[:：]?|(?:등록|입력|게재|작성|기사입력|발행)(?:일시?|시간)?\s*[:：]?"
    r"|\b(?:(?:first )?published|posted|date published|publication date|date posted|released)(?: on| at)?\b\s*[:：]?"
    r"|\b(?:veröffentlicht|erschienen|publiziert)(?: am)?\b\s*:?|\b(?:datum|date|fecha|data|дата)\s*:"
    r"|\b(?:publiée?|mis en ligne|posté|paru)(?: le)?\b\s*:?|\bpublicad[oa](?: el| em| en)?\b\s*:?"
    r"|\bpubblicato(?: il)?\b\s*:?|\b(?:опубликован\w*|дата публикации|размещено|опубліковано)\b\s*:?"
    r"|(?:تاريخ النشر|نُ?شر(?: في)?|منشور)\s*:?|\bopublikowan\w+\b\s*:?|\bgepubliceerd(?: op)?\b\s*:?"
    r"|\b(?:publicerad|publisert|udgivet|offentliggjort|julkaistu|publikováno|vydáno)\b\s*:?"
    r"|\b(?:yayın(?:lanma)? tarihi|yayınlandı)\b\s*:?"
    r"|(?:เผยแพร่|वर्ष प्रकाशित|प्रकाशित|פורסם|δημοσιεύ\w+|đăng lúc|diterbitkan|dipublikasikan)\s*:?"
)
_TIME_HINT: Final = AnyCase(
    r"publish|pub-?(?:date|time)|posted|entry-date|date|(?:^|(?<=[\s_-]))time(?:stamp)?(?:[\s_-]|$)|stamp|created"
    r"|datum|fecha|calendar"
)
_NOT_A_STAMP: Final = AnyCase(r"©|copyright|版权所有|all rights reserved|\(c\)|備案|备案|icp")
_DATELINE: Final = re.compile(
    r"^[(（【\[]?(?:[^()（）【】.。]|\d\.){0,40}?(?:19|20)\d\d(?:[^()（）【】.。]|\d\.){0,12}[)）】\]–—]"
)
_TELLS_WHEN: Final = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]|(?<!\d)\d{1,2}[:：]\d\d(?!\d)")
_BEGINS_STAMP: Final = re.compile(
    r"\W*(?:来源|來源|作者|时间|時間|日期|发布|發布|發佈|source|author|date|posted|published)\s*[:：]", re.I
)
_ISO_DAY: Final = re.compile(r"(?:19|20)\d\d-\d\d-\d\dT\d\d")
_ENDS_SENTENCE: Final = re.compile(r"[^\W\d_]{2}[.!?]$")
_SENTENCE: Final = 9
_LONGEST_STAMP: Final = 160
_LONGEST_LABEL: Final = 40
_FAR: Final = 80
_NEAR: Final = 6
_MAX_MARKED: Final = 8
_CLOSE: Final = 14


def stamp_lines(blocks: Sequence[Block], kept: Sequence[int], title: str) -> list[str]:
    """Return the short lines in which a page shows its date, those nearest the title first, then its datelines."""
    near, others = _in_order(blocks, kept, title)
    opening = [match.group() for index in kept[:4] if (match := _DATELINE.match(blocks[index].text))]
    beside = (line for index in near for line in _lines_of(blocks, index))
    elsewhere = (line for index in others for line in _lines_of(blocks, index))
    lines = (line for line in (*beside, *opening, *elsewhere) if len(line) <= _LONGEST_STAMP and line != title)
    return [line for line in lines if not _NOT_A_STAMP.search(line)]


def between(blocks: Sequence[Block], kept: Sequence[int], title: str) -> list[Block]:
    """Return the blocks that stand between the title and the text, where its line stands on the page."""
    wanted = "".join(title.split()).casefold()
    last = kept[0] if kept else 0
    rows = range(last - 1, max(-1, last - _CLOSE), -1)
    at = next((row for row in rows if blocks[row].compact.casefold() == wanted), last)
    return list(blocks[at + 1 : last])


def is_prose(line: str) -> bool:
    """Return whether a line is a sentence of some length, whose dates are those of what it tells."""
    return _ENDS_SENTENCE.search(line) is not None and len(line.split()) >= _SENTENCE and not _LABEL.search(line)


def labels_date(text: str) -> bool:
    """Return whether a text says that something was published or changed."""
    return UPDATED.search(text) is not None or _LABEL.search(text) is not None


def is_stamp(line: str) -> bool:
    """Return whether a line tells when, or begins with a label of where from or who."""
    return _TELLS_WHEN.search(line) is not None or _BEGINS_STAMP.match(line) is not None


def labelled(lines: Iterable[str]) -> Iterator[str]:
    """Yield what stands behind a word such as "Published:" in these lines, up to a word such as "Updated:"."""
    for line in lines:
        match = _LABEL.search(line)
        if match is None or UPDATED.search(match.group()) or _is_of_change(line[: match.start()]):
            continue
        if match.start() == 0 or match.group().rstrip().endswith((":", "：")) or _is_late(match):
            yield UPDATED.split(line[match.end() :])[0]


def _is_of_change(before: str) -> bool:
    """Whether the words before a label tell a change, and not yet when: "Updated and", but not "Updated 3 May ·"."""
    change = UPDATED.search(before)
    return change is not None and not any(map(str.isdigit, before[change.end() :]))


def datelines(lines: Iterable[str]) -> Iterator[str]:
    """Yield the openings in brackets, such as "(21 November 2022)", with which articles date themselves."""
    return (line for line in lines if line[:1] in "(（【[" and _DATELINE.fullmatch(line))


def time_elements(facts: Facts) -> list[str]:
    """Return what the page's `time` elements state, the one marked as its own first, then the nearest to the title."""
    nodes = _dated_elements(facts)
    fresh = [node for node in nodes if not UPDATED.search(f"{_change_named(node)} {_said_before(node)}")]
    marked = [node for node in fresh if node.get("pubdate") is not None or _TIME_HINT.search(node.get("class") or "")]
    return [_machine_told(node) for node in dict.fromkeys([*marked, *fresh[:1]])]


def change_elements(facts: Facts) -> list[str]:
    """Return what those elements state that are classed as telling the last change."""
    nodes = _dated_elements(facts)
    return [_machine_told(node) for node in nodes if UPDATED.search(f"{_change_named(node)} {_said_before(node)}")]


def _dated_elements(facts: Facts) -> list[HtmlElement]:
    """The elements of the article that tell a date to machines: `time`, and `abbr` as microformats have it."""
    nodes = _from_title_on(facts.root, ("time", "abbr"))
    return [node for node in nodes if _machine_told(node) and not is_hidden(node) and not stands_elsewhere(node)]


def _machine_told(node: HtmlElement) -> str:
    if node.tag == "time":
        return node.get("datetime") or ""
    title = node.get("title") or ""
    return title if _ISO_DAY.match(title) else ""


def marked_stamps(facts: Facts) -> list[str]:
    """Return the short texts whose element is named for a date; none that tells a change if there are others."""
    found: list[str] = []
    for node in _from_title_on(
        facts.root,
        ("span", "div", "p", "time", "em", "small", "li", "td", "abbr", "i", "b", "a", "h2", "h3", "h4", "h5", "h6"),
    ):
        named = f"{node.get('class') or ''} {node.get('id') or ''}"
        if not named.strip() or not _TIME_HINT.search(named) or len(node) > 12 or is_hidden(node):
            continue
        text = text_of(node)
        is_stamp = 4 <= len(text) <= _LONGEST_STAMP and any(map(str.isalnum, text)) and not _NOT_A_STAMP.search(text)
        if is_stamp and not stands_elsewhere(node):
            found.append(text)
        if len(found) >= _MAX_MARKED:
            break
    return [text for text in found if not UPDATED.search(text)] or found


def microdata(facts: Facts, name: str) -> list[str]:
    """Return the values of a microdata property that stand with the article."""
    nodes = (node for node in facts.itemprops(name) if node.tag == "meta" or not stands_elsewhere(node))
    values = (node.get("content") or node.get("datetime") or text_of(node) for node in nodes)
    return [value for value in values if value]


def _in_order(blocks: Sequence[Block], kept: Sequence[int], title: str) -> tuple[list[int], list[int]]:
    """The numbers of the blocks between title and text and just above it, then of the others that may hold a stamp."""
    first, last = (kept[0], kept[-1]) if kept else (min(len(blocks), 30), min(len(blocks), 30))
    above = list(range(first - 1, max(-1, first - _FAR), -1))
    wanted = "".join(title.split()).casefold()
    at = next((index for index in (*kept[:3], *above) if wanted and blocks[index].compact.casefold() == wanted), None)
    near = list(range(at + 1, first + _NEAR)) + list(range(at - 1, at - 4, -1)) if at is not None else above
    short = (index for index in range(first, min(last + 1, len(blocks))) if len(blocks[index].text) <= _LONGEST_STAMP)
    signed = [index for index in short if _LABEL.search(blocks[index].text)]
    rest = [*range(first, first + _NEAR), *signed[:8], *range(last - _NEAR, last + 12), *above]
    seen = set(near)
    inside = range(len(blocks))
    return [index for index in near if index in inside], [
        index for index in rest if index in inside and index not in seen
    ]


def _lines_of(blocks: Sequence[Block], index: int) -> list[str]:
    """The block's lines; the first with the label that stands in a block of its own before it."""
    lines = [squeezed(line) for line in blocks[index].text.split("\n")]
    before = blocks[index - 1].text if index else ""
    if len(before) <= _LONGEST_LABEL and _LABEL.fullmatch(before.strip()):
        return [f"{before} {lines[0]}", *lines[1:]]
    return lines


def _is_late(match: re.Match[str]) -> bool:
    """Whether a label without a colon still is one: the date follows at once, or a mark stands before it."""
    before, after = match.string[: match.start()].rstrip(), match.string[match.end() :]
    return re.match(r"\s*\d", after) is not None or before.endswith(("|", "｜", "·", "•", ",", "，", "–", "-", "〓"))


def _from_title_on(root: HtmlElement, tags: Sequence[str]) -> list[HtmlElement]:
    """The elements of these tags: those behind the first main heading, then those before it, the nearest first."""
    before: list[HtmlElement] = []
    behind: list[HtmlElement] = []
    is_behind = False
    for node in root.iter("h1", *tags):
        if node.tag == "h1":
            is_behind = is_behind or (not is_hidden(node) and bool(text_of(node)))
        else:
            (behind if is_behind else before).append(node)
    return [*behind, *reversed(before)] if is_behind else before


def _change_named(node: HtmlElement) -> str:
    """The element's class, unless that names it for both: a post that never changed is "published updated"."""
    named = node.get("class") or ""
    return "" if "publish" in named.lower() else named


def _said_before(node: HtmlElement) -> str:
    """The element's own text, and the words just before it in its line."""
    previous = node.getprevious()
    if previous is not None:
        label = text_of(previous) if previous.tag in ("span", "b", "strong", "em", "label") else ""
        before = f"{label} {previous.tail or ''}"
    else:
        before = node.getparent().text if node.getparent() is not None else ""
    return f"{(before or '')[-30:]} {text_of(node)}"
