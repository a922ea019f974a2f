# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sockets for other wires than HTTP, opened only where the policy lets them.

As for HTTP, the name is resolved once and the socket goes to the very address that was
checked: a name server that answers differently the second time gains nothing.
"""

import socket
from dataclasses import dataclass

from .core.network import NetworkPolicy, check_addresses
from .network_session import resolve


@dataclass(frozen=True, slots=True)
class SocketGuard:
    """Where one connector may open sockets to.

    ``readable`` says that the wire has no encryption: whoever is on the way can read
    what is sent, so that public addresses need the administrator's permission.
    """

    policy: NetworkPolicy
    readable: bool

    def check(self, addresses):
        """Raises NetworkRefusal unless each address may be called."""
        check_addresses(addresses, "http" if self.readable else "https", self.policy)

    def find(self, host, port):
        """Addresses of a name, all of them allowed.

        Raises NetworkRefusal, and socket.gaierror for a name nobody knows.
        """
        addresses = resolve(host, port)
        self.check(addresses)
        return addresses

    def connect(self, host, port, timeout):
        """A socket to the first address that answers; OSError when none does."""
        addresses = self.find(host, port)
        for address in addresses:
            try:
                return socket.create_connection((address, port), timeout)
            except OSError as error:
                failure = error
        raise failure

    def make_socket(self, info):
        """A socket for one entry of ``getaddrinfo``, for libraries that ask for one."""
        family, kind, protocol, _name, address = info
        self.check([address[0]])
        return socket.socket(family, kind, protocol)
