# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import posixpath

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..settings import get_setting


class LogisticsSyncConnector(models.Model):
    """Watched folders: of this server, over SFTP or FTP, in S3 buckets."""

    _inherit = "logistics.sync.connector"

    folder_url = fields.Char(
        string="Folder to Watch",
        help="Files the partner drops here are read once, then moved. A folder of this "
        "server, or an address such as sftp://files.example.com/in",
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
    def _check_folder_allowed(self, path):
        """Local folders must lie below a root the server's configuration names.

        Otherwise an administrator of this app could read or write any file the
        server can. Raises ValidationError.
        """
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
