# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

# A form must not wait for a flood: of more than so many the latest are looked at.
MOST_COUNTED = 1000


class LogisticsSyncRolloutRule(models.Model):
    """How many facts a switch holds, and how many can be taken up by now."""

    _inherit = "logistics.sync.rollout.rule"

    held_count = fields.Integer(
        compute="_compute_held_count",
        help="Facts that came and are kept because this switch is off.",
    )
    ready_count = fields.Integer(
        compute="_compute_ready_count",
        help="Facts that were kept and are switched on by now.",
    )

    def _compute_held_count(self):
        waits = self.env["logistics.sync.rollout.wait"]
        counts = dict(
            waits._read_group(
                [("rule_id", "in", self.ids), *waits._get_open_domain()],
                ["rule_id"],
                ["__count"],
            )
        )
        for rule in self:
            rule.held_count = counts.get(rule._origin, 0)

    def _compute_ready_count(self):
        self.ready_count = len(self._get_ready(MOST_COUNTED))

    def _get_ready(self, limit=None):
        """Facts on anybody's list that are switched on by now, of own companies."""
        waits = self.env["logistics.sync.rollout.wait"]._find_ready(limit)
        return waits.with_env(self.env)._filtered_access("read")

    # -------------------------------------------------------------- buttons
    def action_take_up(self):
        """Work on all facts that were kept and are switched on by now."""
        ready = self._get_ready()
        if not ready:
            raise UserError(
                self.env._("Nothing waits that is switched on: there is nothing to do.")
            )
        return ready.action_take_up()

    def action_view_held(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "logistics_sync_base.logistics_sync_rollout_wait_action"
        )
        return dict(action, domain=[("rule_id", "=", self.id)])
