# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..codec.paths import ExpressionError, compile_path


class LogisticsSyncConnectorDocument(models.Model):
    """Which mapping a connector uses for which of its documents."""

    _name = "logistics.sync.connector.document"
    _description = "Document of a Connector"
    _order = "direction, document_type, id"
    _rec_name = "document_type"
    _check_company_auto = True

    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    direction = fields.Selection(
        [("in", "We receive"), ("out", "We send")], required=True, default="in"
    )
    document_type = fields.Char(
        string="Document",
        help="What the partner calls it, such as 204, IFTSTA or order.shipped. "
        "Empty: every document that has no line of its own.",
    )
    mapping_id = fields.Many2one(
        "logistics.sync.mapping",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain="[('state', '=', 'active'), ('direction', '=', direction)]",
    )
    active = fields.Boolean(default=True)

    _document_unique = models.UniqueIndex(
        "(connector_id, direction, COALESCE(document_type, '')) WHERE active",
        "This connector has a line for this document already.",
    )

    @api.constrains("direction", "mapping_id")
    def _check_direction(self):
        for line in self:
            if line.direction != line.mapping_id.direction:
                raise ValidationError(
                    self.env._(
                        "“%s” is made for the other direction.",
                        line.mapping_id.display_name,
                    )
                )

    @api.depends("document_type", "mapping_id")
    def _compute_display_name(self):
        for document in self:
            document.display_name = (
                document.document_type or document.mapping_id.display_name
            )


class LogisticsSyncConnector(models.Model):
    _inherit = "logistics.sync.connector"

    mapping_id = fields.Many2one(
        domain="[('state', '=', 'active'), ('direction', '=', 'in')]"
    )
    document_ids = fields.One2many(
        "logistics.sync.connector.document", "connector_id", copy=True
    )
    document_type_expression = fields.Char(
        string="Name of the Document Is In",
        help="JMESPath of the field of a JSON document that tells what it is, such as "
        "event.type. Needed only when different documents need different mappings.",
    )

    @api.constrains("mapping_id")
    def _check_mapping_direction(self):
        for connector in self:
            if connector.mapping_id.direction == "out":
                raise ValidationError(
                    self.env._(
                        "“%s” is for what we send. Add it as a line under Documents.",
                        connector.mapping_id.display_name,
                    )
                )

    @api.constrains("document_type_expression")
    def _check_document_type_expression(self):
        for connector in self.filtered("document_type_expression"):
            try:
                compile_path(connector.document_type_expression)
            except ExpressionError as error:
                raise ValidationError(str(error)) from error

    def _get_mapping(self, direction, document_type=None):
        """The mapping for a document, an empty record when there is none.

        ``direction`` is ``in`` or ``out``. The line of this very document goes before
        the line for any document, that before the connector's default (inbound only).
        Only an active mapping is ever answered.
        """
        self.ensure_one()
        lines = self.sudo().document_ids.filtered(
            lambda line: (
                line.direction == direction and line.mapping_id.state == "active"
            )
        )
        wanted = document_type or False
        line = lines.filtered(lambda line: line.document_type == wanted)
        if not line:
            line = lines.filtered(lambda line: not line.document_type)
        if line or direction == "out":
            return line[:1].mapping_id
        default = self.sudo().mapping_id
        return default if default.state == "active" else default.browse()

    def _has_mapping(self):
        """Whether the connector has any mapping to read documents with."""
        self.ensure_one()
        incoming = self.document_ids.filtered(lambda line: line.direction == "in")
        return bool(self.mapping_id or incoming)
