# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..codec import cloud_events
from ..codec.paths import ExpressionError, compile_path

WINDOW = 60


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
        string="Documents a Minute",
        default=0,
        help="More are refused and told when to come again. 0: no limit.",
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

    @api.private
    def _get_seconds_to_wait(self):
        """Seconds until the limit has room again, 0 when it has room now.

        Counted from what is stored: no counter that all requests would write to.
        """
        self.ensure_one()
        if not self.inbound_limit:
            return 0
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """SELECT received_at FROM logistics_sync_message
                    WHERE connector_id = %s AND direction = 'in' AND received_at > %s
                    ORDER BY received_at DESC OFFSET %s LIMIT 1""",
                self.id,
                now - timedelta(seconds=WINDOW),
                self.inbound_limit - 1,
            )
        )
        if not rows:
            return 0
        age = (now - rows[0][0]).total_seconds()
        return max(1, math.ceil(WINDOW - age))
