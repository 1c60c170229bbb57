"""The extractive telling of an article: a summary of whole sentences, three to five key points, all with evidence."""

from typing import Final

from contracts.article import Article, Digest, KeyPoint, Summary
from workers.enrich.headlines import headline
from workers.enrich.ranking import Ranked, lead, ranked_sentences, spread

_SUMMARY_SENTENCES: Final = 3
_SUMMARY_CHARS: Final = 600
_MIN_POINTS: Final = 3
_MAX_POINTS: Final = 5
_SENTENCES_A_POINT: Final = 4
_UNSPACED: Final = frozenset({"zh", "ja", "th", "lo", "km", "my"})


def extractive_digest(article: Article) -> Digest:
    """Return the article's own sentences that tell it best; an article without a whole sentence gives none."""
    ranked = ranked_sentences(article)
    if not ranked:
        return Digest(summary=None)
    count = min(_SUMMARY_SENTENCES, max(1, (len(ranked) + 1) // 2))
    opening = lead(ranked, count, max_chars=_SUMMARY_CHARS)
    return Digest(summary=_summary(article, opening), key_points=_points(article, ranked, opening))


def _summary(article: Article, picked: list[Ranked]) -> Summary:
    joint = "" if article.language in _UNSPACED else " "
    return Summary(
        text=joint.join(one.text for one in picked),
        language=article.language,
        method="extractive",
        evidence=tuple(one.span for one in picked),
    )


def _points(article: Article, ranked: list[Ranked], opening: list[Ranked]) -> tuple[KeyPoint, ...]:
    """Key points that add to the summary where the article is long enough, else its sentences again."""
    wanted = min(_MAX_POINTS, max(_MIN_POINTS, len(ranked) // _SENTENCES_A_POINT))
    fresh = [one for one in ranked if one not in opening]
    picked = spread(fresh if len(fresh) >= _MIN_POINTS else ranked, wanted, told=opening)
    return tuple(
        KeyPoint(sentence=one.text, headline=headline(one.text, article.language), evidence=(one.span,))
        for one in picked
    )
