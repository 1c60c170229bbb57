"""What a check of a source reports."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArticle:
    """What was read from a page, and by which rule each thing was told; `link_rule` says why it was taken for one."""

    title: str
    language: str
    words: int
    opening: str
    published_at: datetime | None = None
    published_by: str = ""
    updated_at: datetime | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    section: str | None = None
    canonical_url: str = ""
    summary: str | None = None
    summary_by: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    removed: dict[str, int] = field(default_factory=dict)
    read_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One fetch: `problem` says why it told nothing, `articles` and `further` how many links of which kind it named.

    `form` is what the bytes were; `link_rule` the rule by which an article's address was taken for one; `rejected` is
    the reason for which a page gives no article, by its class name. Where the source states selectors, `generic` is
    what is read without them, None if that is no article.
    """

    url: str
    kind: str
    final_url: str | None = None
    status: int | None = None
    content_type: str | None = None
    form: str = ""
    size: int = 0
    problem: str | None = None
    articles: int = 0
    further: int = 0
    dated: int = 0
    newest: datetime | None = None
    samples: tuple[str, ...] = ()
    found_in: str | None = None
    link_rule: str | None = None
    read: ReadArticle | None = None
    rejected: str | None = None
    generic: ReadArticle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What was found for a source; `ok`: some endpoint named an article, and one could be read."""

    source_id: str
    checked: tuple[Checked, ...]

    @property
    def ok(self) -> bool:
        """Whether the source would yield articles."""
        return any(one.kind == "article" and one.problem is None for one in self.checked)
