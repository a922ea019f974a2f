# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LogisticsSyncConnector(models.Model):
    """By what a SOAP service recognises a call that is repeated."""

    _inherit = "logistics.sync.connector"

    soap_key = fields.Selection(
        [
            ("header", "The HTTP header Idempotency-Key"),
            ("addressing", "MessageID in the envelope (WS-Addressing)"),
            ("argument", "One of the arguments"),
        ],
        string="Our Key Goes In",
        required=True,
        default="header",
        help="The key of a message is the same at each try and each replay. The HTTP "
        "header is sent in any case.",
    )
    soap_key_path = fields.Char(
        string="Argument for Our Key",
        help="Its name, within others separated by dots, such as order.reference",
    )

    @api.constrains("soap_key", "soap_key_path")
    def _check_soap_key(self):
        for connector in self:
            path = connector.soap_key_path or ""
            if connector.soap_key == "argument" and not all(path.split(".")):
                raise ValidationError(
                    self.env._("Name the argument that our key goes in.")
                )
