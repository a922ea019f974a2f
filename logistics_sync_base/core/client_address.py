# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From which address a request came, and whether it is on a list. No I/O here."""

from __future__ import annotations

import ipaddress

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class AddressListError(ValueError):
    """An entry that is neither an address nor a network; its text is ``args[0]``."""


def parse_networks(text: str) -> tuple[Network, ...]:
    """The addresses and networks (192.0.2.7, 198.51.100.0/24, 2001:db8::/32) of a list.

    Separated by commas, spaces or line ends. Raises AddressListError.
    """
    found = []
    for entry in text.replace(",", " ").split():
        try:
            found.append(ipaddress.ip_network(entry, strict=False))
        except ValueError as error:
            raise AddressListError(entry) from error
    return tuple(found)


def is_listed(address: str, networks: tuple[Network, ...]) -> bool:
    """Whether an address belongs to one of the networks; what is none does not."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    return any(
        found.version == network.version and found in network for network in networks
    )


def find_client(peer: str, forwarded: str, trusted: tuple[Network, ...]) -> str:
    """Who sent a request that reached us from ``peer``.

    ``forwarded`` is the X-Forwarded-For header. It is read from its end, as each proxy
    adds whom it was called by, and only as far as proxies of ours wrote it: whatever
    stands before that may be invented.
    """
    client = peer
    for entry in reversed([part.strip() for part in forwarded.split(",")]):
        if not entry or not is_listed(client, trusted):
            break
        client = entry
    return client
