# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..core.breaker import BreakerSettings
from ..core.gate import Rules, loosen
from ..core.throttle import Limits
from .message_lease import get_lease_seconds

LIMIT_FIELDS = frozenset(
    ("call_rate", "call_burst", "calls_per_hour", "calls_per_day", "calls_at_once")
)


class LogisticsSyncConnector(models.Model):
    """How often the partner may be called, and when it is left alone."""

    _inherit = "logistics.sync.connector"

    call_rate = fields.Integer(
        string="Calls a Minute",
        tracking=True,
        help="Our calls to the partner, of all servers together. 0: no limit.",
    )
    call_burst = fields.Integer(
        string="At Once After a Pause",
        default=1,
        required=True,
        help="How many calls may follow each other without a gap after a quiet time. "
        "1 spreads them evenly over the minute.",
    )
    calls_per_hour = fields.Integer(
        string="Calls an Hour",
        tracking=True,
        help="By the partner's clock. 0: no limit.",
    )
    calls_per_day = fields.Integer(
        string="Calls a Day", tracking=True, help="By the partner's clock. 0: no limit."
    )
    calls_at_once = fields.Integer(
        string="Calls at the Same Time",
        tracking=True,
        help="How many documents may be on their way to the partner at one moment, of "
        "all servers together. 0: no limit.",
    )
    breaker_failures = fields.Integer(
        string="Stop After Failures",
        default=5,
        tracking=True,
        help="So many failures in a row (no connection, no answer in time, or an error "
        "of the partner's server) stop all calls. 0: never.",
    )
    breaker_cool_down = fields.Integer(
        string="Rest Before a Trial (s)",
        default=60,
        required=True,
        tracking=True,
        help="Then one call is made on trial. If it succeeds, all others follow.",
    )
    gate_ids = fields.One2many("logistics.sync.gate", "connector_id")
    outage_ids = fields.One2many("logistics.sync.outage", "connector_id")

    _pace_positive = models.Constraint(
        """CHECK(COALESCE(call_rate, 0) >= 0 AND call_burst > 0
                 AND COALESCE(calls_per_hour, 0) >= 0
                 AND COALESCE(calls_per_day, 0) >= 0
                 AND COALESCE(calls_at_once, 0) >= 0
                 AND COALESCE(breaker_failures, 0) >= 0 AND breaker_cool_down > 0)""",
        "A limit cannot be below zero, and at least one call must be possible.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        connectors = super().create(vals_list)
        self.env["logistics.sync.gate"].sudo().create(
            [{"connector_id": connector.id} for connector in connectors]
        )
        return connectors

    def write(self, vals):
        result = super().write(vals)
        if LIMIT_FIELDS & vals.keys():
            self._apply_limits()
        return result

    def _apply_limits(self):
        """Let other limits count at once, for what waits because of the old ones."""
        gates = self.env["logistics.sync.gate"].sudo()
        for connector in self:
            seen = gates._read_snapshot(connector, lock=True)
            gate = loosen(seen.gate, seen.rules.limits, seen.now, seen.rules.zone)
            gates._write_gate(connector, gate)
        self.env["logistics.sync.message"]._dispatch_after_commit(["outbound"])

    @api.private
    def _get_gate_connector(self):
        """The connector whose system is called for this one: itself or its gateway."""
        self.ensure_one()
        by_gateway = self._get_outbound_transport() == "gateway"
        return self.edi_gateway_id if by_gateway and self.edi_gateway_id else self

    @api.private
    def _get_gate_rules(self, settings):
        """Settings {field: value of the database} as the pure core understands them."""
        self.ensure_one()
        limits = (
            "call_rate",
            "call_burst",
            "calls_per_hour",
            "calls_per_day",
            "calls_at_once",
        )
        breaker = BreakerSettings(
            settings["breaker_failures"] or 0, float(settings["breaker_cool_down"])
        )
        # A trial that takes longer than its lease and its call is lost.
        patience = settings["connect_timeout"] + settings["read_timeout"]
        return Rules(
            Limits(*(settings[name] or 0 for name in limits)),
            breaker,
            ZoneInfo(settings["timezone"]),
            float(patience + get_lease_seconds()),
        )
