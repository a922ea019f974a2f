# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The wire below the one door: HTTP that connects only where the policy lets it.

Names are resolved once, each address is checked, and the connection goes to exactly
the address that was checked: a name server that answers differently the second time
gains nothing. Server name, Host header and certificate stay those of the name.
"""

import contextlib
import os
import socket
import ssl
import tempfile
import threading
import time
from functools import lru_cache

import requests
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from requests.adapters import HTTPAdapter
from requests.certs import where
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
)
from urllib3.util.connection import create_connection

from .core import inflate
from .core.network import NetworkRefusal, check_addresses, get_origin

CHUNK = 16384
# Everything that can go wrong on the way to a complete answer.
WIRE_ERRORS = (requests.RequestException, HTTPError, OSError)


class CertificateError(ValueError):
    """A certificate or key an administrator entered is not usable."""


class Deadline(requests.Timeout):
    """The complete answer did not arrive in time, though something always came."""


def resolve(host, port):
    """Addresses a name stands for now; raises socket.gaierror."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(entry[4][0] for entry in found))


class _Guarded:
    """Mixed into urllib3's connections: where a socket may be opened to."""

    session = None

    def _new_conn(self):
        """Open the socket to a checked address; urllib3's own hook for that."""
        host = self._dns_host
        try:
            addresses = resolve(host, self.port)
        except socket.gaierror as error:
            raise NameResolutionError(host, self, error) from error
        self.session.check(addresses)
        for address in addresses:
            try:
                sock = create_connection(
                    (address, self.port),
                    self.timeout,
                    source_address=self.source_address,
                    socket_options=self.socket_options,
                )
            except TimeoutError as error:
                failure = ConnectTimeoutError(self, f"no connection to {host} in time")
                failure.__cause__ = error
            except OSError as error:
                failure = NewConnectionError(self, f"{host}: {error}")
                failure.__cause__ = error
            else:
                return sock
        raise failure

    def connect(self):
        """Keep hold of the socket: http.client lets go of it early."""
        with self.session.connecting():
            result = super().connect()
        self.session.sockets.append(self.sock)
        return result


class _GuardedAdapter(HTTPAdapter):
    """requests' adapter with guarded connections and timeouts of its own."""

    def __init__(self, session, ssl_context):
        self._classes = _make_pool_classes(session)
        self._ssl_context = ssl_context
        self._timeout = session.timeout
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args, **kwargs):
        result = super().init_poolmanager(
            *args, ssl_context=self._ssl_context, **kwargs
        )
        self.poolmanager.pool_classes_by_scheme = self._classes
        return result

    def proxy_manager_for(self, proxy, **kwargs):
        manager = super().proxy_manager_for(
            proxy, ssl_context=self._ssl_context, **kwargs
        )
        manager.pool_classes_by_scheme = self._classes
        return manager

    def cert_verify(self, conn, url, verify, cert):
        """The context holds the authorities; verification cannot be turned off."""
        conn.cert_reqs = "CERT_REQUIRED"

    def send(self, request, **kwargs):
        return super().send(request, **kwargs | {"timeout": self._timeout})


def _make_pool_classes(guard):
    """urllib3's pools, making connections that ask ``guard``."""
    plain = type("Plain", (_Guarded, HTTPConnection), {"session": guard})
    secure = type("Secure", (_Guarded, HTTPSConnection), {"session": guard})
    return {
        "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("SPool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }


