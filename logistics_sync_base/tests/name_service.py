# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A name service that an attacker runs: another answer each time it is asked."""

import socket
from contextlib import contextmanager
from unittest.mock import patch

HOST = "rebinding.example.com"


@contextmanager
def answering(*addresses, host=HOST):
    """Let ``host``, and names below it, be each of these in turn, then the last one."""
    real = socket.getaddrinfo
    left = list(addresses)

    def answer(name, port, *args, **kwargs):
        if not (name.decode() if isinstance(name, bytes) else name).endswith(host):
            return real(name, port, *args, **kwargs)
        address = left.pop(0) if len(left) > 1 else left[0]
        kind = socket.SOCK_STREAM
        return [(socket.AF_INET, kind, socket.IPPROTO_TCP, "", (address, port))]

    with patch.object(socket, "getaddrinfo", answer):
        yield
