"""The stall meter tells how long the reactor was kept from its work."""

import asyncio
import contextlib
import time

from crawler.stalls import StallMeter


async def watched(work_s: float) -> StallMeter:
    meter = StallMeter()
    watching = asyncio.ensure_future(meter.watch())
    await asyncio.sleep(0.05)
    time.sleep(work_s)
    await asyncio.sleep(0.05)
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
    return meter


def test_what_blocks_the_reactor_is_measured() -> None:
    assert asyncio.run(watched(0.3)).longest_s >= 0.25
