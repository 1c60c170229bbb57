"""Page → Article: `clean` is the doorway; a pure function of a page and of what is known of its source's furniture.

`look` also says what the page shows of its source, from which that is learned.
"""

from workers.clean.cleaner import Look, clean, look
from workers.clean.sites.memory import EMPTY, Shown, SourceMemory

__all__ = ["EMPTY", "Look", "Shown", "SourceMemory", "clean", "look"]
