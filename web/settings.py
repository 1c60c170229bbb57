"""What the web process may be told: where it listens, which names it answers to, and its key."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from contracts.settings import PREFIX, RoomSettings

_OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")


class WebSettings(RoomSettings):
    """Where the pages and the API are served. Read once by the entry point, then passed on."""

    table: ClassVar[str] = "web"
    model_config = SettingsConfigDict(env_prefix=f"{PREFIX}WEB_", frozen=True, extra="ignore", env_ignore_empty=True)

    host: str = Field(default="127.0.0.1", min_length=1, description="The address to listen on; 0.0.0.0 for all.")
    port: int = Field(default=8080, ge=1, le=65535, description="The port to listen on.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Further names this server answers to in the Host header, without ports, divided by commas; "
        "`*` for any.",
    )
    key: str | None = Field(
        default=None,
        min_length=16,
        description="What a request that changes something must show; unset: made once, in the data folder's web.key.",
    )
    page_size: int = Field(default=20, ge=1, le=100, description="Hits on one page of the search.")

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _divided(cls, names: Any) -> Any:
        """Return the names that a text holds between commas; a list from a file is taken as it is."""
        return tuple(name.strip() for name in names.split(",") if name.strip()) if isinstance(names, str) else names

    @property
    def host_names(self) -> frozenset[str]:
        """Every name this server answers to, lower-case."""
        return frozenset(name.lower() for name in (*_OWN_NAMES, self.host, *self.allowed_hosts))
