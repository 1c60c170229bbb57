"""What the API sends and takes that no other room has a record for."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.records import Source
from crawler.health import Health

_Urls = Annotated[list[Annotated[str, Field(max_length=2048)]], Field(max_length=200)]
_Rules = Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=100)]
_Name = Annotated[str, Field(max_length=300)]


class ErrorAnswer(BaseModel):
    """Every answer of 400 and above: the error's name, and one sentence that says what to do."""

    error: str
    detail: str


class NewLinkRules(BaseModel):
    """Which links of a source are articles: regular expressions searched in the URL."""

    model_config = ConfigDict(extra="forbid")

    allow: _Rules = []
    deny: _Rules = []
    follow: _Rules = []


class NewSelectors(BaseModel):
    """CSS selectors that mend the reading of a source's pages; of several for one thing the first that finds holds."""

    model_config = ConfigDict(extra="forbid")

    body: _Rules = []
    title: _Rules = []
    time: _Rules = []
    author: _Rules = []
    keep: _Rules = []
    drop: _Rules = []


class NewSource(BaseModel):
    """A source to crawl; one of host, feeds, sitemaps and start_pages is needed. A known id is replaced."""

    model_config = ConfigDict(extra="forbid")

    name: _Name | None = None
    id: _Name | None = None
    host: _Name | None = None
    hosts: Annotated[list[_Name], Field(max_length=100)] = []
    country: _Name | None = None
    language: _Name | None = None
    feeds: _Urls = []
    sitemaps: _Urls = []
    start_pages: _Urls = []
    links: NewLinkRules = NewLinkRules()
    delay_s: Annotated[float, Field(ge=0, le=3600)] | None = None
    enabled: bool = True
    paused: bool = False
    collections: Annotated[list[_Name], Field(max_length=50)] = []
    hours: Annotated[list[_Name], Field(max_length=50)] = []
    rendering: bool = False
    user_agent: _Name | None = None
    headers: Annotated[dict[str, str], Field(max_length=50)] = {}
    proxy: _Name | None = None
    sign_in: _Name | None = None
    selectors: NewSelectors | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSource(Source):
    """A source of the catalogue, and how it does."""

    health: Health


class Changed(BaseModel):
    """How many things a request changed."""

    changed: int
