# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..core.backoff import RetryPolicy


class LogisticsSyncRetryPolicy(models.Model):
    _name = "logistics.sync.retry.policy"
    _description = "Retry Policy"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    max_attempts = fields.Integer(
        string="Tries at Most",
        default=8,
        required=True,
        help="After so many tries the message becomes a dead letter.",
    )
    max_age_hours = fields.Integer(
        string="Give Up After (hours)",
        default=72,
        required=True,
        help="A message older than this is not tried again.",
    )
    base_delay_seconds = fields.Integer(
        string="First Delay (s)", default=30, required=True
    )
    max_delay_seconds = fields.Integer(
        string="Longest Delay (s)", default=3600, required=True
    )
    jitter_percent = fields.Integer(
        string="Spread (%)",
        default=20,
        required=True,
        help="Spreads retries so that many messages do not return at one moment.",
    )

    _attempts_positive = models.Constraint(
        "CHECK(max_attempts > 0 AND max_age_hours > 0)",
        "A retry policy needs at least one attempt and one hour.",
    )
    _delays_ordered = models.Constraint(
        "CHECK(base_delay_seconds > 0 AND max_delay_seconds >= base_delay_seconds)",
        "The longest delay cannot be shorter than the first one.",
    )
    _jitter_range = models.Constraint(
        "CHECK(jitter_percent BETWEEN 0 AND 100)",
        "Jitter is a percentage between 0 and 100.",
    )

    @api.model
    def _get_default(self):
        return self.env.ref("logistics_sync_base.retry_policy_standard")

    def _as_core(self):
        """The policy as the pure core understands it."""
        self.ensure_one()
        return RetryPolicy(
            max_attempts=self.max_attempts,
            max_age=self.max_age_hours * 3600.0,
            base_delay=float(self.base_delay_seconds),
            max_delay=float(self.max_delay_seconds),
            jitter=self.jitter_percent / 100,
        )
