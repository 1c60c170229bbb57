"""How a room's settings are read: `TRAWLNET_*` from the environment, then `trawlnet.toml`, then the defaults.

Each room has one frozen class that derives from `RoomSettings`. `trawlnet.toml` is looked for in the working folder,
then in the data folder; `TRAWLNET_CRAWL_DELAY_S=2` and `[crawl] delay_s = 2` say the same. An unknown setting is
refused.
"""

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from contracts.errors import Misconfigured

S = TypeVar("S", bound="RoomSettings")
PREFIX = "TRAWLNET_"
SETTINGS_FILE = "trawlnet.toml"
_NOT_OURS = ("TRAWLNET_TEST_", "TRAWLNET_PARENT_PID")


def default_data_dir() -> Path:
    """Return the data folder: TRAWLNET_DATA_DIR, else the platform's user data folder/trawlnet."""
    named = os.environ.get("TRAWLNET_DATA_DIR")
    return Path(named).expanduser() if named else platformdirs.user_data_path("trawlnet", appauthor=False)


def settings_file() -> Path | None:
    """Return the `trawlnet.toml` in force, or None: the working folder's before the data folder's."""
    candidates = (Path.cwd() / SETTINGS_FILE, default_data_dir() / SETTINGS_FILE)
    return next((path for path in candidates if path.is_file()), None)


def _file_values() -> dict[str, Any]:
    path = settings_file()
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path} is not valid TOML: {error}. Mend that line and try again.") from error


class _FileSource(PydanticBaseSettingsSource):
    """The values of one room's table in `trawlnet.toml`; the shared class reads the top level."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        cls = self.settings_cls
        table = getattr(cls, "table", "")
        values = _file_values()
        chosen = values.get(table, {}) if table else values
        return {name: chosen[name] for name in cls.model_fields if name in chosen}


class RoomSettings(BaseSettings):
    """The base of every room's settings class; `table` is its table in `trawlnet.toml` ("" for the top level)."""

    table: ClassVar[str] = ""
    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, env_settings, _FileSource(settings_cls))


class StoreSettings(RoomSettings):
    """Where the state lives: one Redis or Valkey, and the data folder."""

    redis_url: str | None = Field(
        default=None,
        pattern=r"^(redis|rediss|unix)://",
        description="Redis 7.0 or newer, or Valkey; unset: Valkey is started in the data folder.",
    )
    data_dir: Path = Field(
        default_factory=default_data_dir,
        description="Holds the embedded Valkey and index, the archive and keys.",
    )


def load(kind: type[S], **overrides: Any) -> S:
    """Return a room's settings; raises `Misconfigured` with one sentence that names the setting at fault."""
    try:
        return kind(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{kind.model_config.get('env_prefix', PREFIX)}{'_'.join(str(part) for part in first['loc'])}".upper()
        raise Misconfigured(f"The setting {name} is not usable: {first['msg']} (it is {first['input']!r}).") from error


def refuse_unknown(kinds: Iterable[type[RoomSettings]], environ: Mapping[str, str] | None = None) -> None:
    """Raise `Misconfigured` if the environment or `trawlnet.toml` names a setting that no room has."""
    kinds = tuple(kinds)
    known = {
        f"{kind.model_config.get('env_prefix', PREFIX)}{name}".upper() for kind in kinds for name in kind.model_fields
    }
    for name in os.environ if environ is None else environ:
        if name.startswith(PREFIX) and not name.startswith(_NOT_OURS) and name not in known:
            raise Misconfigured(f"{name} is not a setting of Trawlnet: {_nearest(name, known)}")
    _refuse_unknown_in_file(kinds)


def _refuse_unknown_in_file(kinds: tuple[type[RoomSettings], ...]) -> None:
    tables: dict[str, set[str]] = {}
    for kind in kinds:
        tables.setdefault(kind.table, set()).update(kind.model_fields)
    shared = tables.pop("", set())
    for key, value in _file_values().items():
        if isinstance(value, dict) and key in tables:
            for name in value.keys() - tables[key]:
                raise _not_a_setting(f"[{key}] {name}", name, tables[key])
        elif key not in shared:
            raise _not_a_setting(key, key, shared | set(tables))


def _not_a_setting(shown: str, name: str, known: set[str]) -> Misconfigured:
    return Misconfigured(f"{settings_file()}: {shown} is not a setting of Trawlnet: {_nearest(name, known)}")


def _nearest(name: str, known: set[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f"did you mean {close[0]}?" if close else "docs/settings.md lists those that there are."
