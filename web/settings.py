"""What the web process may be told: where it listens, which names it answers to, and its key."""

from typing import ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from contracts.settings import PREFIX, RoomSettings

_OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")


class WebSettings(RoomSettings):
    """Where the pages and the API are served. Read once by the entry point, then passed on."""

    table: ClassVar[str] = "web"
    model_config = SettingsConfigDict(env_prefix=f"{PREFIX}WEB_", frozen=True, extra="ignore", env_ignore_empty=True)

    host: str = Field(default="127.0.0.1", min_length=1, description="The address to listen on; 0.0.0.0 for all.")
    port: int = Field(default=8080, ge=1, le=65535, description="The port to listen on.")
    allowed_hosts: tuple[str, ...] = Field(
        default=(),
        description="Further names this server answers to in the Host header, without ports, as a JSON list; "
        '`["*"]` for any.',
    )
    key: str | None = Field(
        default=None,
        min_length=16,
        description="What a request that changes something must show; unset: made once, in the data folder's web.key.",
    )
    page_size: int = Field(default=20, ge=1, le=100, description="Hits on one page of the search.")

    @property
    def host_names(self) -> frozenset[str]:
        """Every name this server answers to, lower-case."""
        return frozenset(name.lower() for name in (*_OWN_NAMES, self.host, *self.allowed_hosts))
