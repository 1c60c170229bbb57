"""An article's tags: the page's own, then a few from its text; one tag a concept, in whatever language."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from contracts.article import Article, Tag
from search.text import fold_name
from workers.enrich.concepts import Concept, concept_named, concepts_in
from workers.enrich.phrases import Phrase, phrases_in

_MAX_FROM_TEXT: Final = 5
_MAX_BESIDE_MANY: Final = 3
_MANY: Final = 4
_OPENING_SHARE: Final = 1 / 3
_MIN_SALIENCE: Final = 0.25
_MIN_OF_AN_ACTOR: Final = 0.2
_ACTORS: Final = frozenset({"person", "organisation", "event", "work"})
_OFTEN: Final = 6
_MAX_CHARS: Final = 12_000
_MAX_CHARS_UNSPACED: Final = 5_000
_UNSPACED: Final = frozenset({"zh", "ja", "ko", "th", "lo", "km", "my"})
_DATELINE: Final = re.compile(
    r"\s*(?:[^\n.。:]{0,60}?\([^()\n]{2,40}\)\s*[—–:-]|[^\n.。]{2,60}?\s[—–-]{1,2}\s|[^\n。]{2,40}?[电電讯訊][\s（(，]?)"
)


def tags_of(article: Article) -> tuple[Tag, ...]:
    """Return the page's tags first, in its order, then the few best from the text, the most salient first."""
    tags: dict[str, Tag] = {}
    for tag in article.tags:
        if tag.basis in ("page", "model"):
            known = _with_concept(tag)
            tags.setdefault(known.concept, known)
    telling = (tag for tag in _from_text(article) if tag.salience >= _needed(tag))
    found = sorted(telling, key=lambda tag: (-tag.salience, tag.concept))
    room = _MAX_BESIDE_MANY if len(tags) >= _MANY else _MAX_FROM_TEXT
    return (*tags.values(), *_without_repeats(found, tags.values())[:room])


def _needed(tag: Tag) -> float:
    """How salient a tag must be: known actors less than places, themes and what only looks like a name."""
    is_known = concept_named(next(iter(tag.labels.values()))) is not None
    return _MIN_OF_AN_ACTOR if is_known and tag.kind in _ACTORS else _MIN_SALIENCE


def _with_concept(tag: Tag) -> Tag:
    """The tag under its concept's key, with the concept's other labels beside the page's own."""
    concept = next((known for label in tag.labels.values() if (known := concept_named(label)) is not None), None)
    if concept is None:
        return tag
    return replace(tag, concept=concept.key, kind=concept.kind, labels={**concept.labels, **tag.labels})


def _without_repeats(found: Iterable[Tag], own: Iterable[Tag]) -> list[Tag]:
    """The tags that are neither one of those before them nor, for a name or phrase, a shorter or longer form of one."""
    concepts = {tag.concept for tag in own}
    labels = [fold_name(label) for tag in own for label in tag.labels.values()]
    kept: list[Tag] = []
    for tag in found:
        forms = [fold_name(label) for label in tag.labels.values()]
        is_ours = concept_named(next(iter(tag.labels.values()))) is None
        if tag.concept in concepts or (is_ours and any(_overlap(form, label) for form in forms for label in labels)):
            continue
        kept.append(tag)
        concepts.add(tag.concept)
        labels.extend(forms)
    return kept


def _overlap(one: str, other: str) -> bool:
    """Whether one of two folded names is a part of the other: as words, which single Han characters also are."""
    return f" {one} " in f" {other} " or f" {other} " in f" {one} " or _is_inflected(one.split(), other.split())


def _is_inflected(one: list[str], other: list[str]) -> bool:
    """Whether two names of several words differ in their words' endings only."""
    return len(one) == len(other) > 1 and all(_share_a_stem(a, b) for a, b in zip(one, other, strict=True))


def _share_a_stem(one: str, other: str) -> bool:
    stem = max(3, min(len(one), len(other)) - 2)
    return one == other or one[:stem] == other[:stem]


def _from_text(article: Article) -> Iterator[Tag]:
    whole = f"{article.title}\n{article.text}"
    title, size = len(article.title), max(1, len(whole))
    heard = whole[: _MAX_CHARS_UNSPACED if article.language in _UNSPACED else _MAX_CHARS]
    for concept, places in concepts_in(heard, article.language).values():
        if _is_meant(concept, places, article):
            salience = _salience(len(places), max(0, places[0] - title), size, in_title=places[0] < title)
            yield Tag(
                concept=concept.key, labels=dict(concept.labels), kind=concept.kind, basis="entity", salience=salience
            )
    for phrase in phrases_in(article.title, article.text, article.language):
        if concept_named(phrase.label) is None:
            yield _phrase_tag(phrase, article.language, size)


def _is_meant(concept: Concept, places: list[int], article: Article) -> bool:
    """Whether a text is about what it names: in the title, twice, or once early, if not as a theme or a dateline."""
    title = len(article.title)
    if places[0] < title:
        return True
    dateline = _DATELINE.match(article.text)
    told = [place for place in places if dateline is None or place - title - 1 >= dateline.end()]
    if len(told) >= 2:
        return True
    is_early = bool(told) and told[0] - title <= _OPENING_SHARE * len(article.text)
    return is_early and concept.kind != "topic"


def _phrase_tag(phrase: Phrase, language: str, size: int) -> Tag:
    salience = 0.9 * _salience(phrase.count, max(0, phrase.first), size, in_title=phrase.first < 0)
    return Tag(
        concept=phrase.key,
        labels={language: phrase.label},
        kind=phrase.kind,
        basis=phrase.basis,
        salience=round(salience, 3),
    )


def _salience(count: int, first: int, size: int, *, in_title: bool) -> float:
    """How much a text is about what it names: often, early, in its title; 0 … 1."""
    often = min(1.0, (count - 0.5) / _OFTEN)
    early = 1.0 - min(1.0, first / size)
    return round(0.5 * often + 0.2 * early + 0.3 * in_title, 3)
