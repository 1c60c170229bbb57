"""How a rendered page reaches the web: through the crawler's own downloader, its guard, robots service and archive."""

from collections.abc import Mapping
from typing import Any

from scrapy import Request

from contracts.records import Source
from contracts.urls import host_and_port_of
from crawler.archive import Exchange, Visit
from crawler.crew import Crew
from crawler.directives.reading import Directives, directives_of
from crawler.fetching.exchange import Answer, answer_of, failure_of, headers_for
from crawler.rendering.renderer import Reach, Renderer
from crawler.robots import RobotsService


def renderer_for(crawler: Any, crew: Crew, robots: RobotsService) -> Renderer:
    """Return a renderer whose pages ask as this crawler asks."""
    paths = _Paths(crawler, crew, robots)
    return Renderer(
        crawler, crew.settings, Reach(ask=paths.ask, allows=paths.allows, forbids=paths.forbids, keep=paths.keep)
    )


class _Paths:
    """What `Reach` asks for."""

    def __init__(self, crawler: Any, crew: Crew, robots: RobotsService) -> None:
        self._crawler = crawler
        self._crew = crew
        self._robots = robots

    async def ask(self, source: Source, url: str, headers: Mapping[str, str]) -> Answer:
        crew, settings = self._crew, self._crew.settings
        carried = {**headers, **headers_for(settings), "Accept": headers.get("accept", "*/*")}
        carried.pop("accept", None)
        request = Request(
            url,
            headers=carried | crew.requests.headers(source, url),
            meta={"download_timeout": settings.timeout_s} | crew.requests.meta(source),
            dont_filter=True,
        )
        try:
            return answer_of(await self._crawler.engine.download_async(request))
        except Exception as error:
            raise failure_of(error, url=url, was_refused=crew.resolver.was_refused) from error

    async def allows(self, source: Source, url: str) -> bool:
        if self._crew.requests.refused(source, url):
            return False
        verdict = await self._robots.verdict(url, user_agent=source.user_agent)
        return verdict.failed is None and verdict.allowed

    def forbids(self, answer: Answer, body: bytes) -> bool:
        return self._told(answer, body).noindex(answer.at) is not None

    async def keep(self, parts: list[Answer], bodies: list[bytes]) -> None:
        told = [self._told(parts[0], body) for body in bodies]
        if not any(one.noarchive or one.noindex(parts[0].at) for one in told):
            await self._crew.deliver(self._note_all, parts)

    def _told(self, answer: Answer, body: bytes) -> Directives:
        return directives_of(answer, body, token=self._crew.settings.robots_name)

    def _note_all(self, answers: list[Answer]) -> None:
        for answer in answers:
            self._note(answer)

    def _note(self, answer: Answer) -> None:
        visit = Visit(uid=f"part:{host_and_port_of(answer.url)}", url=answer.url, status=answer.status, at=answer.at)
        exchange = Exchange(
            request_headers=answer.request_headers,
            headers=answer.headers,
            wire_body=answer.wire_body,
            ip_address=answer.ip_address,
        )
        self._crew.archive.note(visit, exchange)
