"""Page → Article: `clean` is the doorway; a pure function of a page and of what is known of its source's furniture."""

from workers.clean.cleaner import clean
from workers.clean.memory import EMPTY, SourceMemory

__all__ = ["EMPTY", "SourceMemory", "clean"]
