# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""HTTP as bytes on a socket: a client library would not send what we want to send."""

import contextlib
import http.client
import socket
from dataclasses import dataclass, field

SECONDS = 30


@dataclass(frozen=True)
class Request:
    """What goes over the wire, and what is to become of it.

    ``is_http`` says that the framing is sound, so that an answer of ours is owed;
    ``is_cut`` that we send nothing more after it; one of ``documents`` is stored when
    it is accepted, none of them known leaves that open.
    """

    name: str
    method: str
    head: bytes
    body: bytes = b""
    is_http: bool = True
    is_cut: bool = False
    documents: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Answer:
    """Status, lower-case headers and body."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def exchange(port: int, request: Request) -> Answer | None:
    """The answer to one request on a connection of its own; None when it was closed.

    Raises TimeoutError when the server does neither.
    """
    with socket.create_connection(("127.0.0.1", port), SECONDS) as line:
        # Whoever refuses a body need not read it to its end.
        with contextlib.suppress(ConnectionError):
            line.sendall(request.head + request.body)
            if request.is_cut:
                line.shutdown(socket.SHUT_WR)
        answer = http.client.HTTPResponse(line, method=request.method)
        try:
            answer.begin()
            body = answer.read()
        except (ConnectionError, http.client.HTTPException):
            return None
        names = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, names, body)
