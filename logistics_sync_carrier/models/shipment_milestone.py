# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class LogisticsShipmentMilestone(models.Model):
    """One fact on the timeline of a shipment; written once, never changed."""

    _name = "logistics.shipment.milestone"
    _description = "Shipment Milestone"
    _order = "occurred_at desc nulls last, received_at desc, id desc"
    _rec_name = "type_id"
    _log_access = False

    shipment_id = fields.Many2one(
        "logistics.shipment",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    package_id = fields.Many2one(
        "logistics.shipment.package", readonly=True, ondelete="cascade"
    )
    leg_id = fields.Many2one(
        "logistics.shipment.leg", readonly=True, ondelete="set null"
    )
    type_id = fields.Many2one(
        "logistics.milestone.type",
        string="Milestone",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    classifier = fields.Selection(
        [("actual", "Actual"), ("estimated", "Estimated"), ("planned", "Planned")],
        string="Kind of Statement",
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    scope = fields.Selection(
        [
            ("package", "Package"),
            ("shipment", "Shipment"),
            ("leg", "Leg"),
            ("order_line", "Order line"),
        ],
        readonly=True,
    )
    moved_state = fields.Boolean(
        readonly=True, help="Whether this fact moved the state when it was recorded."
    )
    occurred_at = fields.Datetime(
        string="Occurred", readonly=True, help="As the partner told it."
    )
    occurred_offset = fields.Integer(string="Offset (minutes)", readonly=True)
    occurred_precision = fields.Selection(
        [
            ("second", "Second"),
            ("minute", "Minute"),
            ("date", "Day"),
            ("none", "Unknown"),
        ],
        string="Precision",
        readonly=True,
    )
    occurred_local = fields.Char(
        compute="_compute_occurred_local",
        string="Local Time",
        help="The clock at the place it happened.",
    )
    estimated_at = fields.Datetime(
        string="Delivery Expected", readonly=True, help="Delivery as estimated then."
    )
    received_at = fields.Datetime(string="Received", required=True, readonly=True)
    processed_at = fields.Datetime(string="Processed", required=True, readonly=True)
    location = fields.Char(readonly=True)
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Told By",
        readonly=True,
        ondelete="set null",
    )
    event_id = fields.Many2one(
        "logistics.sync.event", readonly=True, ondelete="set null"
    )
    # Not stored: a timeline grows with every scan, and its event knows.
    message_id = fields.Many2one(related="event_id.message_id")
    correlation_id = fields.Char(readonly=True)

    # An event is on a timeline once, however often it is processed.
    _event_unique = models.UniqueIndex(
        "(event_id, shipment_id, COALESCE(package_id, 0)) WHERE event_id IS NOT NULL",
        "This event is on the timeline already.",
    )

    @api.depends("occurred_at", "occurred_offset", "occurred_precision")
    def _compute_occurred_local(self):
        for milestone in self:
            milestone.occurred_local = milestone._format_local()

    def _format_local(self):
        self.ensure_one()
        if not self.occurred_at:
            return False
        local = fields.Datetime.add(self.occurred_at, minutes=self.occurred_offset)
        if self.occurred_precision == "date":
            return local.strftime("%Y-%m-%d")
        sign = "-" if self.occurred_offset < 0 else "+"
        hours, minutes = divmod(abs(self.occurred_offset), 60)
        clock = local.strftime("%Y-%m-%d %H:%M")
        return f"{clock} ({sign}{hours:02d}:{minutes:02d})"

    def action_open_message(self):
        """The message as the partner sent it."""
        self.ensure_one()
        if not self.message_id:
            raise UserError(self.env._("No message of a partner is behind this fact."))
        return self.message_id._get_records_action(context={})
