"""Lines that state a fact without being a sentence: a label with its value, an amount, a list of several."""

import re
from typing import Final

_LABELLED: Final = re.compile(r"^[^.。！？!?:：]{2,40}[:：]\s*\S")
_AMOUNT: Final = re.compile(r"\d")
_SEPARATOR: Final = re.compile(r"[;；,，、،؛–](?=\s*\S)")
_FEW: Final = 2


def states_facts(text: str) -> bool:
    """Return whether a line may state facts of the report: a score, a line-up, what a dish needs, when doors open."""
    return (
        _LABELLED.match(text) is not None or _AMOUNT.search(text) is not None or len(_SEPARATOR.findall(text)) >= _FEW
    )
