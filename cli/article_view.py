"""An article as the commands show it to a person."""

from datetime import UTC
from typing import TYPE_CHECKING

from rich.markup import escape

from cli.console import out, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contracts.article import Article, KeyPoint, Moment, Summary, Tag
    from contracts.records import AiUsage


def print_article(article: "Article") -> None:
    """Print an article: title, source, time, summary and key points, text, tags, and what was removed and why."""
    out.print(f"[bold]{escape(article.title)}[/bold]")
    say(" · ".join(_origin(article)))
    say(f"{article.canonical_url}\n")
    _print_digest(article.summary, article.key_points)
    say(f"{article.text}\n")
    for digest in article.other_digests:
        _print_digest(digest.summary, digest.key_points)
    if article.tags:
        say("tags: " + ", ".join(" / ".join(tag_names(tag, article.language)) for tag in article.tags))
    if article.ai_usage:
        say(f"use by AI: {_usage(article.ai_usage)}")
    for piece in article.removed:
        say(f"removed ({piece.reason}): {' '.join(piece.text.split())[:100]}")


def tag_names(tag: "Tag", language: str) -> list[str]:
    """Return a tag's names without repeats: in the article's language first, then in English, then the others."""
    wanted = (language, language.split("-", maxsplit=1)[0], "en")
    named = [tag.labels[code] for code in wanted if code in tag.labels]
    return list(dict.fromkeys([*named, *tag.labels.values()])) or [tag.concept]


def short_time(moment: "Moment") -> str:
    """Return a moment as `2025-06-12 09:30 UTC`, or less of it where less is known."""
    shapes = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "hour": "%Y-%m-%d %Hh UTC"}
    return moment.instant.astimezone(UTC).strftime(shapes.get(moment.precision, "%Y-%m-%d %H:%M UTC"))


def _origin(article: "Article") -> "Iterator[str]":
    """Where an article is from: its source, who wrote it, when, in which language."""
    if article.source.name:
        yield article.source.name
    if article.publisher:
        yield f"by {article.publisher.name}"
    if article.authors:
        yield ", ".join(article.authors)
    said = article.published_at
    yield f"{short_time(said)} (to the {said.precision}, {said.basis})" if said else "no date"
    yield article.language


def _usage(usage: "AiUsage") -> str:
    uses = {"train": usage.train, "answer": usage.answer, "search": usage.search, "images": usage.images}
    told = ", ".join(f"{use} {stance}" for use, stance in uses.items() if stance != "unstated")
    return f"{told or usage.policy} ({'; '.join(usage.basis)})"


def _print_digest(summary: "Summary | None", points: "Sequence[KeyPoint]") -> None:
    if summary is not None:
        say(f"Summary ({summary.method}, {summary.language}): {summary.text}\n")
    for point in points:
        says_more = not point.sentence.startswith(point.headline.rstrip("…"))
        head = " ".join(part for part in (point.emoji, point.headline if says_more else "") if part)
        say(f"  {head}: {point.sentence}" if head else f"  - {point.sentence}")
    if points:
        say()
