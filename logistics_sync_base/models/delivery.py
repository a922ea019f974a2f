# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

# A message that has not been tried yet is on its way.
STATE_BY_MESSAGE = {
    False: "collected",
    "failed": "retrying",
    "exception": "stuck",
    "dead": "stuck",
    "processed": "delivered",
    "acknowledged": "delivered",
    "ignored": "ignored",
}


class LogisticsSyncDelivery(models.Model):
    """One fact that one subscriber is owed, once; and the message that carries it."""

    _name = "logistics.sync.delivery"
    _description = "Delivery"
    _order = "id desc"
    _rec_name = "event_id"
    _log_access = False

    subscription_id = fields.Many2one(
        "logistics.sync.subscription", required=True, readonly=True, ondelete="cascade"
    )
    event_id = fields.Many2one(
        "logistics.sync.event",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    created_at = fields.Datetime(required=True, readonly=True, string="Owed Since")
    message_id = fields.Many2one(
        "logistics.sync.message",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Empty while facts are collected for one message.",
    )
    connector_id = fields.Many2one(related="subscription_id.connector_id")
    event_type_id = fields.Many2one(related="event_id.event_type_id")
    reference = fields.Char(related="event_id.reference")
    correlation_id = fields.Char(related="event_id.correlation_id")
    state = fields.Selection(
        [
            ("collected", "Being collected"),
            ("owed", "On its way"),
            ("retrying", "Failed, retrying"),
            ("stuck", "Not delivered"),
            ("delivered", "Delivered"),
            ("ignored", "Ignored"),
        ],
        compute="_compute_state",
    )
    delivered_at = fields.Datetime(compute="_compute_state", string="Delivered")
    attempt_count = fields.Integer(related="message_id.attempt_count")
    error = fields.Text(related="message_id.error")
    http_status = fields.Integer(compute="_compute_last_try", string="Answer Code")
    duration_ms = fields.Integer(compute="_compute_last_try", string="Took (ms)")

    # A fact is told to a subscriber once, however often it is processed.
    _event_unique = models.UniqueIndex(
        "(subscription_id, event_id)", "This subscriber is owed this fact already."
    )
    _waiting_index = models.Index("(subscription_id, id) WHERE message_id IS NULL")

    @api.depends("message_id.state", "message_id.finished_at")
    def _compute_state(self):
        for delivery in self:
            message = delivery.message_id
            delivery.state = STATE_BY_MESSAGE.get(message.state, "owed")
            delivery.delivered_at = (
                message.finished_at if delivery.state == "delivered" else False
            )

    @api.depends("message_id.attempt_ids")
    def _compute_last_try(self):
        for delivery in self:
            last = delivery.message_id.attempt_ids[:1]
            delivery.http_status = last.http_status
            delivery.duration_ms = last.duration_ms

    def action_open_message(self):
        self.ensure_one()
        return self.message_id._get_records_action(context={})
