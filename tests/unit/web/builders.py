"""Articles for the tests of the pages: the reference article of the product, and plain ones."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from contracts.article import Article, Digest, KeyPoint, Moment, Publisher, Removed, Span, Summary, Tag, Version
from contracts.identity import document_id
from contracts.records import SourceRef

NOW = datetime(2025, 6, 18, 10, 0, tzinfo=UTC)
LANTERN = SourceRef(id="lantern", name="灯塔快讯", host="lantern.localhost", country="CN", language="zh")
HARBORLINE = SourceRef(id="harborline", name="Harborline", host="harborline.localhost", country="GB", language="en")

TITLE = "NASA and Roscosmos chiefs pledge to keep flying together at their first in-person meeting in over 7 years"
FIRST = (
    "The heads of NASA and Roscosmos sat down together in Florida on Tuesday, the first time in more than seven years "
    "that the leaders of the American and Russian space agencies have met in person."
)
SECOND = (
    "The two sides came away with a modest but concrete result: both will keep working aboard the International Space "
    "Station, and their specialists will begin talking about exploration of the Moon."
)
THIRD = (
    "Much of the conversation concerned the outpost's final years. NASA plans to operate the station through 2030, "
    "while Russia has committed to taking part until at least 2028."
)
KINDS = ("p", "p", "h2", "p", "p")
TEXT = "\n\n".join(
    (
        FIRST,
        SECOND,
        "Two lunar programs",
        THIRD,
        "On the Moon, the language was more cautious. Officials described lunar exploration as a subject for "
        "consultation rather than a joint project.",
    )
)


def tag(concept: str, *, kind: str = "topic", **labels: str) -> Tag:
    """Return a tag of the page's own."""
    return Tag(concept=concept, labels=labels, kind="organisation" if kind == "organisation" else "topic")


def an_article(path: str = "1", **changes: object) -> Article:
    """Return a plain English article of Harborline at this path, with what is to be different."""
    url = f"https://harborline.example/{path}"
    plain = Article(
        id=document_id(url),
        url=url,
        canonical_url=url,
        source=HARBORLINE,
        title=f"The harbour reopens {path}",
        text="The harbour opened again on Monday. Ships came in.\n\nIt had been shut for a week.",
        language="en",
        fetched_at=NOW - timedelta(minutes=5),
        version=Version(1_750_000_000_000),
        published_at=Moment(instant=NOW - timedelta(hours=2), precision="minute", basis="json-ld"),
        addresses=(url,),
    )
    return replace(plain, **changes) if changes else plain  # type: ignore[arg-type]


def the_reference_article() -> Article:
    """Return what the page that made the product wanted should become."""
    own = Summary(
        text="七年多来首次，美国宇航局与俄罗斯航天集团的负责人当面会晤，同意继续在国际空间站合作，并就月球探测展开磋商。",
        language="zh",
        method="page",
    )
    points = (
        KeyPoint(emoji="🤝", headline="七年来首次会晤", sentence="两位负责人周二在佛罗里达会面。", method="page"),
        KeyPoint(emoji="🛰️", headline="空间站继续合作", sentence="双方将继续在国际空间站上共事。", method="page"),
        KeyPoint(emoji="🌕", headline="谈论月球", sentence="专家将开始商谈月球探测。", method="page"),
    )
    extracted = Digest(
        summary=Summary(text=SECOND, language="en", method="extractive", evidence=(_where(SECOND),)),
        key_points=(
            KeyPoint(sentence=FIRST, evidence=(_where(FIRST),)),
            KeyPoint(sentence=THIRD, evidence=(_where(THIRD),)),
        ),
    )
    url = "https://lantern.example/wap/article/space.html"
    return Article(
        id=document_id(url),
        url=url,
        canonical_url=url,
        source=LANTERN,
        publisher=Publisher(name="Fortune", host="fortune.example", as_written="Fortune | FORTUNE"),
        title=TITLE,
        text=TEXT,
        html="".join(f"<{name}>{part}</{name}>" for name, part in zip(KINDS, TEXT.split("\n\n"), strict=True)),
        language="en",
        fetched_at=NOW - timedelta(minutes=20),
        version=Version(1_750_000_000_000),
        published_at=Moment(instant=datetime(2025, 6, 18, 1, 0, tzinfo=UTC), precision="hour", basis="relative"),
        section="国际",
        word_count=120,
        reading_minutes=3,
        summary=own,
        key_points=points,
        other_digests=(extracted,),
        tags=(
            tag("nasa", kind="organisation", en="NASA"),
            tag("roscosmos", kind="organisation", en="Roscosmos", zh="俄罗斯航天集团"),
            tag("international-space-station", en="International Space Station", zh="国际空间站"),
            tag("lunar-exploration", zh="月球探测"),
            tag("space-cooperation", zh="航天合作"),
        ),
        addresses=(url, "https://lantern.example/s?id=7&utm_source=x"),
        removed=(
            Removed(text="index_new5.html", reason="template residue"),
            Removed(text="../../../../wap/tpl_news.html", reason="template residue"),
            Removed(text="Introducing the 2025 list, the definitive ranking.", reason="promotion"),
            Removed(text="灯塔快讯 App\n灯塔快讯\ncontact@lantern.example", reason="app promotion"),
        ),
    )


def _where(sentence: str) -> Span:
    start = TEXT.index(sentence)
    return Span(start, start + len(sentence))
