"""Which of a page's blocks are the article: the doorway of this folder."""

from workers.clean.body.choice import Body, Chooser, choose, choose_fast

__all__ = ["Body", "Chooser", "choose", "choose_fast"]
