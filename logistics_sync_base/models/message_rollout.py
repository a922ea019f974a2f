# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncMessage(models.Model):
    """Messages whose facts are not rolled out where they belong wait for it."""

    _inherit = "logistics.sync.message"

    waiting_for = fields.Selection(
        selection_add=[("rollout", "The rollout")], ondelete={"rollout": "set null"}
    )
    rollout_wait_ids = fields.One2many(
        "logistics.sync.rollout.wait", "message_id", readonly=True
    )

    def _get_waiting_values(self):
        result = super()._get_waiting_values()
        waits = (
            self.env["logistics.sync.rollout.wait"]
            .sudo()
            .search([("message_id", "in", self.ids), ("ended_at", "=", False)])
        )
        for message, found in waits.grouped("message_id").items():
            result.setdefault(message.id, ("rollout", found._get_note(), None))
        return result


class LogisticsSyncRolloutWait(models.Model):
    _inherit = "logistics.sync.rollout.wait"

    def _get_note(self):
        """What holds these facts, in words a clerk understands."""
        first = self[:1]
        if first.rule_id.is_general or not first.rule_id:
            return self.env._(
                "“%s” is not rolled out here yet. It is kept and taken up when it is "
                "switched on.",
                first.event_type_id.name,
            )
        return self.env._(
            "“%(flow)s” is not rolled out here yet (%(switch)s). It is kept and taken "
            "up when it is switched on.",
            flow=first.event_type_id.name,
            switch=first.rule_id.name,
        )
