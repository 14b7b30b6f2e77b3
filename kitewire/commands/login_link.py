"""How somebody gets in where no token is set: what `kitewire serve` says at its start."""

from __future__ import annotations

from feeds.access import Access

_ANY_ADDRESS = {"//0.0.0.0:": "//127.0.0.1:", "//[::]:": "//[::1]:"}


def invitation(access: Access, address: str) -> str:
    """Lines for the terminal; empty where a token is set. `address`: of the service, with a slash at its end.

    The link works once, since addresses stay in histories; the token works until the service ends.
    """
    if not access.made_token:
        return ""
    for unspecified, loopback in _ANY_ADDRESS.items():
        address = address.replace(unspecified, loopback)
    return (
        f"KITEWIRE_TOKEN is not set; until this service ends the token is {access.token}\n"
        f"To log in, open {address}login?token={access.ticket()} (works once)\n"
    )
