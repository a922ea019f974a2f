# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..settings import get_setting
from .rollout_rule import IN_FORCE

MANAGER_GROUP = "logistics_sync_base.group_logistics_manager"


class LogisticsSyncRolloutRule(models.Model):
    """Puts switches in force, on and off; who did it when stays on record."""

    _inherit = "logistics.sync.rollout.rule"

    @api.model
    @api.private
    def _create_general(self):
        """The switch for everything, as the server's settings want it at first."""
        if not self.search_count([("named_count", "=", 0)], limit=1):
            is_off = (get_setting("rollout") or "on").strip().lower() == "off"
            self.create({"switch": "off" if is_off else "on", "state": IN_FORCE})

    @api.model
    def _get_general(self):
        return self.sudo().search([("named_count", "=", 0), ("state", "=", IN_FORCE)])

    def _check_may_switch(self):
        """Managers switch what is theirs; what counts for all companies needs all."""
        if not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(
                self.env._("Only an integration administrator may switch.")
            )
        if all(rule.company_id for rule in self):
            self.check_access("write")
            return
        self._check_all_companies()

    @api.model
    def _check_all_companies(self):
        every = self.env["res.company"].sudo().search_count(Domain.TRUE)
        if len(self.env.user.company_ids) < every:
            raise AccessError(
                self.env._(
                    "It counts for all companies, and you may not work for all of "
                    "them. Make a switch for your company instead."
                )
            )

    def _note_switching(self, **values):
        self._write_decided(
            {
                **values,
                "switched_by_id": self.env.uid,
                "switched_at": fields.Datetime.now(),
            }
        )
        self._on_switched()

    def _on_switched(self):
        """Hook: what is on or off changed; domain addons look at their records."""

    # -------------------------------------------------------------- buttons
    def action_put_in_force(self):
        self._check_may_switch()
        if any(rule.state == IN_FORCE for rule in self):
            raise UserError(self.env._("It is in force already."))
        self._note_switching(state=IN_FORCE)
        return True

    def action_take_back(self):
        """From now on it counts no more; it can be put in force again."""
        self._check_may_switch()
        if any(rule.is_general for rule in self):
            raise UserError(
                self.env._("The general switch is on or off; it is never without one.")
            )
        self._note_switching(state="draft")
        return True

    def action_flip(self):
        self._check_may_switch()
        for rule in self:
            rule._note_switching(switch="off" if rule.switch == "on" else "on")
        return True

    @api.model
    def action_all_off(self):
        """Everything off for everybody; the other switches are kept, prepared."""
        return self._switch_all("off")

    @api.model
    def action_all_on(self):
        return self._switch_all("on")

    @api.model
    def _switch_all(self, switch):
        self._check_may_switch()
        self._check_all_companies()
        # Of all companies, whichever are chosen in the user's menu at the moment.
        others = self.sudo().search([("state", "=", IN_FORCE), ("named_count", ">", 0)])
        general = self._get_general()
        if others:
            others._note_switching(state="draft")
        if general:
            general._note_switching(switch=switch)
        else:
            self.sudo().create({"switch": switch})._note_switching(state=IN_FORCE)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
