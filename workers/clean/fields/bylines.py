"""Whom a line names as its writers: 文/王小明, 本报记者 贺 兰, （總台記者 李雷）, 홍길동 기자, By Ann Li."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

_WORDS: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_HAN: Final = r"[\u3400-\u9fff]"
_NAME: Final = rf"(?:{_HAN}{{1,8}}·{_HAN}{{1,8}}|{_HAN}[ 　]{_HAN}(?!{_HAN})|(?![{_WORDS['verbs']}]){_HAN}{{2,4}})"
_MORE: Final = rf"(?:[ 　、,，]+{_NAME})"
_NAMES: Final = rf"{_NAME}{_MORE}{{0,5}}"
_START: Final = r"(?:^|(?<=\d)|[\s　（(〔【\[|｜/／·•,，;；。>□■●▲◆○])"
_NEXT: Final = _any(_WORDS["next"])
_MARKED: Final = re.compile(
    rf"(?:{_START}|(?=作者\s?[:：]))(?:{_HAN}{{0,6}}(?=记者|記者|通讯员|通訊員|评论员|評論員))?(?:{_any(_WORDS['writers'])})"
    r"\s*(?:[:：/／丨＼\\＝=]|(?:(?<=作者)|(?<=文字)|(?<=撰文)|(?<=记者)|(?<=記者))\s*[|｜])\s*(?P<names>\S.{0,60})"
)
_REPORTED: Final = re.compile(
    rf"(?:{_START}|(?<=·))(?:{_HAN}|·){{0,12}}?(?:{_any(_WORDS['reporters'])})"
    rf"(?:[ 　]+(?P<names>{_NAMES})(?=\s*(?:$|[)）〕】\]/／|｜。：:\d]|\s|{_NEXT}|文))"
    rf"|(?P<attached>{_NAMES})(?=\s*(?:[)）〕】\]/／]|文$)))"
)
_POSTED: Final = re.compile(r"^(?P<names>\S{2,16}?)[ 　]*(?:发表|發表|发布|發布|發佈)[于於在][ 　]*(?=(?:19|20)\d\d)")
_MARKS: Final = re.compile(r"\s*[|｜·•]\s*|\s+[-–—]\s+")
_BY_ALONE: Final = re.compile(rf"(?:{_any(_WORDS['also_by'])})\s+[^\W\d_]", re.IGNORECASE)
_BEGINS_BYLINE: Final = re.compile(
    rf"(?<=\d)[.,]?\s+(?:[ap]\.?m\.?\s+|Uhr\s+)?(?=(?:{_any([*_WORDS['by'], *_WORDS['also_by']])})\s+[^\W\d_])"
    rf"|[,.]?\s+(?=(?:{_any([*_WORDS['author'], *_WORDS['labels']])})\s?:\s)",
    re.IGNORECASE,
)
_BRACKETED: Final = re.compile(
    rf"[（(〔【][^（()）〔〕【】。]{{0,24}}?(?:{_any([*_WORDS['reporters'], '作者', '文'])})[ 　:：/／]*"
    rf"(?P<names>{_NAMES})(?:[ 　/／文攝摄]|{_HAN}{{2,6}}[报報][道導导])*\s*[)）〕】]"
)
_SIGNED: Final = re.compile(
    rf"[（(【]\s*(?P<names>{_NAME}{_MORE}{{0,5}}?)(?:[ 　]+{_HAN}{{2,6}}[报報][道導])?\s*[)）】]\s*$"
)
_SIGNED_LATIN: Final = re.compile(
    r"(?<=[.!?…”»\"'])\s*\((?P<name>[A-ZÀ-Þ][\w'’-]+(?: (?:[a-z]{2,3} )?[A-ZÀ-Þ][\w'’.-]*){1,3})\)[\s+*]*$"
)
_STOP: Final = re.compile(rf"\s{{2,}}|　|\s·|[|｜丨/／（(【\[〔〕】\])）,，。;；]|\d{{2,}}|\s*(?:{_NEXT})")
_REPORTS_FROM: Final = re.compile(r"\s*(?:[报報][道導]|[发發][自稿])")
_KOREAN: Final = re.compile(
    r"(?P<names>[가-힣]{2,4}(?:\s*[·ㆍ,]\s*[가-힣]{2,4}){0,4})\s?(?:선임|수습|인턴|전문|객원|스포츠)?\s?(?:기자|특파원|논설위원|앵커)(?![가-힣])"
)
_LATIN: Final = re.compile(
    rf"(?:{_any(_WORDS['written_by'])}|(?:(?:{_any(_WORDS['works'])}) )?by"
    rf"|(?:eine? (?:{_any(_WORDS['german_works'])}) )?von|{_any(_WORDS['by'])}"
    rf"|(?:{_any(_WORDS['author'])})\s?[:–—-]|(?:{_any(_WORDS['labels'])})\s?:|(?:{_any(_WORDS['unmarked'])})\s?:?)"
    r"\s+[^\W\d_]",
    re.IGNORECASE,
)
_PLACE_BEHIND: Final = re.compile(r"^(\S+\s+\S+\s+\S.*),\s+[^\W\d_][\w.-]*$")
_LABEL: Final = re.compile(
    rf"\W*(?:{_any(_WORDS['author'])}|{_any(_WORDS['by'])}|written by|{_any(_WORDS['han_author'])})\W*", re.IGNORECASE
)
_WRITTEN_BY: Final = re.compile(
    rf"{_any(_WORDS['written_by'])}|{_any(_WORDS['author'])}|{_any(_WORDS['labels'])}|{_any(_WORDS['han_author'])}",
    re.IGNORECASE,
)
_BEGINNING: Final = re.compile(
    rf"(?:(?:{_any(_WORDS['labels'])})(?=\s*[:：])"
    rf"|(?:{_any([*_WORDS['works'], *_WORDS['also_works'], *_WORDS['author']])}"
    rf"|eine? (?:{_any(_WORDS['german_works'])}))\s*(?:by|von|par|por|di|[:：])?"
    rf"|{_any([*_WORDS['written_by'], *_WORDS['by'], *_WORDS['also_by'], *_WORDS['labels'], *_WORDS['unmarked']])}"
    rf"|{_any([*_WORDS['han_author'], *_WORDS['han_labels']])})(?:\s*[:：/／|]\s*|\s+)",
    re.IGNORECASE,
)
_FAMILIES: Final = frozenset("".join(_WORDS["families"].split()))
_JAPANESE: Final = frozenset(_WORDS["japanese_families"])
_NO_NAMES: Final = frozenset(_WORDS["no_names"])
_DATED: Final = re.compile(r"(?:19|20)\d\d\s?[-/.年]|\d{1,2}月\d{1,2}日|\d{1,2}[:：]\d\d|二[〇○零]")
_LONGEST_LINE: Final = 160
_LONGEST_LATIN: Final = 80
_ENDS: Final = 60


def byline_names(line: str) -> list[str]:
    """Return whom a short line of its own names as its writers, not yet tidied; none if it is no byline."""
    if len(line) > _LONGEST_LINE:
        return []
    for pattern in (_MARKED, _REPORTED):
        match = pattern.search(line)
        told = _told(match) if match is not None else ""
        if match is not None and (names := _listed(told)):
            names = names[:-1] if len(names) > 1 and _REPORTS_FROM.match(line, match.end()) else names
            further = _REPORTED.search(line, match.end() if told == match.group() else line.index(told) + len(told))
            return [*names, *(_listed(_told(further)) if further is not None else [])]
    if (match := _KOREAN.search(line)) is not None:
        return re.split(r"\s*[·ㆍ,]\s*", match["names"])
    if len(line) <= _LONGEST_LATIN and not line[:1].islower() and _LATIN.match(line):
        return [_PLACE_BEHIND.sub(r"\1", line)]
    return []


def _told(match: re.Match[str]) -> str:
    return _before_stop(match["names"] or match.groupdict().get("attached") or "")


def stamp_names(line: str) -> list[str]:
    """Return whom a dated line names behind its date or one of its marks: "Posted on 4 June 2024 by Ann Li"."""
    if len(line) > _LONGEST_LINE or not any(map(str.isdigit, line)) or byline_names(line):
        return []
    parts = [part for piece in _MARKS.split(line) for part in _BEGINS_BYLINE.split(piece)]
    named = (part[:1].upper() + part[1:] for part in parts[1:] if not without_beginning(part)[:1].islower())
    return next(([_PLACE_BEHIND.sub(r"\1", part)] for part in named if _LATIN.match(part) or _BY_ALONE.match(part)), [])


def is_author_label(line: str) -> bool:
    """Return whether a line only announces a writer, whom the next one names."""
    return _LABEL.fullmatch(line) is not None


def says_written_by(label: str) -> bool:
    """Return whether a label, as in the rows of a card, names what is told as the writer."""
    return _WRITTEN_BY.fullmatch(label) is not None


def without_beginning(text: str) -> str:
    """Return a text without the "By", "Text:" or "文/" that it begins with."""
    match = _BEGINNING.match(text)
    return text[match.end() :] if match is not None else text


def is_byline(line: str) -> bool:
    """Return whether a line names its writers."""
    return bool(byline_names(line))


def signature_names(paragraph: str) -> list[str]:
    """Return whom a paragraph's brackets at its beginning or end, or its Korean dateline, name as its writers."""
    for part in (paragraph[:_ENDS], paragraph[-_ENDS:]):
        if (match := _BRACKETED.search(part)) is not None:
            return _listed(_before_stop(match["names"]))
    if (match := _SIGNED.search(paragraph[-_ENDS:])) is not None and any(map(_is_named, _listed(match["names"]))):
        return _listed(match["names"])
    if (match := _SIGNED_LATIN.search(paragraph[-_ENDS:])) is not None:
        return [match["name"]]
    match = _KOREAN.search(paragraph[:_ENDS])
    is_dateline = match is not None and paragraph[match.end() :].lstrip()[:1] in ("=", "＝")
    return re.split(r"\s*[·ㆍ,]\s*", match["names"]) if match is not None and is_dateline else []


