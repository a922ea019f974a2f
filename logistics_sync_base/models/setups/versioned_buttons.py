# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError


class LogisticsSyncVersioned(models.AbstractModel):
    """What people press: back to the version before, and deciding about changes."""

    _inherit = "logistics.sync.versioned"

    # --------------------------------------------------------------------- back
    @api.private
    def _bring_back(self, version):
        """Make the record what it was in an earlier version."""
        self.ensure_one()
        before = self._get_setup()
        self._apply_setup(self._get_way_back(before, version))
        fresh = self._note_version(before, "back", back_to_id=version.id)
        if fresh:
            fresh.is_approved = version.is_approved
            fresh._note(self.env._("Version %s brought back", version.number))
        self._get_versions(("state", "=", "proposed"))._settle("void")

    def _is_of_here(self, setup):
        """Whether an approval of this setup counts where the record is now."""
        return True

    @api.private
    def _get_way_back(self, current, version):
        """The setup that an earlier version makes of the one there is now."""
        return version.content

    def action_roll_back(self):
        """Button: the version before counts again, at once."""
        self.ensure_one()
        self._check_setup_manager()
        previous = self.previous_setup_id
        if not previous:
            raise UserError(
                self.env._("There is no version to go back to that was approved.")
            )
        previous.action_go_back()
        return True

    def action_approve_setup(self):
        """Button: the proposed change is right."""
        return self._get_proposed().action_approve()

    def action_refuse_setup(self):
        """Button: the proposed change does not happen."""
        return self._get_proposed().action_refuse()

    def action_withdraw_setup(self):
        """Button: who proposed the change no longer wants it."""
        return self._get_proposed().action_withdraw()

    def _get_proposed(self):
        self.ensure_one()
        if not self.proposed_setup_id:
            raise UserError(self.env._("No change waits for approval here."))
        return self.proposed_setup_id.with_user(self.env.user)

    def action_view_setup_versions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_setup_version_action"
        )
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return action | {"domain": domain, "context": {}}

    def _open_setup(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }
