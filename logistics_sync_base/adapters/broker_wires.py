# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""kombu's wires with sockets that are opened only where the connector may call.

Each wire is a pair of classes made for one connection, because that is the only place
where the libraries below let somebody else open their socket.
"""

import amqp.transport
import redis
from kombu.transport import pyamqp
from kombu.transport import redis as kombu_redis

from ..network_session import make_ssl_context


def make_amqp(guard, authorities, identity):
    """kombu's transport for AMQP; ``guard`` is a SocketGuard."""

    class Plain(amqp.transport.TCPTransport):
        def _connect(self, host, port, timeout):
            self.sock = guard.connect(host, port, timeout)

    class Secure(amqp.transport.SSLTransport):
        def _connect(self, host, port, timeout):
            self.sock = guard.connect(host, port, timeout)

        def _wrap_socket(self, sock, **_options):
            # The library's own way does not compare the name in the certificate.
            context = make_ssl_context(authorities, identity)
            return context.wrap_socket(
                sock, do_handshake_on_connect=False, server_hostname=self.host
            )

    class Connection(pyamqp.Connection):
        def Transport(
            self, host, connect_timeout, ssl, read_timeout, write_timeout, **options
        ):
            kind = Plain if guard.readable else Secure
            return kind(
                host,
                connect_timeout=connect_timeout,
                read_timeout=read_timeout,
                write_timeout=write_timeout,
                **options,
            )

    return type("Wire", (pyamqp.Transport,), {"Connection": Connection})


def make_redis(guard, authorities, identity):
    """kombu's transport for Redis; ``guard`` is a SocketGuard."""

    class Plain(redis.Connection):
        def _connect(self):
            sock = guard.connect(self.host, self.port, self.socket_connect_timeout)
            sock.settimeout(self.socket_timeout)
            return sock

    class Secure(Plain):
        def _connect(self):
            sock = super()._connect()
            try:
                context = make_ssl_context(authorities, identity)
                return context.wrap_socket(sock, server_hostname=self.host)
            except OSError:
                sock.close()
                raise

    class Channel(kombu_redis.Channel):
        connection_class = Plain if guard.readable else Secure

    return type("Wire", (kombu_redis.Transport,), {"Channel": Channel})


# By the scheme of the broker's address: (maker, port). The wires of others open their
# sockets themselves, after the addresses were checked.
WIRES = {
    "amqp": (make_amqp, 5672),
    "amqps": (make_amqp, 5671),
    "redis": (make_redis, 6379),
    "rediss": (make_redis, 6379),
}
OTHER_PORTS = {"confluentkafka": 9092, "sqs": 443}
ENCRYPTED = frozenset(("amqps", "rediss", "sqs"))


def get_port(parts):
    """The port of a broker's address, split by ``urlsplit``."""
    known = OTHER_PORTS | {name: port for name, (_make, port) in WIRES.items()}
    return parts.port or known[parts.scheme]
