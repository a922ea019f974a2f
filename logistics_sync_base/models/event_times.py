# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..core.times import describe_span


class LogisticsSyncEvent(models.Model):
    """When it happened, when we heard it, applied it and told it on; and the lags."""

    _inherit = "logistics.sync.event"

    propagated_at = fields.Datetime(
        compute="_compute_propagated",
        string="Told Everybody",
        help="When the last of the subscribers had it.",
    )
    propagation_note = fields.Char(
        compute="_compute_propagated", string="Told to Subscribers"
    )
    freshness = fields.Char(
        compute="_compute_lags",
        string="Age When It Came",
        help="From the moment it happened until we received it.",
    )
    processing_lag = fields.Char(
        compute="_compute_lags",
        string="Processing Time",
        help="From the moment we received it until it was applied.",
    )
    propagation_lag = fields.Char(
        compute="_compute_lags",
        string="Time until Told",
        help="From the moment it was applied until the last subscriber had it.",
    )

    @api.depends("delivery_ids.message_id.state", "delivery_ids.message_id.finished_at")
    def _compute_propagated(self):
        for event in self:
            owed = event.delivery_ids.filtered(
                lambda delivery: delivery.state != "ignored"
            )
            told = owed.filtered(lambda delivery: delivery.state == "delivered")
            everybody = bool(owed) and told == owed
            event.propagated_at = everybody and max(told.mapped("delivered_at"))
            event.propagation_note = bool(owed) and self.env._(
                "%(told)s of %(all)s subscribers have it",
                told=len(told),
                all=len(owed),
            )

    @api.depends("occurred_at", "received_at", "processed_at", "propagated_at")
    def _compute_lags(self):
        for event in self:
            known = event.occurred_precision in ("second", "minute")
            happened = event.occurred_at if known else None
            event.freshness = describe_span(happened, event.received_at)
            event.processing_lag = describe_span(event.received_at, event.processed_at)
            event.propagation_lag = describe_span(
                event.processed_at, event.propagated_at
            )