class GuardedSession:
    """HTTP to one origin for the time of one call.

    ``policy`` is a :class:`~.core.network.NetworkPolicy`, ``timeout`` (connect, read)
    in seconds, ``authorities`` PEM text of certificate authorities to trust instead
    of the usual ones, ``identity`` PEM bytes of our certificate and key, ``proxy`` a
    URL. The complete answer must be there within the sum of both times.
    """

    def __init__(
        self, policy, timeout, authorities=None, identity=None, proxy=None, limit=None
    ):
        self.policy = policy
        self.timeout = timeout
        self.proxy = proxy
        self.limit = limit
        self.sockets = []
        # Finding names, connecting and encryption; not the partner's doing.
        self.network_ms = 0.0
        self._scheme = "https"
        self._is_late = False
        self._context = make_ssl_context(authorities, identity)

    @contextlib.contextmanager
    def connecting(self):
        """Count what it takes until there is a connection, or none comes about."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.network_ms += (time.monotonic() - start) * 1000

    def check(self, addresses):
        """Refuse sockets to addresses the policy forbids (NetworkRefusal)."""
        # A proxy of the company is plain HTTP inside; what it carries is checked.
        scheme = "https" if self.proxy else self._scheme
        check_addresses(addresses, scheme, self.policy)

    def send(self, method, url, headers, body=None):
        """(status, {lower-case name: value}, unpacked body); follows nothing.

        Raises NetworkRefusal, one of WIRE_ERRORS, inflate's errors.
        """
        origin = get_origin(url)
        self._scheme = origin.scheme
        if self.proxy:
            self._check_behind_proxy(origin)
        request = requests.Request(method, url, headers=headers, data=body)
        with requests.Session() as session:
            # Neither a .netrc nor proxies of the environment decide what we send.
            session.trust_env = False
            session.mount(f"{origin.scheme}://", _GuardedAdapter(self, self._context))
            prepared = session.prepare_request(request)
            with self._deadline():
                return self._read(session, prepared)

    def _read(self, session, prepared):
        proxies = {"http": self.proxy, "https": self.proxy} if self.proxy else {}
        response = session.send(
            prepared, stream=True, allow_redirects=False, proxies=proxies
        )
        with contextlib.closing(response):
            names = {name.lower(): value for name, value in response.headers.items()}
            chunks = iter(lambda: response.raw.read(CHUNK, decode_content=False), b"")
            encoding = names.get("content-encoding", "")
            return (
                response.status_code,
                names,
                inflate.join(chunks, encoding, self.limit),
            )

    def _check_behind_proxy(self, origin):
        """The proxy resolves the name; what we can see of it must be allowed, too."""
        try:
            with self.connecting():
                addresses = resolve(origin.host, origin.port)
        except socket.gaierror:
            # Behind a proxy names of the outside often mean nothing to us.
            if origin.scheme == "http" and not self.policy.plain_http:
                raise NetworkRefusal("plain_http", origin.host)
            return
        check_addresses(addresses, origin.scheme, self.policy)

    @contextlib.contextmanager
    def _deadline(self):
        """Cut the line when the whole takes too long, however busy it looks."""
        timer = threading.Timer(sum(self.timeout), self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
            if self._is_late:
                raise Deadline("the answer was cut off")
        except WIRE_ERRORS as error:
            if self._is_late:
                raise Deadline("the answer was not complete in time") from error
            raise
        finally:
            timer.cancel()

    def _cut(self):
        self._is_late = True
        for sock in self.sockets:
            # Not by TLS's own shutdown, which another thread is in the middle of.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


# ------------------------------------------------------------- certificates
def make_ssl_context(authorities=None, identity=None):
    """A context that always verifies; raises CertificateError for unusable PEM."""
    if not identity:
        return _get_plain_context(authorities or None)
    context = _build_context(authorities)
    _load_identity(context, identity)
    return context


@lru_cache(maxsize=32)
def _get_plain_context(authorities):
    """Reading all authorities takes longer than a call; they are the same for all."""
    return _build_context(authorities)


def _build_context(authorities):
    try:
        context = ssl.create_default_context(cadata=authorities)
    except (ssl.SSLError, ValueError) as error:
        raise CertificateError(str(error))
    if not authorities:
        context.load_verify_locations(where())
    return context


def read_identity(pem):
    """(key, [certificates]) of PEM bytes; raises CertificateError."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
        chain = x509.load_pem_x509_certificates(pem)
    except (ValueError, TypeError) as error:
        raise CertificateError(str(error))
    if key.public_key() != chain[0].public_key():
        raise CertificateError("the key does not belong to the first certificate")
    return key, chain


def _load_identity(context, pem):
    """Give the context our certificate; the ssl module only reads it from a file."""
    key, chain = read_identity(pem)
    # The file is encrypted with a word that only this function knows.
    password = os.urandom(24).hex().encode()
    packed = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password),
    )
    packed += b"".join(
        certificate.public_bytes(serialization.Encoding.PEM) for certificate in chain
    )
    with tempfile.NamedTemporaryFile() as file:
        file.write(packed)
        file.flush()
        context.load_cert_chain(file.name, password=password)
