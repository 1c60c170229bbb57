"""Which network addresses may be asked: none that is private, unless a setting names it.

IPv4 inside IPv6 (mapped, NAT64 RFC 6052, 6to4 RFC 3056) is judged by the IPv4 address within.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

_NAT64: Final = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Return whether a literal IP address is globally reachable; text that is no address is not."""
    try:
        parsed = _unwrapped(ip_address(address.strip("[]").split("%")[0]))
    except ValueError:
        return False
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
