"""Sources in files: `sources.yaml`, and OPML as feed readers write it. Unsafe XML and odd values are refused."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import yaml
from lxml import etree

from contracts.errors import Misconfigured, UnusableUrl
from contracts.records import Source
from contracts.settings import default_data_dir
from contracts.urls import fetch_url, host_of
from contracts.wire import plain
from crawler.source_records import source_of

SOURCES_FILE: Final = "sources.yaml"
_LARGEST_FILE: Final = 20 * 2**20
_DEEPEST: Final = 50
_WHOLE: Final = "trawlnetSource"


def find_sources_file() -> Path | None:
    """Return the `sources.yaml` in force, or None: the working folder's before the data folder's."""
    candidates = (Path.cwd() / SOURCES_FILE, default_data_dir() / SOURCES_FILE)
    return next((path for path in candidates if path.is_file()), None)


def load_sources(path: Path) -> list[Source]:
    """Return the sources of a YAML or OPML file, told apart by what it begins with.

    Raises `Misconfigured` with one sentence that names the file, the line and the source at fault.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise Misconfigured(f"{path} is larger than {_LARGEST_FILE // 2**20} MiB: split it.")
        data = path.read_bytes()
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}.") from error
    is_opml = path.suffix.lower() in (".opml", ".xml") or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return _without_twins(_opml_sources(data, path) if is_opml else _yaml_sources(data, path), path)


def _without_twins(sources: Iterable[Source], path: Path) -> list[Source]:
    known: dict[str, Source] = {}
    for source in sources:
        if source.id in known:
            raise Misconfigured(f"{path}: two sources have the id {source.id!r}: give one of them another id.")
        known[source.id] = source
    return list(known.values())


# -- YAML ------------------------------------------------------------------------------------------------------------


def _yaml_sources(data: bytes, path: Path) -> Iterator[Source]:
    try:
        root = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
        content = yaml.safe_load(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Misconfigured(f"{path}, line {line}: this is not YAML: {error.problem or error.context}.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Misconfigured(f"{path} is not YAML: {error}.") from error
    if not isinstance(content, dict) or not isinstance(content.get("sources"), list):
        raise Misconfigured(f"{path}: a source file begins with `sources:` and lists them below it.")
    for key in content:
        if key != "sources":
            raise Misconfigured(f"{path}: {key!r} is not a key that we know: only `sources` may stand here.")
    for entry, line in zip(content["sources"], _lines(root), strict=True):
        yield source_of(entry, where=f"{path}, line {line}")


def _lines(root: yaml.Node | None) -> list[int]:
    if not isinstance(root, yaml.MappingNode):
        return []
    listed = next((value for key, value in root.value if key.value == "sources"), None)
    return [node.start_mark.line + 1 for node in listed.value] if isinstance(listed, yaml.SequenceNode) else []


def dump_yaml(sources: Iterable[Source]) -> str:
    """Return the text of a `sources.yaml` that `load_sources` reads back as the same sources."""
    entries = [_entry(source) for source in sources]
    return yaml.safe_dump({"sources": entries}, allow_unicode=True, sort_keys=False, width=120)


def _entry(source: Source) -> dict[str, Any]:
    """Return what the source's description says beyond the defaults."""
    values, defaults = _described(source), _described(Source(id="", name="", host=""))
    order = ("id", "name", *(name for name in values if name not in ("id", "name")))
    return {name: values[name] for name in order if values[name] != defaults[name]}


def _described(source: Source) -> dict[str, Any]:
    links = {name: rules for name, rules in plain(source.links).items() if rules}
    return {**plain(source), "links": links, "headers": dict(source.headers)}


# -- OPML ------------------------------------------------------------------------------------------------------------


def _opml_sources(data: bytes, path: Path) -> Iterator[Source]:
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
    known: set[str] = set()
    for outline in _outlines(root, 0, path):
        source = _source_of_outline(outline, path)
        if known & set(source.feeds):
            continue
        known.update(source.feeds)
        yield source


def _outlines(element: Any, depth: int, path: Path) -> Iterator[Any]:
    if depth > _DEEPEST:
        raise Misconfigured(f"{path}: its outlines are nested more than {_DEEPEST} deep.")
    for child in element:
        if isinstance(child.tag, str):
            if _attribute(child, "xmlUrl") or _attribute(child, _WHOLE):
                yield child
            yield from _outlines(child, depth + 1, path)


def _attribute(outline: Any, name: str) -> str:
    wanted = name.lower()
    return next((str(value).strip() for key, value in outline.attrib.items() if key.lower() == wanted), "")


def _source_of_outline(outline: Any, path: Path) -> Source:
    where = f"{path}, line {outline.sourceline}"
    if whole := _attribute(outline, _WHOLE):
        return source_of(_read_whole(whole, where), where=where)
    title = _attribute(outline, "text") or _attribute(outline, "title")
    entry: dict[str, Any] = {"feeds": [_attribute(outline, "xmlUrl")]}
    if title:
        entry["name"] = title
    if identity := _attribute(outline, "trawlnetId"):
        entry["id"] = identity
    if language := _attribute(outline, "language"):
        entry["language"] = language
    source = source_of(entry, where=where)
    return _at_its_site(source, _attribute(outline, "htmlUrl"))


def _read_whole(whole: str, where: str) -> Any:
    try:
        return json.loads(whole)
    except (ValueError, RecursionError) as error:
        raise Misconfigured(f"{where}: {_WHOLE} is not JSON ({error}): remove that attribute.") from error


def _at_its_site(source: Source, site: str) -> Source:
    try:
        host = host_of(fetch_url(site)) if site else source.host
    except UnusableUrl:
        return source
    return replace(source, host=host, hosts=tuple({*source.hosts, source.host} - {host}))


def dump_opml(sources: Iterable[Source]) -> str:
    """Return OPML 2.0 that names each source's feeds, and holds the whole of each in an attribute of our own."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Trawlnet sources"
    body = etree.SubElement(root, "body")
    for source in sources:
        named = {"text": source.name, "title": source.name, "htmlUrl": f"https://{source.host}/"}
        named |= {"language": source.language} if source.language else {}
        whole = {_WHOLE: json.dumps(_entry(source), ensure_ascii=False)}
        announced = [{"type": "rss", "xmlUrl": feed} for feed in source.feeds] or [{"type": "link"}]
        for number, kind in enumerate(announced):
            etree.SubElement(body, "outline", kind | named | (whole if number == 0 else {}))
    return etree.tostring(root, pretty_print=True, encoding="unicode")
