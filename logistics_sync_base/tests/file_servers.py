# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""File servers that partners run, started on this machine for a class of tests."""

import asyncio
import datetime
import ipaddress
import shutil
import threading
import warnings
from pathlib import Path

import asyncssh
import boto3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from moto.server import ThreadedMotoServer

with warnings.catch_warnings():
    # It uses what Python 3.12 has no more.
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
    from pyftpdlib.servers import FTPServer

USER = "northwind"
PASSWORD = "a-password-of-northwind"


class FolderServer:
    """A server whose files are a folder of this machine; ``root`` is its top."""

    scheme = ""
    port = 0

    def __init__(self, root):
        self.root = Path(root)

    def start(self):
        """Nothing has to run for files of this machine."""

    def stop(self):
        """Nothing ran."""

    def url(self, folder):
        return f"file://{self.root}/{folder}"

    def put(self, name, body):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)

    def read_bytes(self, name):
        return (self.root / name).read_bytes()

    def names(self, folder):
        path = self.root / folder
        if not path.is_dir():
            return []
        return sorted(file.name for file in path.iterdir() if file.is_file())

    def remove(self, name):
        (self.root / name).unlink()

    def clear(self):
        shutil.rmtree(self.root)
        (self.root / "in").mkdir(parents=True)


class SftpServer(FolderServer):
    """OpenSSH's protocol as asyncssh speaks it."""

    files_class = asyncssh.SFTPServer

    def __init__(self, root):
        super().__init__(root)
        self.host_key = asyncssh.generate_private_key("ssh-ed25519")
        self.client_key = asyncssh.generate_private_key("ssh-ed25519")
        self.loop = asyncio.new_event_loop()
        self.logins = []
        self.locked = set()

    @property
    def fingerprint(self):
        return self.host_key.get_fingerprint()

    def url(self, folder):
        return f"sftp://127.0.0.1:{self.port}/{folder}"

    def start(self):
        ready = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self.thread.start()
        assert ready.wait(60), "the SFTP server did not come up"

    def _run(self, ready):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._listen())
        ready.set()
        self.loop.run_forever()

    async def _listen(self):
        server = self
        known = server.client_key.export_public_key().decode()

        class Files(server.files_class):
            def open(self, path, *options):
                if path.decode().rpartition("/")[2] in server.locked:
                    raise asyncssh.SFTPPermissionDenied("locked")
                return super().open(path, *options)

        class Door(asyncssh.SSHServer):
            def begin_auth(self, username):
                server.logins.append(username)
                return True

            def password_auth_supported(self):
                return True

            def validate_password(self, username, password):
                return (username, password) == (USER, PASSWORD)

        self.listener = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=Door,
            server_host_keys=[self.host_key],
            authorized_client_keys=asyncssh.import_authorized_keys(known),
            sftp_factory=lambda channel: Files(channel, chroot=str(self.root)),
        )
        self.port = self.listener.get_port()

    async def _close(self):
        self.listener.close()
        await self.listener.wait_closed()
        left = asyncio.all_tasks(self.loop) - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def stop(self):
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()


class FtpServer(FolderServer):
    """FTP as pyftpdlib speaks it."""

    handler_class = FTPHandler
    scheme = "ftp"

    def url(self, folder):
        return f"{self.scheme}://127.0.0.1:{self.port}/{folder}"

    def start(self):
        authorizer = DummyAuthorizer()
        authorizer.add_user(USER, PASSWORD, str(self.root), perm="elradfmwMT")
        handler = type("Handler", (self.handler_class,), self.get_settings())
        handler.authorizer = authorizer
        handler.auth_failed_timeout = 0.1
        self.server = FTPServer(("127.0.0.1", 0), handler)
        self.port = self.server.address[1]
        self.running = True
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while self.running:
            self.server.serve_forever(timeout=0.05, blocking=False, handle_exit=False)
        self.server.close_all()

    def get_settings(self):
        return {}

    def stop(self):
        self.running = False
        self.thread.join(10)


class FtpsServer(FtpServer):
    """FTP that insists on TLS for both connections."""

    handler_class = TLS_FTPHandler
    scheme = "ftps"

    def get_settings(self):
        self.certificate, key = make_certificate()
        path = self.root.parent / "server.pem"
        path.write_text(self.certificate + key)
        return {
            "certfile": str(path),
            "tls_control_required": True,
            "tls_data_required": True,
        }


class S3Server:
    """A bucket of the S3 look-alike moto."""

    bucket = "northwind"

    def __init__(self, _root):
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)

    def start(self):
        self.server.start()
        host, port = self.server.get_host_and_port()
        self.endpoint = f"http://{host}:{port}"
        self.client = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=USER,
            aws_secret_access_key=PASSWORD,
        )
        self.client.create_bucket(Bucket=self.bucket)

    def stop(self):
        self.server.stop()

    def url(self, folder):
        return f"s3://{self.bucket}/{folder}"

    def put(self, name, body):
        self.client.put_object(Bucket=self.bucket, Key=name, Body=body)

    def read_bytes(self, name):
        return self.client.get_object(Bucket=self.bucket, Key=name)["Body"].read()

    def names(self, folder):
        found = self.client.list_objects_v2(
            Bucket=self.bucket, Prefix=f"{folder}/", Delimiter="/"
        )
        keys = [entry["Key"] for entry in found.get("Contents", ())]
        return sorted(key.removeprefix(f"{folder}/") for key in keys)

    def remove(self, name):
        self.client.delete_object(Bucket=self.bucket, Key=name)

    def clear(self):
        for folder in ("in", "in/done", "in/error", "out"):
            for name in self.names(folder):
                self.remove(f"{folder}/{name}")


def make_certificate():
    """PEM texts of a certificate for this machine and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    return public.decode(), private.decode()
