"""The leases that this process holds, and their renewal: the URLs of a process that stops renewing go to others."""

import threading
import time

from crawler.frontier import Frontier, Lease


class LeaseKeeper:
    """The leases in hand; safe to share between threads."""

    def __init__(self, frontier: Frontier, *, lease_s: float) -> None:
        self._frontier = frontier
        self._lease_s = lease_s
        self._lock = threading.Lock()
        self._held: dict[str, Lease] = {}
        self._sure_until: dict[str, float] = {}

    def claim(self, most: int) -> list[Lease]:
        """Return up to `most` URLs that may be fetched at this moment, their leases in care."""
        sure_until = time.monotonic() + self._lease_s
        leases = self._frontier.claim(most)
        with self._lock:
            for lease in leases:
                self._held[lease.token] = lease
                self._sure_until[lease.token] = sure_until
        return leases

    def drop(self, lease: Lease) -> None:
        """Forget a lease that ended."""
        with self._lock:
            self._held.pop(lease.token, None)
            self._sure_until.pop(lease.token, None)

    def may_send(self, lease: Lease) -> bool:
        """Return whether nobody else can hold the lease at this moment, however long this process stood still."""
        return self._sure_until.get(lease.token, 0.0) > time.monotonic()

    def holds(self, lease: Lease) -> bool:
        """Return whether the lease is still ours, as far as we know."""
        return lease.token in self._held

    def __len__(self) -> int:
        return len(self._held)

    def renew(self) -> None:
        """Extend all leases; those that are lost are forgotten, so that what they were for is given up."""
        with self._lock:
            tokens = list(self._held)
        sure_until = time.monotonic() + self._lease_s
        lost = self._frontier.renew(tokens)
        with self._lock:
            for token in lost:
                self._held.pop(token, None)
            for token in tokens:
                if token in self._held:
                    self._sure_until[token] = sure_until
                else:
                    self._sure_until.pop(token, None)

    def release_all(self) -> int:
        """Give every URL back; return how many."""
        with self._lock:
            leases = list(self._held.values())
            self._held.clear()
            self._sure_until.clear()
        return self._frontier.release(leases)
