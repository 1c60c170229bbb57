"""By which marks a sentence ends, in the scripts that we read."""

from typing import Final

_ENDING: Final = frozenset(".!?。！？…؟।۔።។")
_CLOSING: Final = '"”“’‘»«」』)）]'


def ends_sentence(text: str) -> bool:
    """Return whether a text ends as a sentence does, closing quotation marks and brackets aside."""
    return text.rstrip(_CLOSING)[-1:] in _ENDING
