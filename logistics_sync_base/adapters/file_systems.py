# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""File systems of fsspec with a partner's credentials, checked before they are used."""

import ftplib
import hmac
import io
from functools import partial
from urllib.parse import urlsplit

import paramiko
from fsspec.implementations.ftp import FTPFileSystem
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.sftp import SFTPFileSystem

from ..core.network import NetworkRefusal
from ..network_session import make_ssl_context
from ..network_socket import SocketGuard
from .file_errors import PlaceRefusedError

PORTS = {"sftp": 22, "ftp": 21, "ftps": 21, "s3": 443}
KEY_CLASSES = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


class UnsupportedKeyError(PlaceRefusedError):
    """The private key cannot be read."""


def open_local(_connector, _parts, _guard):
    return LocalFileSystem(skip_instance_cache=True)


def open_sftp(connector, parts, guard):
    """SFTP to a server whose host key is the one we were told of."""
    login = connector._get_file_login()
    timeout = connector.read_timeout
    port = parts.port or PORTS["sftp"]
    connect = partial(
        SFTPFileSystem,
        parts.hostname,
        port=port,
        username=login.username,
        # With a key, the password is the key's own.
        password=None if login.private_key else login.password,
        pkey=read_private_key(login) if login.private_key else None,
        host_key_policy=KnownHostKey(connector.sftp_host_key or ""),
        allow_agent=False,
        look_for_keys=False,
        timeout=connector.connect_timeout,
        banner_timeout=timeout,
        auth_timeout=timeout,
        channel_timeout=timeout,
        skip_instance_cache=True,
    )
    connector._leave_transaction()
    return connect(sock=guard.connect(parts.hostname, port, connector.connect_timeout))


def open_ftp(connector, parts, guard):
    """FTP; ``ftps`` encrypts both connections and checks the certificate."""
    login = connector._get_file_login()
    context = None
    if parts.scheme == "ftps":
        context = make_ssl_context(connector.trusted_authorities or None)
    connect = partial(
        CheckedFtp,
        parts.hostname,
        port=parts.port or PORTS["ftp"],
        username=login.username,
        password=login.password,
        timeout=connector.read_timeout,
        context=context,
        guard=guard,
        skip_instance_cache=True,
    )
    connector._leave_transaction()
    return connect()


def open_s3(connector, _parts, guard):
    """S3 and what speaks like it."""
    # Only who uses a bucket needs the library.
    from s3fs import S3FileSystem

    login = connector._get_file_login()
    return S3FileSystem(
        key=login.username,
        secret=login.password,
        endpoint_url=connector.s3_endpoint or None,
        client_kwargs={"region_name": connector.s3_region or "us-east-1"},
        config_kwargs={
            "connect_timeout": connector.connect_timeout,
            "read_timeout": connector.read_timeout,
            "retries": {"max_attempts": 1},
            "connector_args": {"socket_factory": guard.make_socket},
        },
        use_listings_cache=False,
        skip_instance_cache=True,
    )


OPENERS = {
    "": open_local,
    "file": open_local,
    "sftp": open_sftp,
    "ftp": open_ftp,
    "ftps": open_ftp,
    "s3": open_s3,
}


def open_file_system(connector, url):
    """(file system, path) of a folder's address; ValueError for an unknown kind."""
    parts = urlsplit(url)
    opener = OPENERS.get(parts.scheme)
    if opener is None:
        raise ValueError(
            connector.env._(
                "Folders over %(given)s are not supported. Use a local folder or one "
                "of %(known)s.",
                given=parts.scheme,
                known=", ".join(name for name in OPENERS if name not in ("", "file")),
            )
        )
    path = parts.path
    if parts.scheme == "s3":
        path = f"{parts.netloc}{parts.path}".rstrip("/")
    if opener is open_local:
        connector._check_folder_allowed(path)
    service = urlsplit(connector.s3_endpoint or "") if parts.scheme == "s3" else parts
    # The same rules as for every other call: no private addresses and nothing readable
    # on the way, unless a system administrator allowed it.
    guard = SocketGuard(
        connector._get_network_policy(), readable=service.scheme in ("ftp", "http")
    )
    try:
        if opener is open_s3 and service.hostname:
            # Its library opens sockets much later, where a refusal has no words.
            guard.find(service.hostname, service.port or PORTS["s3"])
        return opener(connector, parts, guard), path or "/"
    except NetworkRefusal as error:
        text = connector._describe_refusal(error.code, error.subject)
        raise PlaceRefusedError(text) from error


class KnownHostKey(paramiko.MissingHostKeyPolicy):
    """Lets exactly one host key pass: a fingerprint (SHA256:...) or a public key."""

    def __init__(self, known):
        self.known = known.strip()

    def missing_host_key(self, client, hostname, key):
        """Raises PlaceRefusedError before anything secret has been sent."""
        shown = key.fingerprint.rstrip("=")
        if not self.known:
            raise PlaceRefusedError(
                f"The host key of {hostname} is not known yet; the server shows "
                f"{shown}. Compare it with what the partner told you and enter it."
            )
        parts = self.known.split()
        # A line of known_hosts has the host and the kind of key before the key.
        known = next((p for p in parts if p.startswith("AAAA")), parts[0]).rstrip("=")
        if not any(
            hmac.compare_digest(form.encode(), known.encode())
            for form in (shown, key.get_base64().rstrip("="))
        ):
            raise PlaceRefusedError(
                f"{hostname} shows the host key {shown}, which is not the one that was "
                "entered. Somebody may have put another server in its place; ask the "
                "partner before you change it."
            )


def read_private_key(login):
    """The SSH key of a credential, of any usual kind."""
    for key_class in KEY_CLASSES:
        try:
            return key_class.from_private_key(
                io.StringIO(login.private_key), login.password or None
            )
        except (paramiko.SSHException, ValueError):
            continue
    raise UnsupportedKeyError(
        "The private key cannot be read. Enter an Ed25519, ECDSA or RSA key in OpenSSH "
        "or PEM form; the password of a locked key goes into a second secret."
    )


class _GuardedFtp(ftplib.FTP):
    """FTP whose control connection goes to a checked address.

    The data connections go to the same address, whatever the server tells.
    """

    guard = None

    def connect(self, host, port):
        self.host, self.port = host, port
        self.sock = self.guard.connect(host, port, self.timeout)
        self.af = self.sock.family
        self.file = self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()
        return self.welcome


class _ReusingTls(_GuardedFtp, ftplib.FTP_TLS):
    """Data connections resume the session of the control connection.

    Many servers ask for it, so that nobody else can take over a transfer.
    """

    def ntransfercmd(self, cmd, rest=None):
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        if self._prot_p:
            connection = self.context.wrap_socket(
                connection, server_hostname=self.host, session=self.sock.session
            )
        return connection, size


class CheckedFtp(FTPFileSystem):
    """FTP that checks addresses, and certificates where TLS is asked for."""

    def __init__(self, host, guard, context=None, **options):
        self.guard = guard
        self.context = context
        super().__init__(host, **options)

    def _connect(self):
        if self.context:
            self.ftp = _ReusingTls(
                context=self.context, timeout=self.timeout, encoding=self.encoding
            )
        else:
            self.ftp = _GuardedFtp(timeout=self.timeout, encoding=self.encoding)
        self.ftp.guard = self.guard
        self.ftp.connect(self.host, self.port)
        self.ftp.login(*self.cred)
        if self.context:
            self.ftp.prot_p()
