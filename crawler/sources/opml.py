"""Sources in OPML, as feed readers write it: folders are collections, and a feed in several folders is one source.

Beside what every reader knows, an attribute of our own holds the whole of a source. Unsafe XML is refused.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from lxml import etree

from contracts.errors import Misconfigured, UnusableUrl
from contracts.records import Source
from contracts.urls import fetch_url, host_of
from crawler.sources.collections import normal_path, path_of, titles_of
from crawler.sources.records import described, slug, source_of

_DEEPEST: Final = 50
_WHOLE: Final = "trawlnetSource"
_IDENTITY: Final = "trawlnetId"


@dataclass(frozen=True, slots=True)
class _Outline:
    """One feed or link of the file, the collection that its folders make ("" at the top), and where it stands."""

    element: Any
    collection: str
    where: str

    def attribute(self, name: str) -> str:
        """Return an attribute by its name, whatever its capitals; "" if it is not there."""
        wanted = name.lower()
        return next((str(value).strip() for key, value in self.element.attrib.items() if key.lower() == wanted), "")


def opml_sources(data: bytes, path: Path) -> list[Source]:
    """Return the sources of an OPML file, in its order; raises `Misconfigured` with the line at fault."""
    outlines = list(_outlines(_root(data, path), (), path))
    known = _Known()
    for outline in outlines:
        if outline.attribute(_WHOLE):
            known.add_whole(outline)
    for outline in outlines:
        if not outline.attribute(_WHOLE):
            known.add_feed(outline)
    return known.in_order(outlines)


def _root(data: bytes, path: Path) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Misconfigured(f"{path} is not OPML: {error}.") from error
    info: Any = root.getroottree().docinfo
    if info.doctype:
        raise Misconfigured(f"{path} declares a document type, which may hold entities: remove that line.")
    if not isinstance(root.tag, str) or root.tag.lower() != "opml":
        raise Misconfigured(f"{path} is not OPML: its first element is <{root.tag}>.")
    return root


def _outlines(element: Any, folders: tuple[str, ...], path: Path, depth: int = 0) -> Iterator[_Outline]:
    if depth > _DEEPEST:
        raise Misconfigured(f"{path}: its outlines are nested more than {_DEEPEST} deep.")
    for child in element:
        if not isinstance(child.tag, str):
            continue
        outline = _Outline(child, "", f"{path}, line {child.sourceline}")
        is_source = bool(outline.attribute("xmlUrl") or outline.attribute(_WHOLE) or outline.attribute(_IDENTITY))
        if is_source:
            yield replace(outline, collection=_collection(folders, outline.where))
        title = outline.attribute("text") or outline.attribute("title")
        inner = (*folders, title) if title and not is_source and child.tag.lower() == "outline" else folders
        yield from _outlines(child, inner, path, depth + 1)


def _collection(folders: tuple[str, ...], where: str) -> str:
    try:
        return normal_path(path_of(folders)) if folders else ""
    except ValueError as error:
        raise Misconfigured(f"{where}: the folder {path_of(folders)!r} cannot be: {error}.") from error


class _Known:
    """The sources read so far, by id, with the feeds that lead to them."""

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}
        self._by_feed: dict[str, str] = {}
        self._of_outline: dict[int, str] = {}

    def add_whole(self, outline: _Outline) -> None:
        """Add the source that an outline holds whole; where its feeds stand again, it is the same one."""
        source = source_of(_read_whole(outline), where=outline.where)
        known = self._sources.setdefault(source.id, source)
        if replace(source, collections=()) != replace(known, collections=()):
            raise Misconfigured(f"{outline.where}: two sources have the id {source.id!r}: give one of them another id.")
        self._place(source.id, outline)

    def add_feed(self, outline: _Outline) -> None:
        """Add the source of a plain outline, or only its place if its feed is known."""
        known = outline.attribute(_IDENTITY)
        if known not in self._sources:
            known = self._by_feed.get(_fetchable(outline.attribute("xmlUrl")), "")
        if not known:
            source = self._told_apart(_source_of_outline(outline))
            known = source.id
            self._sources[known] = source
        self._place(known, outline)

    def in_order(self, outlines: Iterable[_Outline]) -> list[Source]:
        """Return the sources in the order in which the outlines name them first."""
        ids = dict.fromkeys(self._of_outline[id(outline)] for outline in outlines)
        return [self._sources[source_id] for source_id in ids]

    def _place(self, source_id: str, outline: _Outline) -> None:
        source = self._sources[source_id]
        if outline.collection:
            paths = tuple(sorted({*source.collections, outline.collection}))
            self._sources[source_id] = replace(source, collections=paths)
        for feed in source.feeds:
            self._by_feed.setdefault(feed, source_id)
        self._of_outline[id(outline)] = source_id

    def _told_apart(self, source: Source) -> Source:
        """Return the source under an id that no other of the file has: two papers may call a feed "News"."""
        candidates = (source.id, slug(f"{source.name} {source.host}", source.host))
        numbered = (f"{source.id[:58]}-{number}" for number in range(2, len(self._sources) + 3))
        free = next(found for found in (*candidates, *numbered) if found not in self._sources)
        return replace(source, id=free)


def _source_of_outline(outline: _Outline) -> Source:
    entry: dict[str, Any] = {"feeds": [outline.attribute("xmlUrl")]}
    told = {
        "name": outline.attribute("text") or outline.attribute("title"),
        "id": outline.attribute(_IDENTITY),
        "language": outline.attribute("language"),
    }
    source = source_of(entry | {key: value for key, value in told.items() if value}, where=outline.where)
    return _at_its_site(source, outline.attribute("htmlUrl"))


def _read_whole(outline: _Outline) -> Any:
    try:
        return json.loads(outline.attribute(_WHOLE))
    except (ValueError, RecursionError) as error:
        raise Misconfigured(f"{outline.where}: {_WHOLE} is not JSON ({error}): remove that attribute.") from error


def _fetchable(url: str) -> str:
    try:
        return fetch_url(url)
    except UnusableUrl:
        return ""


def _at_its_site(source: Source, site: str) -> Source:
    try:
        host = host_of(fetch_url(site)) if site else source.host
    except UnusableUrl:
        return source
    return replace(source, host=host, hosts=tuple({*source.hosts, source.host} - {host}))


# -- writing ---------------------------------------------------------------------------------------------------------


def dump_opml(sources: Iterable[Source]) -> str:
    """Return OPML 2.0 that names each source's feeds in each folder of its collections.

    It holds the whole of each source in an attribute of our own, at the first place where it stands; where the
    source is put, the folders alone say, so that a feed reader may move it.
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Trawlnet sources"
    body = etree.SubElement(root, "body")
    folders: dict[tuple[str, ...], Any] = {(): body}
    for source in sources:
        places = [titles_of(path) for path in source.collections] or [()]
        for number, titles in enumerate(places):
            _write(source, _folder(folders, titles), whole=number == 0)
    return etree.tostring(root, pretty_print=True, encoding="unicode")


def _folder(folders: dict[tuple[str, ...], Any], titles: tuple[str, ...]) -> Any:
    if titles not in folders:
        above = _folder(folders, titles[:-1])
        folders[titles] = etree.SubElement(above, "outline", {"text": titles[-1], "title": titles[-1]})
    return folders[titles]


def _write(source: Source, folder: Any, *, whole: bool) -> None:
    named = {"text": source.name, "title": source.name, "htmlUrl": f"https://{source.host}/", _IDENTITY: source.id}
    named |= {"language": source.language} if source.language else {}
    entry = {_WHOLE: json.dumps(described(replace(source, collections=())), ensure_ascii=False)} if whole else {}
    announced = [{"type": "rss", "xmlUrl": feed} for feed in source.feeds] or [{"type": "link"}]
    for number, kind in enumerate(announced):
        etree.SubElement(folder, "outline", kind | named | (entry if number == 0 else {}))
