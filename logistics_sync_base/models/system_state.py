# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .document_names import name_to_show


class LogisticsSyncSystemState(models.Model):
    """What another system knows of one of our documents, and what it should know.

    One row for each connector and document. It is worked out from the deliveries where
    documents leave, so that taking facts in costs nothing.
    """

    _name = "logistics.sync.system.state"
    _description = "What Another System Knows"
    _order = "is_different desc, different_since desc, id desc"
    _log_access = False

    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="System",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document Id", model_field="res_model", required=True, readonly=True
    )
    document_name = fields.Char(compute="_compute_document_name", string="Document")
    delivery_id = fields.Many2one(
        "logistics.sync.delivery",
        string="Newest News",
        readonly=True,
        ondelete="cascade",
        index=True,
        help="The newest fact the system is to know.",
    )
    owed_event_id = fields.Many2one(
        "logistics.sync.event", string="In Odoo", readonly=True, ondelete="set null"
    )
    told_event_id = fields.Many2one(
        "logistics.sync.event",
        string="It Was Told",
        readonly=True,
        ondelete="set null",
    )
    told_at = fields.Datetime(readonly=True)
    acknowledged_event_id = fields.Many2one(
        "logistics.sync.event",
        string="It Has Confirmed",
        readonly=True,
        ondelete="set null",
    )
    is_different = fields.Boolean(string="Differs", readonly=True)
    different_since = fields.Datetime(readonly=True)
    # Whatever was owed later has not been looked at yet.
    seen_delivery = fields.Integer(readonly=True)
    owed_type_id = fields.Many2one(
        related="owed_event_id.event_type_id", string="In Odoo Since"
    )
    told_type_id = fields.Many2one(
        related="told_event_id.event_type_id", string="There"
    )
    acknowledged_type_id = fields.Many2one(
        related="acknowledged_event_id.event_type_id", string="Confirmed"
    )
    delivery_state = fields.Selection(related="delivery_id.state", string="Because")
    error = fields.Text(related="delivery_id.error")

    _document_unique = models.UniqueIndex("(connector_id, res_model, res_id)")
    _different_index = models.Index("(company_id) WHERE is_different")

    @api.depends_context("uid")
    @api.depends("res_model", "res_id")
    def _compute_document_name(self):
        for state in self:
            state.document_name = name_to_show(state._get_document())

    def _get_document(self):
        self.ensure_one()
        if self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def action_open_document(self):
        self.ensure_one()
        document = self._get_document()
        if not document:
            raise UserError(self.env._("The document does not exist any more."))
        return document._get_records_action(context={})

    def action_open_message(self):
        self.ensure_one()
        if not self.delivery_id.message_id:
            raise UserError(self.env._("It is still being collected."))
        return self.delivery_id.action_open_message()
