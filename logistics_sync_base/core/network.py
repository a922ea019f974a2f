# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where calls over the network may go, and what their answers mean. No I/O here."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple
from urllib.parse import urljoin, urlsplit

from .backoff import parse_retry_after

DEFAULT_PORTS = {"http": 80, "https": 443}
REDIRECTS = frozenset((301, 302, 303, 307, 308))
TRANSIENT_STATUSES = frozenset((408, 425, 429))
# What another host may learn of a call that was redirected to it.
HARMLESS_HEADERS = frozenset(
    ("accept", "accept-encoding", "traceparent", "user-agent", "x-correlation-id")
)
# Hand out credentials of the machine to whoever asks from it; two are not private.
METADATA_ADDRESSES = frozenset(
    map(
        ipaddress.ip_address,
        ("169.254.169.254", "168.63.129.16", "100.100.100.200", "fd00:ec2::254"),
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Refusal = Literal["bad_url", "host", "plain_http", "private", "forbidden"]
Meaning = Literal["success", "redirect", "transient", "unauthorized", "refused"]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NetworkRefusal(ValueError):
    """A call that our own rules forbid; ``subject`` is what they forbid."""

    def __init__(self, code: Refusal, subject: str):
        super().__init__(f"{code}: {subject}")
        self.code = code
        self.subject = subject


class Origin(NamedTuple):
    """Scheme, host and port: what credentials are meant for."""

    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class NetworkPolicy:
    """Where one connector may call.

    ``hosts`` are (name, port) as :func:`parse_host` reads them. ``private`` allows
    addresses of private networks and of the machine itself, ``plain_http`` allows
    unencrypted calls to public addresses, ``encrypted_only`` forbids them to all.
    """

    hosts: frozenset[tuple[str, int | None]]
    private: bool = False
    plain_http: bool = False
    encrypted_only: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One call and its answer, if there was one (``status`` is None without).

    ``headers`` have lower-case names; ``request`` and ``response`` are masked texts
    for people. ``has_key`` says that it carried our key against doing it twice.
    """

    method: str
    url: str
    request: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    response: str | None = None
    elapsed_ms: int = 0
    has_key: bool = False

    def get_retry_after(self, now: datetime) -> float | None:
        """Seconds the partner asks us to wait, if it does; ``now`` is naive UTC."""
        return parse_retry_after(self.headers.get("retry-after"), now)

    @property
    def is_unclear(self) -> bool:
        """Whether a call with our key, if it failed, may have been carried out."""
        if not self.has_key or self.status is None:
            return self.has_key
        return self.status >= 500 or self.status == 408 or self.status < 300

    @property
    def content_type(self) -> str:
        """The media type of the answer in lower case, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def parse_host(text: str) -> tuple[str, int | None]:
    """(name, port) of an allow-list entry: ``host``, ``host:port``, ``*.host``.

    Without a port the standard ones are meant. Raises NetworkRefusal.
    """
    text = text.strip()
    try:
        parts = urlsplit(f"//{text}")
        name, port = parts.hostname or "", parts.port
    except ValueError:
        raise NetworkRefusal("bad_url", text)
    plain = name.removeprefix("*.")
    if parts.path or parts.query or parts.username or not plain or "*" in plain:
        raise NetworkRefusal("bad_url", text)
    return name.lower().rstrip("."), port


def get_origin(url: str) -> Origin:
    """The origin of an absolute URL; raises NetworkRefusal for what is none.

    Anything two programs could read differently is refused: spaces, control
    characters, backslashes, a user name in the address.
    """
    if any(char <= " " or char in "\\\x7f" for char in url):
        raise NetworkRefusal("bad_url", url)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise NetworkRefusal("bad_url", url)
    if parts.scheme not in DEFAULT_PORTS or not host or "@" in parts.netloc:
        raise NetworkRefusal("bad_url", url)
    if port is None:
        port = DEFAULT_PORTS[parts.scheme]
    return Origin(parts.scheme, host.lower().rstrip("."), port)


def check_url(url: str, policy: NetworkPolicy) -> Origin:
    """The origin of a URL whose host is on the list; else raises NetworkRefusal."""
    origin = get_origin(url)
    if not any(_covers(entry, origin) for entry in policy.hosts):
        raise NetworkRefusal("host", f"{origin.host}:{origin.port}")
    return origin


def check_addresses(
    addresses: Iterable[str], scheme: str, policy: NetworkPolicy
) -> None:
    """Raises NetworkRefusal unless each address may be called.

    One bad address among good ones is enough: a name that points to both is a trap.
    """
    for text in addresses:
        address = _unwrap(ipaddress.ip_address(text.partition("%")[0]))
        if _is_forbidden(address):
            raise NetworkRefusal("forbidden", str(address))
        if scheme == "http" and policy.encrypted_only:
            raise NetworkRefusal("plain_http", str(address))
        if not address.is_global:
            if not policy.private:
                raise NetworkRefusal("private", str(address))
        elif scheme == "http" and not policy.plain_http:
            raise NetworkRefusal("plain_http", str(address))


def get_redirect(
    status: int, location: str | None, method: str, url: str, policy: NetworkPolicy
) -> tuple[str, str] | None:
    """(method, URL) to go on with, or None when the answer is to be taken as it is.

    Raises NetworkRefusal for a target off the list or a step down to plain HTTP. A
    body never travels to another host, nor is a POST turned into a GET, except by
    303, which says so.
    """
    if status not in REDIRECTS or not location:
        return None
    target = urljoin(url, location)
    old, new = get_origin(url), check_url(target, policy)
    if old.scheme == "https" and new.scheme == "http":
        raise NetworkRefusal("plain_http", new.host)
    if status == 303 and method != "HEAD":
        return "GET", target
    if method in ("GET", "HEAD"):
        return method, target
    return (method, target) if status in (307, 308) and old == new else None


def classify_status(status: int) -> Meaning:
    """What an HTTP status means for the work behind the call."""
    if 200 <= status < 300:
        return "success"
    if status in REDIRECTS:
        return "redirect"
    if status in TRANSIENT_STATUSES or status >= 500:
        return "transient"
    return "unauthorized" if status in (401, 403) else "refused"


def _covers(entry: tuple[str, int | None], origin: Origin) -> bool:
    name, port = entry
    if origin.port not in (DEFAULT_PORTS.values() if port is None else (port,)):
        return False
    if name.startswith("*."):
        return origin.host.endswith(name[1:])
    return origin.host == name


def _unwrap(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_forbidden(address: Address) -> bool:
    """Addresses no partner can have, whatever an administrator allows."""
    return (
        address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or address in METADATA_ADDRESSES
        or (address.is_reserved and not address.is_loopback)
    )
