# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a body goes over the wire: whole, in pieces, too short, too long, cut off."""

from wire import Request

FAR_TOO_MUCH = 50_000_000


def _request(kind, method, path, headers, more, body, **values):
    lines = [f"{method} {path} HTTP/1.1".encode("latin-1"), b"Host: localhost"]
    lines += [
        name.encode() + b": " + value.replace(b"\r", b"").replace(b"\n", b"")
        for name, value in [*headers, *more]
    ]
    head = b"\r\n".join([*lines, b"Connection: close", b"", b""])
    return Request(kind, method, head, body, **values)


def plain(_rng, method, path, headers, body, documents):
    """As every client does."""
    length = [("Content-Length", b"%d" % len(body))] if body or method == "POST" else []
    return _request("plain", method, path, headers, length, body, documents=documents)


def _pieces(rng, body, extension=b""):
    place = 0
    while place < len(body):
        size = rng.choice((1, 7, 1000, 70_000))
        part = body[place : place + size]
        yield b"%x%s\r\n%s\r\n" % (len(part), extension, part)
        place += size


CHUNKED = [("Transfer-Encoding", b"chunked")]


def chunked(rng, method, path, headers, body, documents):
    """In chunks, some with extensions, some with trailers."""
    end = rng.choice((b"0\r\n\r\n", b"0\r\n\r\n", b"0\r\nX-Sum: 1\r\n\r\n"))
    extension = rng.choice((b"", b"", b";name=value"))
    sent = b"".join(_pieces(rng, body, extension)) + end
    # Trailers and extensions are rare enough that a refusal is an answer, too.
    sound = not extension and end == b"0\r\n\r\n"
    values = {"documents": documents, "is_http": sound}
    return _request("chunked", method, path, headers, CHUNKED, sent, **values)


def broken_chunks(rng, method, path, headers, body, _documents):
    """A size that is none, or an end that never comes."""
    sent = b"".join(_pieces(rng, body))
    sent += rng.choice((b"xyz\r\n", b"-5\r\nabc\r\n", b"", b"5\r\nab", b"\r\n\r\n"))
    values = {"is_http": False, "is_cut": True}
    return _request("broken chunks", method, path, headers, CHUNKED, sent, **values)


def cut_off(rng, method, path, headers, body, _documents):
    """Less than was announced, then nothing more."""
    length = [("Content-Length", b"%d" % (len(body) + rng.randrange(1, 5000)))]
    values = {"is_http": False, "is_cut": True}
    return _request("cut off", method, path, headers, length, body, **values)


def announced(_rng, method, path, headers, body, _documents):
    """Far more is announced than anybody takes; only the beginning comes."""
    length = [("Content-Length", b"%d" % FAR_TOO_MUCH)]
    return _request("announced", method, path, headers, length, body)


def too_long(_rng, method, path, headers, body, documents):
    """What comes behind the announced length belongs to no request."""
    length = [("Content-Length", b"%d" % len(body))]
    sent = body + b"and more of it"
    return _request(
        "too long", method, path, headers, length, sent, documents=documents
    )


def odd_length(rng, method, path, headers, body, _documents):
    """A length that is no number, or two of them."""
    length = rng.choice((b"abc", b"-1", b"", b"5, 5", b"1e3", b"0x5", b"9" * 25))
    more = [("Content-Length", length)]
    values = {"is_http": False, "is_cut": True}
    return _request("odd length", method, path, headers, more, body, **values)


def expecting(_rng, method, path, headers, body, documents):
    """Asks whether it may go on, and does not wait for the answer."""
    more = [("Content-Length", b"%d" % len(body)), ("Expect", b"100-continue")]
    return _request("expecting", method, path, headers, more, body, documents=documents)


PLAIN = plain
FRAMINGS = (
    chunked,
    chunked,
    broken_chunks,
    cut_off,
    announced,
    too_long,
    odd_length,
    expecting,
)
