"""What a source yields right now: one fetch of each endpoint, and of one article of each kind of endpoint."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from contracts.article import Article
from contracts.errors import Rejected
from contracts.records import Page, PageId, Source
from crawler.checks.looker import Looker
from crawler.checks.reports import Checked, CheckReport, ReadArticle
from crawler.discovery.links import links_in
from crawler.discovery.sniffing import sniffed, unpacked
from crawler.discovery.texts import NotAFeed
from crawler.fetching.exchange import Answer, FetchFailed
from crawler.frontier import FoundUrl, Kind, endpoints_of
from crawler.settings import CrawlSettings
from crawler.sources.link_rules import rule_for
from workers.clean import clean

_MOST_ENDPOINTS: Final = 20
_MOST_CHILDREN: Final = 2
_OPENING: Final = 200
_MOST_TAGS: Final = 12


class SourceChecker:
    """Looks at a source's endpoints one after the other, then at articles, as politely as a crawl."""

    def __init__(self, looker: Looker, source: Source, settings: CrawlSettings, tell: Callable[[str], None]) -> None:
        self._looker = looker
        self._source = source
        self._settings = settings
        self._tell = tell

    async def report(self) -> CheckReport:
        """Return what was found, endpoints first."""
        checked: list[Checked] = []
        articles: dict[str, FoundUrl] = {}
        queue: list[tuple[Kind, str]] = list(endpoints_of(self._source))[:_MOST_ENDPOINTS]
        children = 0
        while queue:
            kind, url = queue.pop(0)
            one, found = await self._endpoint(kind, url)
            checked.append(one)
            first = next((link for link in found if link.kind == "article"), None)
            if first is not None and first.url not in {known.url for known in articles.values()}:
                articles.setdefault(one.form, first)
            child = next((link for link in found if link.kind == "sitemap"), None)
            if child is not None and first is None and children < _MOST_CHILDREN:
                children += 1
                queue.append(("sitemap", child.url))
        for link in articles.values():
            checked.append(await self._article(link))
        return CheckReport(source_id=self._source.id, checked=tuple(checked))

    async def _endpoint(self, kind: Kind, url: str) -> tuple[Checked, list[FoundUrl]]:
        self._tell(url)
        try:
            answer = await self._looker.answer(url)
            body = self._looker.body_of(answer)
            found = self._named(kind, answer, body) if answer.status in (200, 203) else []
        except (FetchFailed, NotAFeed) as error:
            reason = error.reason if isinstance(error, FetchFailed) else f"NotAFeed: {error}"
            return Checked(url=url, kind=kind, problem=reason), []
        articles = [link for link in found if link.kind == "article"]
        times = [at for link in articles if (at := link.hints.published_at or link.hints.updated_at)]
        one = replace(
            _answered(url, kind, answer, body),
            form=sniffed(unpacked(body, self._most_bytes)),
            articles=len(articles),
            further=len(found) - len(articles),
            dated=len(times),
            newest=max(times, default=None),
            samples=tuple(link.url for link in articles[:3]),
        )
        if one.problem is None and not found:
            one = replace(one, problem="names no article by the rules")
        return one, found

    @property
    def _most_bytes(self) -> int:
        return 5 * self._settings.max_page_bytes

    def _named(self, kind: Kind, answer: Answer, body: bytes) -> list[FoundUrl]:
        content_type = answer.header("Content-Type")
        return list(
            links_in(
                body,
                kind=kind,
                source=self._source,
                url=answer.url,
                content_type=content_type,
                max_bytes=self._most_bytes,
            )
        )

    async def _article(self, link: FoundUrl) -> Checked:
        self._tell(link.url)
        rule = rule_for(self._source, link.url)
        try:
            answer = await self._looker.answer(link.url)
            body = self._looker.body_of(answer)
        except FetchFailed as failed:
            return Checked(url=link.url, kind="article", problem=failed.reason, link_rule=rule)
        one = replace(_answered(link.url, "article", answer, body), link_rule=rule, found_in=link.hints.found_in)
        if one.problem is not None:
            return one
        page = self._page(link, answer, body)
        generic = clean(replace(page, selectors=None)) if page.selectors is not None else None
        if isinstance(generic, Article):
            one = replace(one, generic=_read(generic))
        result = clean(page)
        if isinstance(result, Rejected):
            return replace(one, rejected=result.reason, problem=f"{result.reason}: {result.detail}")
        return replace(one, read=_read(result))

    def _page(self, link: FoundUrl, answer: Answer, body: bytes) -> Page:
        return Page(
            id=PageId("check"),
            source=self._source.ref(),
            url=link.url,
            final_url=answer.url,
            status=answer.status,
            headers=answer.headers,
            fetched_at=datetime.now(UTC),
            body=body,
            hints=link.hints,
            selectors=self._source.selectors,
        )


def _answered(url: str, kind: Kind, answer: Answer, body: bytes) -> Checked:
    ok = answer.status in (200, 203)
    return Checked(
        url=url,
        kind=kind,
        final_url=answer.url,
        status=answer.status,
        content_type=answer.header("Content-Type"),
        size=len(body),
        problem=None if ok else f"HTTP {answer.status}",
    )


def _read(article: Article) -> ReadArticle:
    removed: dict[str, int] = {}
    for piece in article.removed:
        removed[piece.reason] = removed.get(piece.reason, 0) + 1
    published, summary = article.published_at, article.summary
    return ReadArticle(
        title=article.title,
        language=article.language,
        words=article.word_count,
        opening=article.text[:_OPENING],
        published_at=published.instant if published else None,
        published_by=f"{published.basis}, to the {published.precision}" if published else "",
        updated_at=article.updated_at.instant if article.updated_at else None,
        authors=article.authors,
        publisher=article.publisher.name if article.publisher else None,
        section=article.section,
        canonical_url=article.canonical_url,
        summary=summary.text if summary else None,
        summary_by=summary.method if summary else "",
        tags=tuple((_label(tag.labels, tag.concept), tag.basis) for tag in article.tags[:_MOST_TAGS]),
        removed=removed,
        read_as="; ".join(event.detail for event in article.trace if event.detail),
    )


def _label(labels: dict[str, str], concept: str) -> str:
    return next(iter(labels.values()), concept)
