"""How pages are worked on: how many at once, for how long, and how often again."""

from typing import ClassVar, Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from contracts.settings import RoomSettings


class WorkerSettings(RoomSettings):
    """The limits of the workers and of the ledger. Read once by the entry point, then passed on."""

    table: ClassVar[str] = "worker"
    model_config = SettingsConfigDict(env_prefix="TRAWLNET_WORKER_")

    concurrency: int = Field(default=2, ge=1, le=256, description="Processes that clean and enrich, in one worker.")
    cleaning: Literal["full", "fast"] = Field(
        default="full",
        description="How an article's text is found: fast asks no extractor, and is wrong a little more often.",
    )
    lease_s: float = Field(
        default=10.0, ge=0.5, le=300, description="A row whose worker is silent so long is ready again."
    )
    max_attempts: int = Field(default=5, ge=1, le=100, description="Claims of one stage without an end: then dead.")
    max_bug_attempts: int = Field(
        default=2, ge=1, le=100, description="Attempts at a page that raises a bug: then dead."
    )
    retry_delay_s: float = Field(
        default=1.0, gt=0, le=3600, description="First wait before another attempt; it doubles."
    )
    max_retry_delay_s: float = Field(
        default=60.0, gt=0, le=86400, description="The longest wait before another attempt."
    )
    max_bytes: int = Field(
        default=512 * 1024**2, ge=1024, description="Bytes of pages in flight above which the crawler rests."
    )
    memory_share: float = Field(
        default=0.7, gt=0, le=1, description="Share of the store's maxmemory above which the crawler rests."
    )
    max_batch: int = Field(default=500, ge=1, le=500, description="Articles written to the index at once.")
    max_batch_bytes: int = Field(default=5 * 1024**2, ge=1024, description="Bytes written to the index at once.")
    soft_limit_s: float = Field(
        default=90.0, gt=0, description="A page that takes longer is given up, to be tried again."
    )
    hard_limit_s: float = Field(default=120.0, gt=0, description="A process that takes longer for one page is killed.")
    stop_s: float = Field(default=4.0, gt=0, le=60, description="How long a stopping process may finish its page.")
    pause_s: float = Field(
        default=2.0, gt=0, le=60, description="Rest between two tries to reach an index that is down."
    )
    memory_sources: int = Field(
        default=1000, ge=1, le=100_000, description="Sources whose recurring blocks are remembered, the latest seen."
    )
    memory_articles: int = Field(
        default=120, ge=24, le=1000, description="Articles of a source from which its recurring blocks are learned."
    )
