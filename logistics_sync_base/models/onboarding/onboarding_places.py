# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class LogisticsSyncOnboarding(models.Model):
    """Where each step is done."""

    _inherit = "logistics.sync.onboarding"

    def action_continue(self):
        """Button: the place where the next step is done."""
        self.ensure_one()
        step = self.step_ids.filtered("is_next")
        return self._open_step(step.code) if step else self.action_open_connector()

    def _open_step(self, code):
        self.ensure_one()
        if code != "template" and not self.connector_id:
            return self.action_begin()
        return getattr(self, f"_open_{code}")()

    def _open_dialog(self, name, title):
        """A short form of the connector, with what one step needs."""
        view = self.env.ref(f"logistics_sync_base.onboarding_connector_{name}")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "logistics.sync.connector",
            "res_id": self.connector_id.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def _open_template(self):
        return (
            self.action_open_connector() if self.connector_id else self.action_begin()
        )

    def _open_address(self):
        return self._open_dialog("address", self.env._("How It Is Reached"))

    def _open_connection(self):
        connector = self.connector_id
        if not connector._get_checkable():
            return self._open_address()
        action = connector.action_check()
        self._refresh()
        action["params"]["next"] = {"type": "ir.actions.client", "tag": "soft_reload"}
        return action

    def _open_owners(self):
        return self._open_dialog("owners", self.env._("Who Answers for It"))

    def _open_reading(self):
        connector = self.connector_id
        points = connector.sudo()._get_mapping_points()
        if not points and connector.sudo()._get_reference_points():
            if all(one.reference_count for one in connector.reference_list_ids):
                return connector.action_open_references()
            # There is nothing to decide about before the list was read in.
            return connector.action_import_references()
        return self._open_dialog("reading", self.env._("How Its Documents Are Read"))

    def _open_samples(self):
        mappings = self.connector_id._get_contract_mappings()
        if not mappings:
            return self._open_dialog("samples", self.env._("Sample Documents"))
        bare = mappings.filtered(lambda mapping: not mapping.sample_ids)
        return {
            "type": "ir.actions.act_window",
            "res_model": "logistics.sync.mapping",
            "res_id": (bare or mappings)[:1].id,
            "view_mode": "form",
        }

    def _open_contract(self):
        self.connector_id.action_run_contract_test()
        self._refresh()
        return self._open_dialog("contract", self.env._("Test of the Samples"))

    def _open_trial(self):
        if self.state == "preparing" and self.environment != "production":
            return self.action_start_trial()
        action = self.connector_id.action_view_messages()
        if self.trial_started_at:
            began = self.trial_started_at.isoformat(" ", "seconds")
            action["domain"] = [*action["domain"], ("received_at", ">=", began)]
        return action

    def _open_approval(self):
        if self.state == "preparing":
            return self.action_ask()
        return self.action_open_connector()
