# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncConnector(models.Model):
    """Which retry policy holds for what, at one partner."""

    _inherit = "logistics.sync.connector"

    retry_rule_ids = fields.One2many(
        "logistics.sync.retry.rule", "connector_id", string="Retries by Event Type"
    )

    @api.private
    def _get_retry_policies(self, event_types):
        """{event type: its policy at this connector}, the most specific one each.

        In this order: the rule of connector and event type, the connector's own, the
        event type's, the standard one. Without event types the key is an empty record.
        """
        self.ensure_one()
        rules = {rule.event_type_id: rule.policy_id for rule in self.retry_rule_ids}
        standard = self.env["logistics.sync.retry.policy"]._get_default()
        return {
            event_type: rules.get(event_type)
            or self.retry_policy_id
            or event_type.retry_policy_id
            or standard
            for event_type in (event_types or [event_types])
        }
