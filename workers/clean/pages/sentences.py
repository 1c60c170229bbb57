"""By which marks a sentence ends, in the scripts that we read."""

import re
from typing import Final

_ENDING: Final = frozenset(".!?。！？…؟।۔።។։။")
_CLOSING: Final = "\"'“”’‘»«」』)）]*"
_REMARK: Final = re.compile(r"[(（\[【][^()（）\[\]【】]{1,30}[)）\]】]$")


def ends_sentence(text: str) -> bool:
    """Return whether a text ends as a sentence does, closing quotation marks and a short remark in brackets aside."""
    if text.rstrip(_CLOSING)[-1:] in _ENDING:
        return True
    remark = _REMARK.search(text)
    return remark is not None and text[: remark.start()].rstrip(_CLOSING + " ")[-1:] in _ENDING
