"""The address guard: no fetch leaves for an address that is not public, by name, number, redirect or rebinding.

It stands at three places, all of them fed from here: before a request is made (`check_host`, for addresses
written as numbers), where a name is resolved (`GuardedResolver`), and where a socket is made (`socket_for`),
which sees the very address that is connected to.
"""

from __future__ import annotations

import asyncio
import socket
import unicodedata
from collections.abc import Collection, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp.abc import AbstractResolver, ResolveResult

from kitewire.errors import ForbiddenAddressError
from kitewire.messages import Message

Address = IPv4Address | IPv6Address
AddrInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]
"""As `socket.getaddrinfo` gives it: family, type, protocol, canonical name, socket address."""

# RFC 6052 and RFC 8215: prefixes whose last 32 bits are the IPv4 address that is really reached.
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
# Not public though `ipaddress` calls them global: the 6to4 relay anycast (RFC 7526), site-local (RFC 3879) and
# the loopback that IPv4-compatible addresses (RFC 4291, deprecated) can spell.
_NEVER = (ip_network("192.88.99.0/24"), ip_network("fec0::/10"), ip_network("::/96"))


def embedded(address: Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that an IPv6 address carries: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if any(address in net for net in _NAT64):
        yield IPv4Address(int(address) & 0xFFFFFFFF)


def is_public(address: Address) -> bool:
    """Whether `address` and every address inside it may be reached over the open internet (IANA registries)."""
    carried = list(embedded(address))
    if carried:
        return all(is_public(inner) for inner in carried)
    never = any(address.version == net.version and address in net for net in _NEVER)
    return address.is_global and not (address.is_multicast or address.is_unspecified or address.is_reserved or never)


def as_number(host: str) -> Address | None:
    """The address that `host` spells, also in the old forms (`127.1`, `0x7f.1`, `2130706433`); None for a name."""
    # The ideographic full stop separates labels as well (RFC 3490, 3.1), and NFKC leaves it as it is.
    host = unicodedata.normalize("NFKC", host).replace("。", ".").strip("[]").rstrip(".")
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host)) if host and host[0].isdigit() else None
    except (OSError, UnicodeError):
        return None


class AddressGuard:
    """Says no to addresses that are not public, but for the hosts that a setting names."""

    def __init__(self, allow_hosts: Collection[str]) -> None:
        self._allow = frozenset(host.lower().strip("[]") for host in allow_hosts)
        self._granted: set[Address] = set()

    def allows(self, host: str) -> bool:
        """Whether the setting names this host."""
        return host.lower().strip("[]") in self._allow

    def check_host(self, host: str) -> None:
        """For a host of a URL. Raises `ForbiddenAddressError` where it is the number of an address not public."""
        number = as_number(host)
        if number is not None:
            self.check(host, number)

    def check(self, host: str, address: Address) -> None:
        """For an address that `host` stands for. Raises `ForbiddenAddressError` unless public or allowed."""
        if self.allows(host):
            self._granted.add(address)
        elif not is_public(address):
            template = "{host} is at {address}, which is not public; to allow it, name it in KITEWIRE_ALLOW_HOSTS"
            raise ForbiddenAddressError(Message(template, host=host, address=str(address)))

    def socket_for(self, info: AddrInfo) -> socket.socket:
        """A socket for this address and no other. Raises `ForbiddenAddressError`; nothing has been sent then."""
        family, kind, protocol, _, where = info
        address = ip_address(where[0].partition("%")[0])
        if address not in self._granted:
            self.check(where[0], address)
        return socket.socket(family=family, type=kind, proto=protocol)


class GuardedResolver(AbstractResolver):
    """Resolves names by `inner` and passes on only the addresses that the guard lets through."""

    def __init__(self, guard: AddressGuard, inner: AbstractResolver) -> None:
        self._guard = guard
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The public ones among the addresses of `host`. Raises `ForbiddenAddressError` where there are none."""
        found = await asyncio.wait_for(self._inner.resolve(host, port, family), timeout=20)
        good, last = [], None
        for one in found:
            try:
                self._guard.check(host, ip_address(one["host"].partition("%")[0]))
                good.append(one)
            except ForbiddenAddressError as error:
                last = error
        if not good and last:
            raise last
        return good

    async def close(self) -> None:
        """Closes the inner one."""
        await self._inner.close()
