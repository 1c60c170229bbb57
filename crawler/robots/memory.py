"""What one process remembers of the hosts that it asked for lately, so that not every URL asks the store."""

import time
from collections import OrderedDict
from typing import Final

from crawler.robots.rules import RobotsFile

_LOOK_AGAIN_S: Final = 60.0
_MOST_HOSTS: Final = 5000
_MOST_RULES: Final = 400_000


class Memory:
    """Files by authority, bounded by hosts and by rules; a file is believed for a minute, then looked up again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[float, RobotsFile]] = OrderedDict()
        self._rules = 0

    def get(self, authority: str) -> RobotsFile | None:
        """Return the host's file, if it was looked up lately."""
        kept = self._kept.get(authority)
        if kept is None or time.monotonic() - kept[0] > _LOOK_AGAIN_S:
            return None
        self._kept.move_to_end(authority)
        return kept[1]

    def last(self, authority: str) -> RobotsFile | None:
        """Return the host's file as it was looked up last, however long ago."""
        kept = self._kept.get(authority)
        return kept[1] if kept is not None else None

    def put(self, authority: str, file: RobotsFile) -> None:
        """Remember the file; what was not asked for longest goes."""
        self._drop(authority)
        self._kept[authority] = (time.monotonic(), file)
        self._rules += file.size
        while len(self._kept) > _MOST_HOSTS or (self._rules > _MOST_RULES and len(self._kept) > 1):
            self._drop(next(iter(self._kept)))

    def _drop(self, authority: str) -> None:
        kept = self._kept.pop(authority, None)
        if kept is not None:
            self._rules -= kept[1].size
