# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncConnector(models.Model):
    """What is done when a partner's state of a shipment differs from ours."""

    _inherit = "logistics.sync.connector"

    drift_policy = fields.Selection(
        [
            ("apply", "Make the missing event"),
            ("ask", "Ask a person"),
        ],
        string="When It Is Further Than Odoo",
        required=True,
        default="apply",
        help="For what really happened and is further along than our state; a partner "
        "that is behind is only listed.",
    )
    status_url = fields.Char(
        string="Status Address",
        help="Where the partner tells the state of one parcel. {number} stands for "
        "its tracking number.",
    )
    status_quiet_hours = fields.Float(
        string="Ask After (hours)",
        default=6.0,
        help="Only parcels nobody has told anything about for this long are asked "
        "about, and not more often than this.",
    )
    drift_count = fields.Integer(compute="_compute_drift_count")

    def _compute_drift_count(self):
        found = dict(
            self.env["logistics.shipment.drift"]._read_group(
                [("connector_id", "in", self.ids)], ["connector_id"], ["__count"]
            )
        )
        for connector in self:
            connector.drift_count = found.get(connector, 0)

    def action_view_drift(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_carrier.logistics_shipment_drift_action"
        )
        action["domain"] = [("connector_id", "=", self.id)]
        action["context"] = {}
        return action
