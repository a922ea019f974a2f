# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..codec import json_document
from ..codec.paths import ExpressionError, compile_path


class LogisticsSyncConnector(models.Model):
    """Where we post documents to, and how the partner knows that they are ours."""

    _inherit = "logistics.sync.connector"

    outbound_transport = fields.Selection(
        selection_add=[("webhook", "Web (we post to the partner)")],
        ondelete={"webhook": "set null"},
    )
    outbound_url = fields.Char(
        string="Web Address to Post To",
        tracking=True,
        help="Such as https://partner.example.com/webhooks/odoo",
    )
    sign_outbound = fields.Boolean(
        string="Sign What We Post",
        default=True,
        tracking=True,
        help="With the signing secrets of this connector, as Standard Webhooks "
        "describes. While a secret is replaced each valid one gives a signature.",
    )
    external_id_path = fields.Char(
        string="Partner's Number Is In",
        help="JMESPath of the partner's number in its JSON answer, such as shipment.id",
    )

    @api.constrains("external_id_path")
    def _check_external_id_path(self):
        for connector in self.filtered("external_id_path"):
            try:
                compile_path(connector.external_id_path)
            except ExpressionError as error:
                raise ValidationError(str(error)) from error

    def _needs_mapping(self):
        """Whoever only gets files from us needs no mapping to read any."""
        writes = self.document_ids.filtered(lambda line: line.direction == "out")
        return super()._needs_mapping() and not writes

    @api.private
    def _get_network_urls(self):
        """The address we post to may be called."""
        return super()._get_network_urls() + list(filter(None, [self.outbound_url]))

    @api.private
    def _read_external_id(self, body):
        """The partner's own number in the bytes of its answer, or None."""
        self.ensure_one()
        if not self.external_id_path:
            return None
        try:
            answer = json_document.load(body or b"")
            found = compile_path(self.external_id_path)(answer)
        except (json_document.JsonError, ExpressionError):
            # It was accepted all the same; a number that is missing is not made up.
            return None
        return str(found) if isinstance(found, str | int) and found else None
