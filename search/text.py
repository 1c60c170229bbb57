"""The doorway to text analysis: tokens, words, sentences and scripts, for enrichment, copies and queries alike."""

from search.analysis import count_words, fold, fold_name, sequence, tokens, words
from search.scripts import script_of
from search.sentences import sentences

__all__ = ["count_words", "fold", "fold_name", "script_of", "sentences", "sequence", "tokens", "words"]
