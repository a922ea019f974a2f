# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..codec import cloud_events
from ..codec.paths import ExpressionError, compile_path


class LogisticsSyncConnector(models.Model):
    """Versions of a partner's own documents, and how many may come in a minute."""

    _inherit = "logistics.sync.connector"

    version_ids = fields.One2many(
        "logistics.sync.contract.version",
        "connector_id",
        string="Versions of the Partner's Documents",
    )
    schema_version_header = fields.Char(
        string="Header with the Version",
        help="When a header tells the version of the document, such as "
        "X-Schema-Version.",
    )
    schema_version_expression = fields.Char(
        string="Field with the Version",
        help="When the JSON document tells its version itself: JMESPath of that field, "
        "such as meta.version.",
    )
    inbound_limit = fields.Integer(
        string="Requests a Minute",
        default=0,
        help="Of this partner, at all servers together. More are refused and told when "
        "to come again. 0: no limit.",
    )

    _limit_positive = models.Constraint(
        "CHECK(inbound_limit >= 0)", "The limit cannot be below zero."
    )

    @api.constrains("schema_version_expression")
    def _check_schema_version_expression(self):
        for connector in self.filtered("schema_version_expression"):
            try:
                compile_path(connector.schema_version_expression)
            except ExpressionError as error:
                raise ValidationError(str(error)) from error

    @api.private
    def _get_schema_label(self, dataschema):
        """The version an envelope names, in the words of our list, or empty."""
        if not dataschema:
            return ""
        own = self.env["logistics.sync.contract.version"]._get_ids("schema", self.id)
        short = cloud_events.schema_name(dataschema)
        return next((name for name in (dataschema, short) if name in own), "")

    @api.private
    def _get_challenge(self):
        """What a refused request is told of how to come in (WWW-Authenticate)."""
        method = self.authentication == "profile" and self.webhook_method
        return 'Basic realm="logistics"' if method == "basic" else "Bearer"
