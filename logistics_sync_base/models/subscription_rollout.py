# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .rollout_rule import OUTBOUND


class LogisticsSyncSubscription(models.Model):
    """Only partners for whom a flow is on are told of it."""

    _inherit = "logistics.sync.subscription"

    @api.model
    def _match(self, events, routes):
        pairs = super()._match(events, routes)
        rules = self.env["logistics.sync.rollout.rule"]
        settled = rules._get_settled(OUTBOUND) if pairs else True
        if settled is not None:
            return pairs if settled else []
        subjects = events._get_rollout_subjects()
        return [
            (subscription, event)
            for subscription, event in pairs
            if all(
                rules._is_on(
                    OUTBOUND, {**subject, "connector": subscription.connector_id.id}
                )
                for subject in subjects[event.id]
            )
        ]
