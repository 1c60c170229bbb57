"""The frontier's doorway: the URLs known, and when each is due, per host, in Redis; each change is one Lua script."""

from crawler.frontier.audit import Audit
from crawler.frontier.frontier import Frontier, endpoints_of
from crawler.frontier.leases import MISSING, Ack
from crawler.frontier.records import (
    Added,
    DeferredHost,
    FoundUrl,
    FrontierSize,
    Kind,
    Lease,
    SourceFetches,
    UrlState,
    Validators,
)
from crawler.frontier.why import HostRest, Why
from crawler.settings import CrawlSettings

__all__ = [
    "MISSING",
    "Ack",
    "Added",
    "Audit",
    "CrawlSettings",
    "DeferredHost",
    "FoundUrl",
    "Frontier",
    "FrontierSize",
    "HostRest",
    "Kind",
    "Lease",
    "SourceFetches",
    "UrlState",
    "Validators",
    "Why",
    "endpoints_of",
]
