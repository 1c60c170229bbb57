"""The extractive telling of an article: a summary of whole sentences, three to five key points, all with evidence."""

import re
from typing import Final

from contracts.article import Article, Digest, KeyPoint, Summary
from workers.enrich.ranking import Ranked, chosen, ranked_sentences

_SUMMARY_SENTENCES: Final = 3
_SUMMARY_CHARS: Final = 600
_MIN_POINTS: Final = 3
_MAX_POINTS: Final = 5
_SENTENCES_A_POINT: Final = 4
_CLAUSE: Final = re.compile(r"[,，、;；:：—–]\s*|\s[-–—]\s|\s\(|（")
_MAX_HEADLINE_WORDS: Final = 8
_MAX_HEADLINE_WIDE: Final = 20
_UNSPACED: Final = frozenset({"zh", "ja", "th", "lo", "km", "my"})


def extractive_digest(article: Article) -> Digest:
    """Return the article's own sentences that tell it best; an article without a whole sentence gives none."""
    ranked = ranked_sentences(article)
    if not ranked:
        return Digest(summary=None)
    count = min(_SUMMARY_SENTENCES, max(1, (len(ranked) + 1) // 2))
    opening = chosen(ranked, count, max_chars=_SUMMARY_CHARS)
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
    pool = fresh if len(fresh) >= wanted else ranked
    picked = chosen(pool, wanted)
    return tuple(
        KeyPoint(sentence=one.text, headline=headline(one.text, article.language), evidence=(one.span,))
        for one in picked
    )


def headline(sentence: str, language: str) -> str:
    """Return a sentence cut to a headline: its first clause if that says something, else its first words and "…"."""
    bare = sentence.strip('"“”„«»「」『』').rstrip(".。!！?？… ")
    clause = _CLAUSE.split(bare, maxsplit=1)[0]
    if language in _UNSPACED:
        short = clause if len(clause) >= 4 else bare
        return short if len(short) <= _MAX_HEADLINE_WIDE else f"{short[: _MAX_HEADLINE_WIDE - 1]}…"
    words = clause.split() if len(clause.split()) >= 3 else bare.split()
    kept = " ".join(words[:_MAX_HEADLINE_WORDS])
    return kept if len(words) <= _MAX_HEADLINE_WORDS else f"{kept}…"
