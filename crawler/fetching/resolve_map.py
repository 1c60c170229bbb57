"""Which hosts have addresses of our own choosing: the resolver map of `TRAWLNET_CRAWL_RESOLVE`.

A rule leads to an IP address, or to a host name, which is looked up when a connection is made.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from ipaddress import ip_address
from typing import Final

_RULE: Final = re.compile(
    r"(?P<pattern>[^=:\s]+)(?::(?P<port>\d{1,5}))?=(?P<at>\[[0-9a-fA-F:.]+\]|[0-9A-Za-z._-]+)(?::(?P<to>\d{1,5}))?$"
)
_NAME: Final = re.compile(r"(?=.{1,253}$)(?!-)[0-9a-z_-]{1,63}(?:\.[0-9a-z_-]{1,63})*$")
_NUMERIC: Final = re.compile(r"(?:0x[0-9a-f]*|\d+)$")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the map: hosts that match `pattern`, asked for at `port` (None: any), are found at `address`.

    `address` is an IP address or a lower-case host name.
    """

    pattern: str
    port: int | None
    address: str
    to_port: int | None

    def matches(self, host: str, port: int) -> bool:
        """Return whether this rule says where `host:port` is."""
        return self.port in (None, port) and fnmatchcase(host.lower(), self.pattern)


def parse_rule(text: str) -> Rule:
    """Return the rule that `pattern[:port]=address[:port]` states; raises `ValueError`."""
    found = _RULE.match(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not of the form pattern[:port]=address[:port]")
    return Rule(found["pattern"].lower(), _port(found["port"]), _address(found["at"]), _port(found["to"]))


def _address(text: str) -> str:
    """Return an IP address as it is usually written, or a name in lower case; one that ends in a number is no name."""
    name = text.lower()
    if _NAME.match(name) and not _NUMERIC.match(name.rpartition(".")[2]):
        return name
    return str(ip_address(text.strip("[]")))


def _port(text: str | None) -> int | None:
    if text is not None and not 0 < int(text) < 65536:
        raise ValueError(f"{text} is not a port")
    return int(text) if text else None


class ResolveMap:
    """The rules in order; the first that matches decides."""

    def __init__(self, rules: Iterable[str]) -> None:
        self._rules = tuple(parse_rule(text) for text in rules)

    def target(self, host: str, port: int) -> tuple[str, int] | None:
        """Return the address or name, and the port, to connect to for `host:port`; None if no rule names it."""
        rule = next((rule for rule in self._rules if rule.matches(host, port)), None)
        return None if rule is None else (rule.address, rule.to_port or port)

    def names(self, host: str) -> bool:
        """Return whether some rule names the host, at whatever port."""
        return any(fnmatchcase(host.lower(), rule.pattern) for rule in self._rules)
