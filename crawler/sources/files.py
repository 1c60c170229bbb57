"""Sources in files: `sources.yaml`, and (in `opml.py`) OPML. Odd values are refused, with their line."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import yaml

from contracts.errors import Misconfigured
from contracts.records import Source
from contracts.settings import default_data_dir
from crawler.sources.opml import opml_sources
from crawler.sources.records import described, source_of

SOURCES_FILE: Final = "sources.yaml"
_LARGEST_FILE: Final = 20 * 2**20


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
    return _without_twins(opml_sources(data, path) if is_opml else _yaml_sources(data, path), path)


def _without_twins(sources: Iterable[Source], path: Path) -> list[Source]:
    known: dict[str, Source] = {}
    for source in sources:
        if source.id in known:
            raise Misconfigured(f"{path}: two sources have the id {source.id!r}: give one of them another id.")
        known[source.id] = source
    return list(known.values())


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
    entries = [described(source) for source in sources]
    return yaml.safe_dump({"sources": entries}, allow_unicode=True, sort_keys=False, width=120)