def names_beside_date(line: str) -> list[str]:
    """Return the words of a dated line that are Chinese names by their family name: 邱沐言｜2025.06.06｜人物."""
    if len(line) > _LONGEST_LINE or not _DATED.search(line):
        return []
    if (match := _POSTED.match(line)) is not None:
        return [match["names"]]
    for part in re.split(r"[\s　|｜/／·•]+", line):
        names = part.split("、")
        if all(2 <= len(name) <= 4 and re.fullmatch(_HAN + "+", name) for name in names) and any(map(_is_named, names)):
            return names
    return []


def _is_named(word: str) -> bool:
    is_chinese = len(word) <= 3 and word[0] in _FAMILIES and word not in _NO_NAMES
    return is_chinese or (len(word) in (3, 4, 5) and word[:2] in _JAPANESE)


def _before_stop(names: str) -> str:
    match = _STOP.search(names, 1)
    return names[: match.start()] if match else names


def _listed(names: str) -> list[str]:
    """The names of a list: whole Chinese names stand beside each other with but a space between them."""
    found: list[str] = []
    for part in re.split(r"[、,，]|\s[&＆]\s", names):
        whole = [match.group() for match in re.finditer(rf"{_NAME}(?=[ 　]|$)", part.strip())]
        is_all = "".join("".join(whole).split()) == "".join(part.split())
        found += ["".join(name.split()) for name in whole] if is_all else [_first_if_han(part.strip())]
    return [name for name in found if name]


def _first_if_han(name: str) -> str:
    """A writer's name alone, where a rank or the like stands behind it."""
    return name.split(maxsplit=1)[0] if re.match(_HAN, name) else name
