# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..connector_environment import ADDRESS_FIELDS

# Where a partner is, and what shows it who we are.
REACHED_BY = (
    *("transport", "outbound_transport", *ADDRESS_FIELDS),
    *("rest_auth", "rest_key_name", "rest_headers", "rest_check_path"),
    *("oauth_client", "oauth_scope", "soap_login", "soap_file_ids"),
    *("sftp_host_key", "s3_region", "broker_queue", "edi_gateway_id", "email_to"),
    *("proxy_url", "proxy_login", "trusted_authorities"),
)
# What a secret is; a name or a note of it is no part.
SECRET = ("kind", "username", "source", "source_name", "environment", "revoked_at")
STORED_SECRET = ("secret_encrypted", "token_hash")


class LogisticsSyncConnector(models.Model):
    """That the connection worked, and since when nothing of it was changed."""

    _inherit = "logistics.sync.connector"

    connection_checked_at = fields.Datetime(
        string="Connection Tested", readonly=True, copy=False
    )

    def action_check(self):
        action = super().action_check()
        works = action["params"]["type"] == "success"
        self.sudo().connection_checked_at = works and fields.Datetime.now()
        return action

    def write(self, vals):
        result = super().write(vals)
        if set(REACHED_BY) & set(vals):
            # Not by hand: whoever changes an address cannot write this field.
            self.sudo().connection_checked_at = vals.get("connection_checked_at")
        return result

    def _forget_check(self):
        """What was reached with other secrets was not reached with these."""
        checked = self.sudo().filtered("connection_checked_at")
        checked.connection_checked_at = False


class LogisticsSyncCredential(models.Model):
    _inherit = "logistics.sync.credential"

    @api.model_create_multi
    def create(self, vals_list):
        credentials = super().create(vals_list)
        credentials.filtered("hint").connector_id._forget_check()
        return credentials

    def write(self, vals):
        result = super().write(vals)
        if {*SECRET, *STORED_SECRET} & set(vals):
            self.connector_id._forget_check()
        return result

    @api.ondelete(at_uninstall=False)
    def _forget_check_of_deleted(self):
        self.connector_id._forget_check()
