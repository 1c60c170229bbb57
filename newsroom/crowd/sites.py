"""Invented sites, any number of them: what each answers at a moment of the virtual clock, from its seed alone.

A site tells its news in one of four ways, gives validators or none, and has a fault or none. Some of its articles are
edited after a while, some vanish.
"""

import hashlib
import random
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Final, Literal

from contracts.records import LinkRules, Source
from newsroom.crowd.schedule import LISTED, InventedSource, invented_sources
from newsroom.crowd.tellings import EDITED_AFTER_S, Story, Telling, moment, told
from newsroom.prose import prose

Giving = Literal["both", "etag", "modified", "none"]
Fault = Literal["none", "fails_first", "throttles_first", "drops_first", "slow"]
DOMAIN: Final = "crowd.test"
_TELLINGS: Final[Sequence[Telling]] = ("rss", "atom", "sitemap", "listing")
_GIVINGS: Final[Sequence[Giving]] = ("both", "etag", "modified", "none")
_FAULTS: Final[Sequence[Fault]] = ("none", "none", "fails_first", "throttles_first", "drops_first", "slow")
_PATH: Final[Mapping[Telling, str]] = {"rss": "/feed", "atom": "/atom.xml", "sitemap": "/news.xml", "listing": "/"}
_ARTICLE: Final = re.compile(r"/a/(\d{1,7})\Z")
_GONE_AFTER_S: Final = 48 * 3600.0
_SLOW_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answers, `after_s` later; `drops`: it closes the connection without a word."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    after_s: float = 0.0
    drops: bool = False


@dataclass(frozen=True)
class CrowdSite:
    """One invented site; a fault strikes the first request of each address, `slow` all of them."""

    schedule: InventedSource
    telling: Telling
    giving: Giving
    fault: Fault

    @property
    def name(self) -> str:
        """Its id as a source."""
        return self.schedule.name

    @property
    def host(self) -> str:
        """Its host, without the port."""
        return f"{self.name}.{DOMAIN}"

    def source(self, port: int, *, delay_s: float = 0.0) -> Source:
        """Return the site as a crawler's source."""
        endpoint = (f"http://{self.host}:{port}{_PATH[self.telling]}",)
        return Source(
            id=self.name,
            name=self.name,
            host=self.host,
            feeds=endpoint if self.telling in ("rss", "atom") else (),
            sitemaps=endpoint if self.telling == "sitemap" else (),
            start_pages=endpoint if self.telling == "listing" else (),
            links=LinkRules(allow=("/a/",)),
            delay_s=delay_s,
        )

    def stories(self, at: float) -> list[Story]:
        """Return the articles it lists at a moment, newest first: its latest, without those that are gone."""
        end = bisect_right(self.schedule.published, at)
        listed = (self._story(number, at) for number in range(end - 1, max(-1, end - 1 - LISTED), -1))
        return [story for story in listed if not story.gone]

    def answer(self, path: str, headers: Mapping[str, str], *, port: int, at: float, nth: int) -> Answer:
        """Return what it answers at a moment to the `nth` request (from 0) of this address."""
        struck = self._fault(nth) if path != "/robots.txt" else None
        return struck or self._conditional(self._page(path, port, at), headers)

    def _fault(self, nth: int) -> Answer | None:
        if nth > 0 or self.fault in ("none", "slow"):
            return None
        if self.fault == "drops_first":
            return Answer(drops=True)
        if self.fault == "throttles_first":
            return Answer(b"Too many.", 429, (("Content-Type", "text/plain"), ("Retry-After", "1")))
        return Answer(b"Broken.", 500, (("Content-Type", "text/plain"),))

    def _page(self, path: str, port: int, at: float) -> Answer:
        if path == "/robots.txt":
            return Answer(b"User-agent: *\nDisallow:\n", headers=(("Content-Type", "text/plain"),))
        if path == _PATH[self.telling]:
            return self._endpoint(port, at)
        found = _ARTICLE.match(path)
        return self._article(int(found[1]), at) if found else _missing(404)

    def _conditional(self, page: Answer, headers: Mapping[str, str]) -> Answer:
        after_s = _SLOW_S if self.fault == "slow" else 0.0
        given = dict(page.headers)
        known, since = headers.get("if-none-match"), headers.get("if-modified-since")
        unchanged = known == given.get("ETag") if known is not None else since == given.get("Last-Modified", "")
        if page.status == 200 and (known or since) and unchanged:
            return Answer(status=304, headers=page.headers, after_s=after_s)
        return Answer(page.body, page.status, page.headers, after_s)

    def _with_validators(self, body: bytes, content_type: str, changed: float) -> Answer:
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = [("Content-Type", content_type)]
        headers += [("ETag", etag)] if self.giving in ("both", "etag") else []
        modified = format_datetime(moment(changed), usegmt=True)
        headers += [("Last-Modified", modified)] if self.giving in ("both", "modified") else []
        return Answer(body, headers=tuple(headers))

    def _endpoint(self, port: int, at: float) -> Answer:
        stories, origin = self.stories(at), f"http://{self.host}:{port}"
        body, content_type = told(self.telling, stories, origin, states=self.schedule.states)
        return self._with_validators(body.encode(), content_type, max((s.changed for s in stories), default=0.0))

    def _story(self, number: int, at: float) -> Story:
        published = self.schedule.published[number]
        edited = number % 7 == 3 and at >= published + EDITED_AFTER_S
        return Story(number, published, edited, number % 29 == 11 and at >= published + _GONE_AFTER_S)

    def _article(self, number: int, at: float) -> Answer:
        if number >= len(self.schedule.published) or self.schedule.published[number] > at:
            return _missing(404)
        story = self._story(number, at)
        if story.gone:
            return _missing(410)
        title = f"Story {number} of {self.name}"
        corrected = "<p>An earlier version of this story had a wrong figure.</p>" if story.edited else ""
        body = (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta property="article:published_time" content="{moment(story.published).isoformat()}"></head>'
            f"<body><article><h1>{title}</h1>{prose(f'{self.name} {number}')}{corrected}</article></body></html>"
        )
        return self._with_validators(body.encode(), "text/html; charset=utf-8", story.changed)


def crowd(number: int, *, days: float, sigma: float, seed: int) -> list[CrowdSite]:
    """Return the sites of a seed; every telling, giving and fault is there from 12 sites on."""
    made = []
    for index, schedule in enumerate(invented_sources(number, days=days, sigma=sigma, seed=seed)):
        draw = random.Random(f"{seed}:{index}:ways")
        giving = _GIVINGS[(index + index // 4) % 4]
        made.append(CrowdSite(schedule, _TELLINGS[index % 4], giving, _FAULTS[(index + draw.choice((0, 6))) % 6]))
    return made


def _missing(status: int) -> Answer:
    return Answer(b"There is nothing here.", status, (("Content-Type", "text/plain"),))
