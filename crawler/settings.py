"""How politely, how widely and within which bounds we fetch; read once by the entry point, then passed on."""

from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from contracts.settings import PREFIX, RoomSettings
from crawler.fetching.resolve_map import parse_rule
from crawler.sources.sign_ins import read_sign_ins

Texts = Annotated[tuple[str, ...], NoDecode]


class CrawlSettings(RoomSettings):
    """The settings of the crawler; lists are written with commas in the environment, as lists in `trawlnet.toml`."""

    table: ClassVar[str] = "crawl"
    model_config = SettingsConfigDict(
        env_prefix=f"{PREFIX}CRAWL_", frozen=True, extra="ignore", env_ignore_empty=True, validate_default=True
    )

    user_agent: str = Field(
        default="Trawlnet/0.1 (news crawler; operator has set no contact address)",
        min_length=1,
        max_length=300,
        pattern=r"^[\x20-\x7e]+$",
        description="Names us and should give a contact address; its first word is our name in robots.txt.",
    )
    delay_s: float = Field(default=1.0, gt=0, le=3600, description="Rest between fetches of one host.")
    concurrency: int = Field(default=16, ge=1, le=256, description="Fetches in flight in one crawler process.")
    host_cap: int = Field(default=4, ge=1, le=64, description="Fetches in flight at one host whose delay is 0.")
    timeout_s: float = Field(default=30.0, gt=0, le=300, description="The longest a fetch may take, body included.")
    max_page_bytes: int = Field(default=10 * 2**20, ge=1024, le=100 * 2**20, description="The largest body read.")
    resolve: Texts = Field(
        default=(),
        description="Hosts with addresses of your own, tried in order: `pattern[:port]=address[:port]`, as in "
        "`*.localhost=127.0.0.1`; the address may be a host name, and may be private.",
    )
    allow_private: Texts = Field(default=(), description="Host patterns that may resolve to private addresses.")
    secrets_file: Path | None = Field(
        default=None,
        description="The file of what signs in at sources (cookies, basic passwords), in YAML or TOML, readable by its "
        "owner alone; a source's `sign_in` names an entry of it.",
    )
    insecure_tls: Texts = Field(
        default=(), description="Host patterns whose certificates are not verified, such as those of an old archive."
    )
    ca_file: Path | None = Field(
        default=None, description="A PEM file of certificate authorities that are believed beside the machine's own."
    )
    max_redirects: int = Field(default=5, ge=0, le=20, description="Redirects followed for one URL.")
    max_tries: int = Field(default=3, ge=1, le=20, description="Failed fetches of a URL until it is given up.")
    retry_s: float = Field(
        default=2.0,
        gt=0,
        le=86400,
        description="Wait after a first failure in a run, then four times that; 30 times as long in a standing crawl.",
    )
    throttle_s: float = Field(default=10.0, gt=0, le=86400, description="Rest of a host that says 429 or 503, doubled.")
    robots_retry_s: float = Field(
        default=300.0, gt=0, le=86400, description="Rest of a host without robots.txt answer."
    )
    robots_ttl_s: float = Field(default=86400.0, gt=0, le=86400, description="How long a robots.txt is believed.")
    robots_keep_s: float = Field(
        default=86400.0,
        ge=0,
        le=30 * 86400,
        description="How long after that the last good robots.txt is gone by while its host can't be reached.",
    )
    crawl_delay_max_s: float = Field(
        default=300.0, ge=1, le=3600, description="The longest Crawl-delay of a robots.txt that is obeyed as written."
    )
    patience_s: float = Field(default=60.0, ge=0, description="A host that asks a run to wait longer is deferred.")
    lease_s: float = Field(default=6.0, ge=2, le=600, description="Until a dead crawler's URLs are given to others.")
    polls_a_day: float = Field(
        default=48.0,
        gt=0,
        le=100_000,
        description="Visits of feeds, sitemaps and listings a day and source, on the average of all sources: those "
        "that publish most are asked most.",
    )
    polls_a_host_hour: int = Field(
        default=720,
        ge=1,
        description="Visits of feeds, sitemaps and listings an hour at one host, all sources together.",
    )
    revisit_min_s: float = Field(default=60.0, gt=0, description="The shortest time between visits of a feed.")
    revisit_first_s: float = Field(
        default=1800.0, gt=0, description="The time until a feed is visited again whose first visit told nothing."
    )
    revisit_max_s: float = Field(default=86400.0, gt=0, description="The longest time between visits of a feed.")
    address_cap: int = Field(
        default=16,
        ge=1,
        le=10_000,
        description="Fetches in flight at one server address, whatever its hosts are called.",
    )
    max_waiting_urls: int = Field(
        default=1_000_000,
        ge=100,
        description="URLs known but not fetched, in all; what is found beyond waits its turn.",
    )
    max_waiting_of_host: int = Field(default=250_000, ge=10, description="The same, at one host.")
    gone_asks: int = Field(
        default=3, ge=2, le=20, description="How often in a row a former article answers 404 or 410."
    )
    gone_rest_s: float = Field(
        default=21_600.0, gt=0, description="Time between two of these, until it counts as gone."
    )
    back_fill_per_hour: int = Field(
        default=1200, ge=1, le=3_600_000, description="Fetches of old articles (back-fill) of a host, an hour."
    )
    back_fill_articles: int = Field(
        default=20_000, ge=1, description="Old articles that one back-fill takes of a source; it says what is left."
    )
    max_depth: int = Field(default=20, ge=1, le=1000, description="How many listings may lie between start and page.")
    max_listings: int = Field(
        default=50,
        ge=1,
        description="Fetches of one shape of address that may be in vain, listing pages included; each article that "
        "says something new allows one more.",
    )
    max_links: int = Field(default=50_000, ge=1, le=1_000_000, description="Links taken from one feed or sitemap.")
    archive: str = Field(
        default="",
        description="Where fetched pages are kept: a folder (unset: `archive` in the data folder), an fsspec address "
        "such as `s3://bucket/news` to which closed files are moved, or `off`.",
    )
    reclean_per_minute: int = Field(
        default=240,
        ge=0,
        le=100_000,
        description="Archived pages a minute that are cleaned again when their source's memory has learned something, "
        "while no fresh page waits; 0: none.",
    )
    archive_file_bytes: int = Field(default=256 * 2**20, ge=2**20, description="A WARC file is closed at this size.")
    browser: str = Field(
        default="",
        description="The Chromium that renders pages, by name or path; unset: the usual names on the PATH.",
    )
    browser_user: str = Field(
        default="nobody", description="As whom the browser runs where the crawler is root; never as root."
    )
    browser_sandbox: bool = Field(
        default=True, description="Whether the browser must build its sandbox; where it can't, no page is rendered."
    )
    rendering_pages: int = Field(default=2, ge=1, le=16, description="Pages rendered at a time in one process.")
    rendering_s: float = Field(default=20.0, ge=1, le=120, description="The longest that rendering a page may take.")
    rendering_requests: int = Field(
        default=60, ge=0, le=1000, description="Further files that a rendered page may ask for."
    )
    archive_file_s: float = Field(default=3600.0, ge=1, le=86400, description="A WARC file is closed at this age.")

    @field_validator("resolve", "allow_private", "insecure_tls", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("resolve")
    @classmethod
    def _parseable(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for text in value:
            parse_rule(text)
        return value

    def check_secrets(self) -> None:
        """Raise `Misconfigured` if there is to be a file of secrets and it is not as it must be."""
        if self.secrets_file is not None:
            read_sign_ins(self.secrets_file)

    @property
    def robots_name(self) -> str:
        """The product token that robots.txt groups are matched with (RFC 9309 §2.2.1)."""
        return self.user_agent.split("/")[0].split(" ")[0]
