# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncMessage(models.Model):
    """What kept a message: we ourselves, or the partner."""

    _inherit = "logistics.sync.message"

    check_ms = fields.Integer(
        string="Checks at the Door (ms)",
        readonly=True,
        help="From the arrival of the request to its storing: gateway key, signature, "
        "limits, versions, the agreed form of the document.",
    )
    gateway_ms = fields.Integer(
        string="On the Way from Our Gateway (ms)",
        readonly=True,
        help="From the moment our gateway took the request, which it tells us in the "
        "header X-Request-Start, until we began with it: the gateway's own checks, the "
        "network, and waiting for a free server. Only a gateway among the "
        "trusted_proxies of the server's configuration is believed.",
    )
    network_seconds = fields.Float(
        compute="_compute_timing", string="Network (s)", digits=(16, 2)
    )
    limit_seconds = fields.Float(
        compute="_compute_timing", string="Waited for Rate Limit (s)", digits=(16, 1)
    )
    breaker_seconds = fields.Float(
        compute="_compute_timing", string="Waited for the Partner (s)", digits=(16, 1)
    )
    queue_seconds = fields.Float(
        compute="_compute_timing", string="Waited for a Worker (s)", digits=(16, 1)
    )
    own_seconds = fields.Float(
        compute="_compute_timing", string="Our Own Work (s)", digits=(16, 2)
    )
    partner_seconds = fields.Float(
        compute="_compute_timing", string="Partner's Time (s)", digits=(16, 2)
    )
    timing_summary = fields.Char(compute="_compute_timing", string="Where Time Went")

    @api.depends("attempt_ids")
    def _compute_timing(self):
        for message in self:
            tries = message.attempt_ids
            for name in ("limit", "breaker", "queue", "own", "network", "partner"):
                milliseconds = sum(tries.mapped(f"{name}_ms"))
                message[f"{name}_seconds"] = milliseconds / 1000
            message.timing_summary = message._describe_timing()

    def _describe_timing(self):
        """One sentence: our own waiting first, then what the partner took."""
        parts = []
        if self.limit_seconds >= 0.05:
            parts.append(self.env._("waited for rate limit %.0f s", self.limit_seconds))
        if self.breaker_seconds >= 0.05:
            parts.append(
                self.env._("waited for the partner %.0f s", self.breaker_seconds)
            )
        if self.queue_seconds >= 0.05:
            parts.append(self.env._("waited for a worker %.1f s", self.queue_seconds))
        if self.gateway_ms:
            parts.append(
                self.env._("on the way from our gateway %s ms", self.gateway_ms)
            )
        if self.direction == "in" and self.check_ms:
            parts.append(self.env._("checks at the door %s ms", self.check_ms))
        if self.direction == "out" and self.attempt_ids:
            parts.append(self.env._("our own work %.2f s", self.own_seconds))
            if self.network_seconds >= 0.005:
                parts.append(self.env._("network %.2f s", self.network_seconds))
            parts.append(self.env._("partner latency %.2f s", self.partner_seconds))
        return ", ".join(parts)

    def _prepare_attempt(self, delivery, started_at, duration_ms):
        """A try tells what it waited for before, and whose its own time was."""
        values = super()._prepare_attempt(delivery, started_at, duration_ms)
        passage = delivery.passage
        if not passage:
            return values
        network_ms = min(round(passage.meter.network_ms), duration_ms)
        partner_ms = min(round(passage.meter.partner_ms), duration_ms - network_ms)
        values |= passage.waited
        values |= {
            "network_ms": network_ms,
            "partner_ms": partner_ms,
            "own_ms": duration_ms - network_ms - partner_ms,
        }
        if passage.is_probe and delivery.kind == "transient":
            # Not one of the tries its policy gives it.
            values["number"] = False
        return values
