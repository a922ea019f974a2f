# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncEventConsequence(models.Model):
    """One governed step that follows a business event, in order.

    Domain addons extend ``code`` with ``selection_add`` and implement
    ``_consequence_<code>`` on ``logistics.sync.handler``.
    """

    _name = "logistics.sync.event.consequence"
    _inherit = "logistics.sync.named.by.choice"
    _description = "Event Consequence"
    _order = "event_type_id, sequence, id"
    _rec_name = "code"

    event_type_id = fields.Many2one(
        "logistics.sync.event.type", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10, required=True)
    code = fields.Selection(
        [("record_only", "Keep on file")],
        string="Consequence",
        required=True,
        ondelete={"record_only": "cascade"},
    )
    active = fields.Boolean(default=True)
    note = fields.Char(translate=True, help="Why this step follows the event.")

    _code_unique = models.UniqueIndex(
        "(event_type_id, code)", "An event type has each consequence once."
    )
