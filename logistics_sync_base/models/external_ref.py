# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .document_names import name_to_show


class LogisticsSyncExternalRef(models.Model):
    """(connector, kind, external id) ⇄ one Odoo record, unique both ways."""

    _name = "logistics.sync.external.ref"
    _description = "External Reference"
    _order = "id desc"
    _rec_name = "external_id"
    _rec_names_search = ["external_id"]

    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("order", "Order"),
            ("shipment", "Shipment"),
            ("tracking", "Tracking number"),
            ("pro_number", "PRO number"),
            ("bill_of_lading", "Bill of lading"),
            ("delivery", "Delivery"),
            ("invoice", "Invoice"),
            ("audit_case", "Audit case"),
            ("vendor", "Vendor"),
            ("payment", "Payment"),
        ],
        required=True,
    )
    external_id = fields.Char(required=True, index=True)
    res_model = fields.Char(string="Document Model", required=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True
    )
    document_name = fields.Char(compute="_compute_document_name")

    _external_unique = models.UniqueIndex(
        "(connector_id, kind, external_id)",
        "This partner reference points to a record already.",
    )
    _record_unique = models.UniqueIndex(
        "(connector_id, kind, res_model, res_id)",
        "This record has a reference of this kind at this partner already.",
    )

    @api.depends_context("uid")
    @api.depends("res_model", "res_id")
    def _compute_document_name(self):
        for ref in self:
            ref.document_name = name_to_show(ref._get_record())

    def _get_record(self):
        self.ensure_one()
        if self.res_model not in self.env or not self.res_id:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    @api.model
    def _find(self, connector, kind, external_ids):
        """{external id: (model, id)} of those known, in one query."""
        refs = self.search_fetch(
            [
                ("connector_id", "=", connector.id),
                ("kind", "=", kind),
                ("external_id", "in", list(external_ids)),
            ],
            ["external_id", "res_model", "res_id"],
        )
        return {ref.external_id: (ref.res_model, ref.res_id) for ref in refs}

    def action_open_record(self):
        self.ensure_one()
        record = self._get_record()
        if not record:
            raise UserError(
                self.env._(
                    "The document behind “%s” does not exist any more.",
                    self.external_id,
                )
            )
        return record._get_records_action(context={})
