# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..adapters.file_errors import PlaceRefusedError

PROTOCOLS = [
    ("local", "This server"),
    ("sftp", "SFTP"),
    ("ftp", "FTP"),
    ("ftps", "FTP with TLS"),
    ("s3", "S3 bucket"),
]


class FileLogin(NamedTuple):
    """Who we are at a file server; with a key, the password is the key's."""

    username: str
    password: str
    private_key: str


class LogisticsSyncConnector(models.Model):
    """What file servers other than our own need to know and to prove."""

    _inherit = "logistics.sync.connector"

    folder_protocol = fields.Selection(
        PROTOCOLS, compute="_compute_folder_protocol", string="Files Are On"
    )
    sftp_host_key = fields.Char(
        string="Host Key of the Server",
        help="The fingerprint (SHA256:...) or public key the partner told you. A "
        "server with any other key is refused. “Test Connection” shows the one it has.",
    )
    s3_endpoint = fields.Char(
        string="Address of the Service",
        help="Empty for Amazon; otherwise such as https://storage.example.com",
    )
    s3_region = fields.Char(string="Region", help="Such as eu-central-1.")
    folder_flag = fields.Char(
        string="Ready Mark",
        help="Ending of the empty file the partner adds when a file is complete, such "
        "as .ok for scans.csv.ok. Files without one are left alone.",
    )
    folder_unpack = fields.Boolean(
        string="Unpack Archives", help="Read the files inside .gz and .zip archives."
    )
    folder_file_ids = fields.One2many(
        "logistics.sync.folder.file", "connector_id", string="Waiting Files"
    )

    @api.depends("folder_url", "outbound_folder_url")
    def _compute_folder_protocol(self):
        known = dict(PROTOCOLS)
        for connector in self:
            url = connector.folder_url or connector.outbound_folder_url or ""
            scheme = urlsplit(url).scheme
            connector.folder_protocol = scheme if scheme in known else "local"

    @api.constrains("folder_url", "outbound_folder_url", "s3_endpoint")
    def _check_folder_addresses(self):
        for connector in self:
            for name in ("folder_url", "outbound_folder_url", "s3_endpoint"):
                connector._check_folder_address(connector[name] or "")

    def _check_folder_address(self, address):
        try:
            parts = urlsplit(address)
            secret = parts.username or parts.password
            _port = parts.port  # it is read for its ValueError
        except ValueError as error:
            raise ValidationError(
                self.env._("“%s” is not an address.", address)
            ) from error
        if secret or parts.query:
            raise ValidationError(
                self.env._(
                    "Take user and password out of the folder's address: secrets "
                    "belong to the page Secrets, where they are encrypted."
                )
            )
        if parts.scheme in ("sftp", "ftp", "ftps", "s3") and not parts.hostname:
            raise ValidationError(
                self.env._(
                    "The address %s names no server. Write it as in "
                    "sftp://files.example.com/in",
                    address,
                )
            )

    @api.private
    def _get_file_login(self):
        """The FileLogin of the valid credentials; raises PlaceRefusedError."""
        self.ensure_one()
        credentials = self.sudo().credential_ids
        key = credentials._get_latest("private_key")
        password = credentials._get_latest("password")
        username = key.username or password.username
        if not username:
            raise PlaceRefusedError(
                self.env._(
                    "There is no valid user name with a password or key on the page "
                    "Secrets of “%s”.",
                    self.name,
                )
            )
        return FileLogin(username, password._get_text(), key._get_text())
