# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import posixpath
from collections.abc import Iterator
from datetime import timedelta

import fsspec

from odoo import fields

from .base import Adapter
from .registry import register
from .results import Check, Delivery, Document

# A file that changed so recently may still be growing.
SETTLE_SECONDS = 2
FOLDER_BATCH = 200


@register
class FolderAdapter(Adapter):
    """Files in folders, over any file system fsspec knows."""

    transport = "folder"
    code = "generic"
    name = "Any partner"
    capabilities = frozenset({"poll", "send", "check"})

    # ---------------------------------------------------------------- in
    def poll(self) -> Iterator[Document]:
        """Files that have stopped growing, oldest first."""
        filesystem, path = self._open(self.connector.folder_url)
        for name in self._list_settled(filesystem, path):
            source = posixpath.join(path, name)
            try:
                body = filesystem.cat_file(source)
                stamp = filesystem.modified(source).isoformat()
            except FileNotFoundError:
                continue  # another worker took it meanwhile
            digest = hashlib.sha256(body).hexdigest()
            yield Document(
                body,
                f"file:{name}:{stamp}:{digest[:16]}",
                content_type="application/octet-stream",
                file_name=name,
                handle=(filesystem, path, name),
            )

    def settle(self, document: Document) -> None:
        """Move a file that was stored to the folder for what is done."""
        self._put_away(document, self.connector.folder_done or "done")

    def refuse(self, document: Document, reason: str) -> None:
        """Move a file that was not stored to the folder for errors."""
        self._put_away(document, self.connector.folder_error or "error")

    def _open(self, folder):
        filesystem, path = fsspec.core.url_to_fs(folder)
        self.connector._check_folder_allowed(filesystem, path)
        return filesystem, path

    def _list_settled(self, filesystem, path):
        limit = fields.Datetime.now() - timedelta(seconds=SETTLE_SECONDS)
        found = []
        pattern = self.connector.folder_pattern or "*"
        for name in filesystem.glob(posixpath.join(path, pattern)):
            info = filesystem.info(name)
            if info["type"] != "file" or name.endswith(".part"):
                continue
            modified = filesystem.modified(name).replace(tzinfo=None)
            if modified <= limit:
                found.append((modified, posixpath.basename(name)))
        return [name for __, name in sorted(found)][:FOLDER_BATCH]

    def _put_away(self, document, subfolder):
        filesystem, path, name = document.handle
        target = posixpath.join(path, subfolder)
        filesystem.makedirs(target, exist_ok=True)
        stamp = fields.Datetime.now().strftime("%Y%m%dT%H%M%S%f")
        try:
            filesystem.mv(
                posixpath.join(path, name), posixpath.join(target, f"{stamp}_{name}")
            )
        except FileNotFoundError:
            return  # another worker put it away

    # --------------------------------------------------------------- out
    def send(self, message) -> Delivery:
        """Write under a temporary name, then rename: nobody sees half a file."""
        folder = self.connector.outbound_folder_url
        if not folder:
            return Delivery.business(
                "no_outbound_transport",
                self.env._(
                    "%s is owed a document, but the connector has no outbound folder "
                    "to put it in. Set one and retry.",
                    self.connector.name,
                ),
            )
        name = message.file_name or f"{message.public_id}.dat"
        body = message._get_body_bytes()
        try:
            filesystem, path = self._open(folder)
            self.connector._leave_transaction()
            filesystem.makedirs(path, exist_ok=True)
            target = posixpath.join(path, name)
            with filesystem.open(f"{target}.part", "wb") as handle:
                handle.write(body)
            filesystem.mv(f"{target}.part", target)
        except OSError as error:
            return Delivery.transient(
                self.env._(
                    "The folder %(folder)s cannot be written: %(error)s",
                    folder=folder,
                    error=error,
                )
            )
        return Delivery.success(response=target)

    def check(self) -> Check:
        """Whether the folders named can be listed."""
        folders = [self.connector.folder_url, self.connector.outbound_folder_url]
        for folder in filter(None, folders):
            filesystem, path = self._open(folder)
            if not filesystem.isdir(path):
                return Check(False, self.env._("There is no folder %s.", folder))
        return Check(True, self.env._("The folders can be read."))
