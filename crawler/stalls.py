"""How long the reactor had no turn: what blocks it delays every fetch and every renewal of a lease."""

import asyncio
import logging
from typing import Final

_LOOK_EVERY_S: Final = 0.02
_WORTH_A_WARNING_S: Final = 1.0
_log: Final = logging.getLogger("trawlnet.crawler")


class StallMeter:
    """Measures, while `watch` runs, by how much the reactor is late for an appointment."""

    def __init__(self) -> None:
        self.longest_s = 0.0

    async def watch(self) -> None:
        """Go on for ever; a long stall is logged."""
        loop = asyncio.get_running_loop()
        while True:
            wanted = loop.time() + _LOOK_EVERY_S
            await asyncio.sleep(_LOOK_EVERY_S)
            late_s = loop.time() - wanted
            self.longest_s = max(self.longest_s, late_s)
            if late_s >= _WORTH_A_WARNING_S:
                _log.warning("reactor_stalled ms=%d", late_s * 1000)
