"""No fetch leaves for an address that is not public. Fake resolvers throughout; no packet is sent."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from crawler.guard import AddressGuard, GuardedResolver, as_number, is_public
from kitewire.errors import ForbiddenAddressError

PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::1", "64:ff9b::808:808"]
NOT_PUBLIC = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "224.0.1.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2001:db8::1",
    "2001:0:808:808:0:0:80ff:fffe",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]
ODD_SPELLINGS = [
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "127.1",
    "127.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "[::1]",
    "::ffff:7f00:1",
    "１２７.０.０.１",
    "127。0。0。1",
]


class Names(AbstractResolver):
    """Answers from a table, another answer each time where there are several."""

    def __init__(self, **table: list[list[str]]) -> None:
        self.table = {name.replace("_", "."): answers for name, answers in table.items()}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        answers = self.table[host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(hostname=host, host=one, port=port, family=socket.AF_INET, proto=0, flags=0) for one in found
        ]

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert is_public(ip_address(address))
    AddressGuard(()).check("a.example", ip_address(address))


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    with pytest.raises(ForbiddenAddressError, match="KITEWIRE_ALLOW_HOSTS"):
        AddressGuard(()).check("a.example", ip_address(address))


@pytest.mark.parametrize("host", ODD_SPELLINGS)
def test_odd_spellings_of_loopback_are_seen_through(host: str) -> None:
    assert as_number(host) is not None
    with pytest.raises(ForbiddenAddressError):
        AddressGuard(()).check_host(host)


@pytest.mark.parametrize("host", ["news.example", "10.example", "0x7f.example", "localhost.example", "", "1.2.3.4.5"])
def test_names_are_no_numbers(host: str) -> None:
    assert as_number(host) is None


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_every_wrapping(address) -> None:
    number = int(address)
    wrapped = [f"::ffff:{address}", f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1", f"64:ff9b::{address}"]
    assert {is_public(ip_address(one)) for one in wrapped} == {is_public(address)}


@given(st.text(max_size=40))
def test_no_host_breaks_the_guard(host: str) -> None:
    as_number(host)


def test_only_the_named_host_is_allowed() -> None:
    guard = AddressGuard(["Localhost", "127.0.0.2"])
    guard.check("localhost", ip_address("127.0.0.1"))
    guard.check_host("127.0.0.2")
    with pytest.raises(ForbiddenAddressError):
        guard.check_host("127.0.0.3")
    with pytest.raises(ForbiddenAddressError):
        guard.check("evil.example", ip_address("10.0.0.1"))


def test_a_name_is_refused_by_what_it_resolves_to() -> None:
    resolver = GuardedResolver(AddressGuard(()), Names(inside_example=[["10.0.0.1", "::1"]]))
    with pytest.raises(ForbiddenAddressError, match=r"inside\.example"):
        asyncio.run(resolver.resolve("inside.example", 80))


def test_only_the_public_addresses_of_a_name_are_used() -> None:
    resolver = GuardedResolver(AddressGuard(()), Names(mixed_example=[["10.0.0.1", "8.8.8.8"]]))
    assert [one["host"] for one in asyncio.run(resolver.resolve("mixed.example", 80))] == ["8.8.8.8"]


def test_rebinding_does_not_help() -> None:
    resolver = GuardedResolver(AddressGuard(()), Names(turns_example=[["8.8.8.8"], ["127.0.0.1"]]))

    async def twice() -> None:
        await resolver.resolve("turns.example", 80)
        await resolver.resolve("turns.example", 80)

    with pytest.raises(ForbiddenAddressError):
        asyncio.run(twice())


@pytest.mark.parametrize("where", [("127.0.0.1", 80), ("::1", 80, 0, 0), ("fe80::1%lo", 80, 0, 1)])
def test_no_socket_is_made_for_an_address_that_is_not_public(where: tuple) -> None:
    family = socket.AF_INET if len(where) == 2 else socket.AF_INET6
    with pytest.raises(ForbiddenAddressError):
        AddressGuard(()).socket_for((family, socket.SOCK_STREAM, 0, "", where))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://inside.example:9/", "http://[::1]:9/"])
def test_the_connector_asks_the_guard_before_it_connects(url: str) -> None:
    guard = AddressGuard(())

    async def fetch() -> None:
        connector = aiohttp.TCPConnector(
            resolver=GuardedResolver(guard, Names(inside_example=[["127.0.0.1"]])), socket_factory=guard.socket_for
        )
        async with aiohttp.ClientSession(connector=connector) as session:
            await session.get(url)

    with pytest.raises(ForbiddenAddressError):
        asyncio.run(fetch())
