"""By which marks a sentence ends, in the scripts that we read."""

import re
from typing import Final

SENTENCE_END: Final = re.compile(r"[.!?。！？…؟।۔።։။។][\"”“’‘»«」』)）\]]*$")
"""The end of a text that ends as a sentence does, closing quotation marks and brackets included."""
