# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class LogisticsSyncMessage(models.Model):
    """Which retry policy a message follows."""

    _inherit = "logistics.sync.message"

    def _get_retry_policy(self):
        """The policy of what the message is about; the most patient one of several."""
        self.ensure_one()
        # A worker may run for long; what was changed meanwhile counts at once.
        self.connector_id.invalidate_recordset(["retry_policy_id", "retry_rule_ids"])
        self.env["logistics.sync.retry.policy"].invalidate_model()
        policies = self.connector_id._get_retry_policies(self._get_retried_types())
        return max(
            policies.values(),
            key=lambda policy: (policy.max_attempts, policy.max_age_hours, policy.id),
        )

    def _get_retried_types(self):
        """Types of the events that are to be tried again, else of all it carries."""
        events = self.event_ids | self.delivery_ids.event_id
        failed = events.filtered(lambda event: event.state == "failed")
        return (failed or events).event_type_id

    def _sort_delivery(self, delivery):
        """The result of sending as the policy sees its failure."""
        if delivery.kind in ("success", "waiting"):
            return delivery
        kind = self._get_retry_policy()._sort_failure(delivery)
        return delivery.noting(kind=kind)
