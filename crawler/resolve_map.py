"""Which hosts have addresses of our own choosing: the resolver map of `TRAWLNET_CRAWL_RESOLVE`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from ipaddress import ip_address
from typing import Final

_RULE: Final = re.compile(
    r"(?P<pattern>[^=:\s]+)(?::(?P<port>\d{1,5}))?=(?P<ip>\[[0-9a-fA-F:.]+\]|[0-9.]+)(?::(?P<to>\d{1,5}))?$"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the map: hosts that match `pattern`, asked for at `port` (None: any), are found at `address`."""

    pattern: str
    port: int | None
    address: str
    to_port: int | None

    def matches(self, host: str, port: int) -> bool:
        """Return whether this rule says where `host:port` is."""
        return self.port in (None, port) and fnmatchcase(host.lower(), self.pattern)


def parse_rule(text: str) -> Rule:
    """Return the rule that `pattern[:port]=ip[:port]` states; raises `ValueError`."""
    found = _RULE.match(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not of the form pattern[:port]=ip[:port]")
    address = str(ip_address(found["ip"].strip("[]")))
    return Rule(found["pattern"].lower(), _port(found["port"]), address, _port(found["to"]))


def _port(text: str | None) -> int | None:
    if text is not None and not 0 < int(text) < 65536:
        raise ValueError(f"{text} is not a port")
    return int(text) if text else None


class ResolveMap:
    """The rules in order; the first that matches decides."""

    def __init__(self, rules: Iterable[str]) -> None:
        self._rules = tuple(parse_rule(text) for text in rules)

    def target(self, host: str, port: int) -> tuple[str, int] | None:
        """Return the address and port to connect to for `host:port`, or None if no rule names it."""
        rule = next((rule for rule in self._rules if rule.matches(host, port)), None)
        return None if rule is None else (rule.address, rule.to_port or port)

    def names(self, host: str) -> bool:
        """Return whether some rule names the host, at whatever port."""
        return any(fnmatchcase(host.lower(), rule.pattern) for rule in self._rules)
