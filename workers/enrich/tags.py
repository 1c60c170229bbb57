"""An article's tags: the page's own, then its text's concepts and names; one tag a concept, in whatever language."""

from dataclasses import replace
from typing import Final

from contracts.article import Article, Tag
from workers.enrich.concepts import concept_named, concepts_in
from workers.enrich.phrases import phrases_in

_MAX_FROM_TEXT: Final = 10
_MAX_PHRASES: Final = 5
_OPENING_SHARE: Final = 0.15
_MIN_SALIENCE: Final = 0.12


def tags_of(article: Article) -> tuple[Tag, ...]:
    """Return the page's tags first, in its order, then those from the text, the most salient first."""
    tags: dict[str, Tag] = {}
    for tag in article.tags:
        if tag.basis in ("page", "model"):
            known = _with_concept(tag)
            tags.setdefault(known.concept, known)
    whole = f"{article.title}\n{article.text}"
    found = sorted(_from_text(article, whole), key=lambda tag: (-tag.salience, tag.concept))
    fresh = [tag for tag in found if tag.concept not in tags and tag.salience >= _MIN_SALIENCE]
    return (*tags.values(), *fresh[:_MAX_FROM_TEXT])


def _with_concept(tag: Tag) -> Tag:
    """The tag under its concept's key, with the concept's other labels beside the page's own."""
    concept = next((known for label in tag.labels.values() if (known := concept_named(label)) is not None), None)
    if concept is None:
        return tag
    return replace(tag, concept=concept.key, kind=concept.kind, labels={**concept.labels, **tag.labels})


def _from_text(article: Article, whole: str) -> list[Tag]:
    size = max(1, len(whole))
    title = len(article.title)
    tags: list[Tag] = []
    named: set[str] = set()
    for key, (concept, places) in concepts_in(whole).items():
        named.update(label.casefold() for label in concept.labels.values())
        salience = _salience(len(places), places[0], title, size)
        is_early = concept.kind != "topic" and places[0] <= title + _OPENING_SHARE * size
        if len(places) > 1 or places[0] <= title or is_early:
            tags.append(
                Tag(concept=key, labels=dict(concept.labels), kind=concept.kind, basis="entity", salience=salience)
            )
    phrases = [
        phrase for phrase in phrases_in(whole, article.language) if not _is_known(phrase.key, phrase.label, named)
    ]
    for phrase in phrases[:_MAX_PHRASES]:
        salience = round(0.8 * _salience(phrase.count, phrase.first, title, size), 3)
        labels = {article.language: phrase.label}
        tags.append(Tag(concept=phrase.key, labels=labels, kind=phrase.kind, basis=phrase.basis, salience=salience))
    return tags


def _is_known(key: str, label: str, named: set[str]) -> bool:
    folded = label.casefold()
    return concept_named(label) is not None or any(folded in name or name in folded for name in named)


def _salience(count: int, first: int, title: int, size: int) -> float:
    """How much a text is about what it names: often, early, in its title; 0 … 1."""
    often = min(1.0, count / 6)
    early = 1.0 - min(1.0, first / size)
    in_title = 1.0 if first <= title else 0.0
    return round(0.45 * often + 0.25 * early + 0.3 * in_title, 3)
