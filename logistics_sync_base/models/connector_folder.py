# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import logging
import posixpath
from datetime import timedelta

import fsspec

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..settings import get_setting

_logger = logging.getLogger(__name__)

# A file that changed so recently may still be growing.
SETTLE_SECONDS = 2
FOLDER_BATCH = 200
REMOTE_PROTOCOLS = frozenset(
    ("sftp", "ssh", "ftp", "smb", "webdav", "s3", "s3a", "gs", "gcs", "abfs", "az")
)


class LogisticsSyncConnector(models.Model):
    """Watched folders, over any file system fsspec knows."""

    _inherit = "logistics.sync.connector"

    folder_url = fields.Char(
        string="Folder to Watch",
        help="Files the partner drops here are read once, then moved.",
    )
    folder_pattern = fields.Char(default="*", help="Such as *.csv")
    folder_done = fields.Char(
        default="done", help="Subfolder for files that were read."
    )
    folder_error = fields.Char(
        default="error", help="Subfolder for files that could not be stored."
    )
    outbound_folder_url = fields.Char(
        string="Outbound Folder",
        help="Where documents for the partner are put, such as acknowledgements.",
    )

    @api.constrains("transport", "folder_url", "state")
    def _check_folder(self):
        for connector in self:
            if (
                connector.state == "live"
                and connector.transport == "folder"
                and not connector.folder_url
            ):
                raise ValidationError(
                    self.env._(
                        "Connector “%s” cannot go live: name the folder to watch.",
                        connector.name,
                    )
                )

    @api.private
    def _check_folder_allowed(self, filesystem, path):
        """Local folders must lie below a root the server's configuration names.

        Otherwise an administrator of this app could read or write any file the
        server can. The same holds for file systems that wrap others. Raises
        ValidationError.
        """
        protocols = filesystem.protocol
        protocols = {protocols} if isinstance(protocols, str) else set(protocols)
        if protocols & REMOTE_PROTOCOLS:
            return
        if "file" not in protocols:
            raise ValidationError(
                self.env._(
                    "Folders over %(given)s are not supported. Use a local folder or "
                    "one of %(known)s.",
                    given=", ".join(sorted(protocols)),
                    known=", ".join(sorted(REMOTE_PROTOCOLS)),
                )
            )
        roots = get_setting("folder_roots", "").split(",")
        allowed = [posixpath.realpath(root.strip()) for root in roots if root.strip()]
        real = posixpath.realpath(path)
        if not any(posixpath.commonpath([real, root]) == root for root in allowed):
            raise ValidationError(
                self.env._(
                    "The folder %s is outside the folders this server allows. Ask the "
                    "server's administrator to add it to the setting folder_roots.",
                    path,
                )
            )

    @api.model
    def _cron_poll_folders(self):
        for connector in self.search(
            [("transport", "=", "folder"), ("state", "=", "live")]
        ):
            connector._poll_folder()
            self.env["ir.cron"]._commit_progress(1)

    def _poll_folder(self):
        """Store each settled file as a message, commit, then move it away.

        A crash between the commit and the move makes the file be read again under
        the same key, which is the same message. Returns the number of files stored.
        """
        self.ensure_one()
        stored = 0
        try:
            filesystem, path = fsspec.core.url_to_fs(self.folder_url)
            self._check_folder_allowed(filesystem, path)
            for name in self._list_settled(filesystem, path):
                stored += self._take_file(filesystem, path, name)
        except (OSError, ValueError, ImportError, ValidationError) as error:
            self.env["logistics.sync.exception"]._raise_for(
                "folder_unreachable",
                self.env._(
                    "The folder of %(connector)s cannot be read: %(error)s",
                    connector=self.name,
                    error=error,
                ),
                connector=self,
            )
        if stored:
            self.env["logistics.sync.message"]._dispatch([self.channel])
        return stored

    def _list_settled(self, filesystem, path):
        """Names of files that have stopped growing, oldest first."""
        limit = fields.Datetime.now() - timedelta(seconds=SETTLE_SECONDS)
        found = []
        for name in filesystem.glob(posixpath.join(path, self.folder_pattern or "*")):
            info = filesystem.info(name)
            if info["type"] != "file" or name.endswith(".part"):
                continue
            modified = filesystem.modified(name).replace(tzinfo=None)
            if modified <= limit:
                found.append((modified, posixpath.basename(name)))
        return [name for __, name in sorted(found)][:FOLDER_BATCH]

    def _take_file(self, filesystem, path, name):
        """Whether the file was stored: another worker may have taken it meanwhile."""
        try:
            self._store_file(filesystem, path, name)
        except FileNotFoundError:
            return False
        return True

    def _store_file(self, filesystem, path, name):
        source = posixpath.join(path, name)
        body = filesystem.cat_file(source)
        stamp = filesystem.modified(source).isoformat()
        digest = hashlib.sha256(body).hexdigest()
        too_large = len(body) > self.max_body_kib * 1024
        if too_large:
            self._refuse_large_file(name, len(body))
        else:
            self.env["logistics.sync.message"]._ingest(
                self,
                body,
                f"file:{name}:{stamp}:{digest[:16]}",
                file_name=name,
                content_type="application/octet-stream",
            )
        # The message must be safe before the partner's file leaves its place.
        self.env["ir.cron"]._commit_progress()
        self._move_file(filesystem, path, name, too_large)

    def _refuse_large_file(self, name, size):
        self.env["logistics.sync.exception"]._raise_for(
            "file_too_large",
            self.env._(
                "%(connector)s left the file %(name)s of %(size)s KiB; the limit is "
                "%(limit)s KiB. It was put aside in the error folder.",
                connector=self.name,
                name=name,
                size=size // 1024,
                limit=self.max_body_kib,
            ),
            connector=self,
        )

    def _move_file(self, filesystem, path, name, failed):
        folder = self.folder_error if failed else self.folder_done
        target_folder = posixpath.join(path, folder or "done")
        filesystem.makedirs(target_folder, exist_ok=True)
        stamp = fields.Datetime.now().strftime("%Y%m%dT%H%M%S%f")
        filesystem.mv(
            posixpath.join(path, name), posixpath.join(target_folder, f"{stamp}_{name}")
        )

    def action_poll_now(self):
        self.ensure_one()
        self.check_access("write")
        self._poll_folder()
