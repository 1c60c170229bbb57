"""The leases that this process holds, and their renewal: the URLs of a process that stops renewing go to others."""

import threading
from collections.abc import Iterable

from crawler.frontier import Frontier, Lease


class LeaseKeeper:
    """The leases in hand; safe to share between threads."""

    def __init__(self, frontier: Frontier) -> None:
        self._frontier = frontier
        self._lock = threading.Lock()
        self._held: dict[str, Lease] = {}

    def hold(self, leases: Iterable[Lease]) -> None:
        """Take the leases into care."""
        with self._lock:
            self._held.update((lease.token, lease) for lease in leases)

    def drop(self, lease: Lease) -> None:
        """Forget a lease that ended."""
        with self._lock:
            self._held.pop(lease.token, None)

    def holds(self, lease: Lease) -> bool:
        """Return whether the lease is still ours, as far as we know."""
        return lease.token in self._held

    def __len__(self) -> int:
        return len(self._held)

    def renew(self) -> None:
        """Extend all leases; those that are lost are forgotten, so that what they were for is given up."""
        with self._lock:
            tokens = list(self._held)
        lost = self._frontier.renew(tokens)
        with self._lock:
            for token in lost:
                self._held.pop(token, None)

    def release_all(self) -> int:
        """Give every URL back; return how many."""
        with self._lock:
            leases = list(self._held.values())
            self._held.clear()
        return self._frontier.release(leases)
