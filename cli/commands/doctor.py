"""`trawlnet doctor`: each part, its version, whether it answers, and what to do about what does not."""

import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Annotated, Final

import typer

from cli.console import emit_json, table
from cli.parts import Parts, open_parts
from contracts.errors import TrawlnetError
from contracts.names import Role
from contracts.settings import settings_file
from contracts.store import check_store, shown

_LEAST_FREE_BYTES: Final = 1_000_000_000
_ROLES: Final[tuple[Role, ...]] = ("crawler", "worker", "indexer", "web")


@dataclass(frozen=True)
class Finding:
    """What was found of one part; `remedy` says what to do where `ok` is false."""

    part: str
    ok: bool
    version: str
    detail: str
    remedy: str = ""


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("doctor")
    def doctor(json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> int:
        """Look at each part: what is reachable, which version, and what to do about what is not."""
        with open_parts() as parts:
            findings = examine(parts)
        if json:
            emit_json(findings)
        else:
            table(
                ("part", "", "version", "found", "to do"),
                ((one.part, "ok" if one.ok else "!", one.version, one.detail, one.remedy) for one in findings),
            )
        return 0 if all(one.ok for one in findings) else 1


def examine(parts: Parts) -> list[Finding]:
    """Return what was found of each part, in the order in which they depend on each other."""
    looks: tuple[tuple[str, Callable[[Parts], Finding]], ...] = (
        ("trawlnet", _program),
        ("data folder", _data_folder),
        ("store", _store),
        ("index", _index),
        ("processes", _processes),
        ("sources", _sources),
        ("sign-ins", _sign_ins),
        ("browser", _browser),
    )
    return [_looked_at(name, look, parts) for name, look in looks]


def _looked_at(name: str, look: Callable[[Parts], Finding], parts: Parts) -> Finding:
    try:
        return look(parts)
    except TrawlnetError as error:
        return Finding(name, False, "–", "does not work", str(error))
    except Exception as error:
        return Finding(name, False, "–", type(error).__name__, f"{error}"[:300])


def _program(_parts: Parts) -> Finding:
    file = settings_file()
    settings = f"settings from {file}" if file else "no trawlnet.toml"
    return Finding(
        "trawlnet", True, version("trawlnet"), f"Python {platform.python_version()} on {sys.platform}; {settings}"
    )


def _data_folder(parts: Parts) -> Finding:
    free = shutil.disk_usage(parts.data_dir).free
    detail = f"{parts.data_dir}, {free / 1e9:.1f} GB free"
    remedy = "Free some disk, or set TRAWLNET_DATA_DIR to a folder with more room." if free < _LEAST_FREE_BYTES else ""
    return Finding("data folder", not remedy, "–", detail, remedy)


def _store(parts: Parts) -> Finding:
    info = check_store(parts.client, url=parts.store_url)
    server = "Valkey" if info.get("server_name") == "valkey" else "Redis"
    number = info.get("valkey_version") or info["redis_version"]
    where = "embedded" if parts.embedded is not None else shown(parts.store_url)
    durable = bool(int(info.get("aof_enabled", 0)))
    remedy = "" if durable else "Switch its append-only file on (appendonly yes): a restart would lose pages in flight."
    used = int(info["used_memory"]) / 1e6
    return Finding("store", durable, f"{server} {number}", f"{where}, {used:.0f} MB used", remedy)


def _index(parts: Parts) -> Finding:
    health = parts.index.check()
    detail = f"{health.documents} articles; {health.detail}"
    return Finding("index", True, f"{health.name} {health.version}", detail)


def _processes(parts: Parts) -> Finding:
    alive = [process.role for process in parts.ledger.report().workers]
    missing = [role for role in _ROLES if role not in alive]
    detail = ", ".join(f"{alive.count(role)} {role}" for role in _ROLES if role in alive) or "none runs"
    some_missing = bool(alive) and bool(missing)
    remedy = f"Start the missing: {', '.join(missing)} (`trawlnet up` starts all of them)." if some_missing else ""
    return Finding("processes", not some_missing, "–", detail, remedy)


def _sources(parts: Parts) -> Finding:
    sources = parts.catalogue.list()
    enabled = sum(source.enabled for source in sources)
    remedy = "" if sources else "Write a sources.yaml (docs/sources.md), or `trawlnet sources add URL`."
    return Finding("sources", True, "–", f"{len(sources)} known, {enabled} enabled", remedy)


def _sign_ins(parts: Parts) -> Finding:
    asked = sorted(source.id for source in parts.catalogue.list() if source.sign_in is not None)
    file = parts.settings.crawl.secrets_file
    parts.settings.crawl.check_secrets()
    nameless = bool(asked) and file is None
    remedy = f"Name the file of secrets in TRAWLNET_CRAWL_SECRETS_FILE, for {', '.join(asked)}." if nameless else ""
    return Finding(
        "sign-ins", not nameless, "–", f"{len(asked)} sources sign in; secrets in {file or 'no file'}", remedy
    )


def _browser(parts: Parts) -> Finding:
    rendered = [source.id for source in parts.catalogue.list() if source.rendering]
    if not rendered:
        return Finding("browser", True, "–", "no source asks for one")
    from crawler.rendering.browser import trouble_with

    trouble = trouble_with(parts.settings.crawl)
    return Finding("browser", trouble is None, "–", f"{len(rendered)} sources are rendered", trouble or "")
