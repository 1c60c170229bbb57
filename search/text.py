"""The doorway to text analysis: tokens, words, sentences and scripts, for enrichment, copies and queries alike."""

from search.analysis import Token, count_words, fold, fold_name, sequence, spans, tokens, words
from search.scripts import script_of
from search.sentences import sentences
from search.stopwords import stop_words

__all__ = [
    "Token",
    "count_words",
    "fold",
    "fold_name",
    "script_of",
    "sentences",
    "sequence",
    "spans",
    "stop_words",
    "tokens",
    "words",
]
