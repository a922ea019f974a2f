# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner's AMQP 0-9-1 broker on loopback: as much of it as publishing needs."""

import contextlib
import socket
import struct
import threading

FRAME_END = b"\xce"
METHOD, HEADER, BODY = 1, 2, 3
# What is answered to what, as (class, method): ((class, method), arguments).
ANSWERS = {
    (10, 11): ((10, 30), struct.pack(">HIH", 0, 131072, 0)),
    (10, 40): ((10, 41), b"\0"),
    (10, 50): ((10, 51), b""),
    (20, 10): ((20, 11), b"\0\0\0\0"),
    (20, 40): ((20, 41), b""),
    (40, 10): ((40, 11), b""),
    (50, 20): ((50, 21), b""),
    (85, 10): ((85, 11), b""),
}


class AmqpServer:
    """Keeps what is published in ``queues``; ``bindings`` are (exchange, key) pairs."""

    def __init__(self, tls=None):
        self.queues = {}
        self.bindings = {}
        self.connections = 0
        self.tls = tls
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._accept)
        self.thread.start()

    def url(self, host="127.0.0.1"):
        return f"amqp{'s' if self.tls else ''}://{host}:{self.port}/"

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(10)

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                sock, _address = self.listener.accept()
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        # Clients that hang up, or refuse our certificate, are part of the tests.
        with contextlib.suppress(OSError, EOFError), sock:
            if self.tls:
                sock = self.tls.wrap_socket(sock, server_side=True)
            with sock, sock.makefile("rb") as stream:
                _Conversation(self, sock, stream).run()


class _Conversation:
    def __init__(self, server, sock, stream):
        self.server, self.sock, self.stream = server, sock, stream
        self.published = None
        self.number = 0

    def run(self):
        self._read(8)  # "AMQP" and the version
        self.server.connections += 1
        self._send(
            0, (10, 10), b"\0\x09" + _table() + _long(b"PLAIN") + _long(b"en_US")
        )
        while True:
            kind, channel, size = struct.unpack(">BHI", self._read(7))
            payload = self._read(size)
            self._read(1)
            if kind == METHOD:
                self._answer(channel, struct.unpack(">HH", payload[:4]), payload[4:])
            elif kind == HEADER:
                self.missing = struct.unpack(">Q", payload[4:12])[0]
                self.published.update(header=payload, body=b"")
                self._finish(channel)
            elif kind == BODY:
                self.published["body"] += payload
                self._finish(channel)

    def _answer(self, channel, method, arguments):
        if method == (50, 10):
            name, _rest = _short(arguments[2:])
            self.server.queues.setdefault(name, [])
            self._send(channel, (50, 11), _pack(name) + bytes(8))
        elif method == (50, 20):
            queue, rest = _short(arguments[2:])
            exchange, rest = _short(rest)
            key, _rest = _short(rest)
            self.server.bindings[exchange, key] = queue
        elif method == (60, 40):
            exchange, rest = _short(arguments[2:])
            key, rest = _short(rest)
            self.published = {"exchange": exchange, "key": key, "bits": rest[0]}
        if method in ANSWERS:
            self._send(channel, *ANSWERS[method])

    def _finish(self, channel):
        """Once the body is complete: to its queue or back, then confirmed."""
        one = self.published
        if len(one["body"]) < self.missing:
            return
        queue = self.server.bindings.get((one["exchange"], one["key"]))
        if queue:
            self.server.queues[queue].append(one["body"])
        elif one["bits"] & 1:
            told = _pack("NO_ROUTE") + _pack(one["exchange"]) + _pack(one["key"])
            self._send(channel, (60, 50), struct.pack(">H", 312) + told)
            self._frame(HEADER, channel, one["header"])
            self._frame(BODY, channel, one["body"])
        self.number += 1
        self._send(channel, (60, 80), struct.pack(">QB", self.number, 0))

    def _send(self, channel, method, arguments):
        self._frame(METHOD, channel, struct.pack(">HH", *method) + arguments)

    def _frame(self, kind, channel, payload):
        head = struct.pack(">BHI", kind, channel, len(payload))
        self.sock.sendall(head + payload + FRAME_END)

    def _read(self, size):
        data = self.stream.read(size)
        if len(data) < size:
            raise EOFError
        return data


def _pack(text):
    return bytes([len(text)]) + text.encode()


def _short(data):
    """(text, rest) of a short string."""
    end = 1 + data[0]
    return data[1:end].decode(), data[end:]


def _long(data):
    return struct.pack(">I", len(data)) + data


def _table():
    return _long(b"")
