# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner's HTTP server on loopback, with TLS and certificates where asked."""

import datetime
import ipaddress
import json
import ssl
import tempfile
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Request:
    """What the partner was asked; header names in lower case."""

    method: str
    path: str
    query: dict
    headers: dict
    body: bytes
    client: str | None = None

    def json(self):
        return json.loads(self.body)


@dataclass
class Reply:
    """What the partner answers; dicts and lists go as JSON."""

    body: object = b""
    status: int = 200
    headers: dict = field(default_factory=dict)

    def encode(self):
        if isinstance(self.body, bytes):
            return self.body, self.headers
        content = {"Content-Type": "application/json"}
        return json.dumps(self.body).encode(), content | self.headers


class PartnerServer:
    """Answers as ``routes`` say: {path: Reply, or function of the Request}.

    ``requests`` are those it got, in their order. A function may also write to the
    socket itself and return None.
    """

    def __init__(self, routes=None, tls=None):
        self.routes = routes or {}
        self.requests = []
        partner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                partner._answer(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = answer
            do_CONNECT = answer

            def log_message(self, *_words):
                """Quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_words):
                """Clients that hang up are part of the tests."""

        self.server = Server(("127.0.0.1", 0), Handler)
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_port
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def _answer(self, handler):
        length = int(handler.headers.get("Content-Length") or 0)
        parts = urlsplit(handler.path)
        get_peer = getattr(handler.connection, "getpeercert", dict)
        subject = dict(pair[0] for pair in (get_peer() or {}).get("subject", ()))
        request = Request(
            handler.command,
            parts.path or handler.path,
            dict(parse_qsl(parts.query)),
            {name.lower(): value for name, value in handler.headers.items()},
            handler.rfile.read(length),
            subject.get("commonName"),
        )
        request.handler = handler
        self.requests.append(request)
        route = self.routes.get(request.path, Reply({"error": "unknown"}, 404))
        reply = route(request) if callable(route) else route
        if reply is None:
            handler.close_connection = True
            return
        body, headers = reply.encode()
        handler.send_response(reply.status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


class CertificateAuthority:
    """An authority made for one test, as a partner may run it."""

    def __init__(self, name="Test Authority"):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        usage = x509.BasicConstraints(ca=True, path_length=None)
        self.certificate = self._sign(self.name, self.key, usage)
        self.pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def issue(self, name, days=30, names=()):
        """PEM text of a certificate for 127.0.0.1, with more names, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        known = [x509.DNSName(host) for host in ("localhost", *names)]
        names = x509.SubjectAlternativeName([address, *known])
        certificate = self._sign(subject, key, names, days)
        packed = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return (certificate.public_bytes(serialization.Encoding.PEM) + packed).decode()

    def _sign(self, subject, key, extension, days=30):
        now = datetime.datetime.now(datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=60))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(
                extension, critical=isinstance(extension, x509.BasicConstraints)
            )
            .sign(self.key, hashes.SHA256())
        )

    def server_context(self, days=30, wants_client=False, names=()):
        """A context for PartnerServer; ``wants_client`` asks for our certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(self.issue("partner", days, names))
            file.flush()
            context.load_cert_chain(file.name)
        if wants_client:
            context.load_verify_locations(cadata=self.pem)
            context.verify_mode = ssl.CERT_REQUIRED
        return context
