# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..network_session import CertificateError, read_identity
from ..secret_store import encrypt


class LogisticsSyncCredential(models.Model):
    """What we prove ourselves with when we call a partner."""

    _inherit = "logistics.sync.credential"

    kind = fields.Selection(
        selection_add=[
            ("api_key", "API key or token"),
            ("client_secret", "Client number and secret"),
            ("client_certificate", "Certificate and key"),
            ("proxy_password", "Password of the proxy"),
        ],
        ondelete={
            "api_key": "cascade",
            "client_secret": "cascade",
            "client_certificate": "cascade",
            "proxy_password": "cascade",
        },
    )

    @api.private
    def _set_typed_secret(self, text):
        """A certificate is checked, and expires when it says."""
        if self.kind != "client_certificate":
            return super()._set_typed_secret(text)
        try:
            _key, chain = read_identity((text or "").encode())
        except CertificateError as error:
            raise UserError(
                self.env._(
                    "This is no certificate with its key: %s. Paste both as text, with "
                    "their lines BEGIN and END; the key without a password.",
                    error,
                )
            )
        expires_at = chain[0].not_valid_after_utc.astimezone(UTC).replace(tzinfo=None)
        self.sudo().write(
            {
                "secret_encrypted": encrypt(text.encode()),
                "token_hash": False,
                "hint": f"{chain[0].serial_number:x}"[-4:],
                "expires_at": expires_at,
            }
        )
        return None
