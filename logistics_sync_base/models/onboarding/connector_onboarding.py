# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .onboarding import MANAGER, OPEN_STATES


class LogisticsSyncConnector(models.Model):
    """A partner goes live when its onboarding says so, in production never before."""

    _inherit = "logistics.sync.connector"

    onboarding_ids = fields.One2many(
        "logistics.sync.onboarding", "connector_id", string="Onboardings"
    )
    onboarding_state = fields.Selection(
        selection=lambda self: (
            self.env["logistics.sync.onboarding"]._fields["state"].selection
        ),
        compute="_compute_onboarding_state",
        string="Onboarding",
    )

    @api.depends("onboarding_ids.state")
    def _compute_onboarding_state(self):
        for connector in self:
            found = connector.onboarding_ids.sorted("id")[-1:]
            connector.onboarding_state = found.state

    @api.depends("onboarding_ids.state")
    def _compute_readiness(self):
        return super()._compute_readiness()

    def _get_readiness(self):
        return super()._get_readiness() + self.sudo()._get_onboarding_points()

    def _get_onboarding_points(self):
        running = self.onboarding_ids.filtered(
            lambda one: one.state in ("preparing", "waiting")
        )
        if running:
            sentence = self.env._(
                "Its onboarding is not finished. Next: %s.",
                running[0].next_step or running[0].state,
            )
            return [("blocker", sentence)]
        if self.state == "draft" and self._needs_onboarding():
            return [("blocker", self._get_onboarding_sentence())]
        return []

    def _needs_onboarding(self):
        """Whether nobody but one person would have seen it before it is active."""
        return self.environment == "production" and not any(
            one.state == "done" for one in self.onboarding_ids
        )

    def _get_onboarding_sentence(self):
        return self.env._(
            "In production a partner is made active by its onboarding, which two "
            "persons take part in. Press Start Onboarding."
        )

    @api.model_create_multi
    def create(self, vals_list):
        connectors = super().create(vals_list)
        # An imported file is no proof either.
        if not self.env.su and any(one.state != "draft" for one in connectors):
            raise ValidationError(
                self.env._(
                    "A connector begins in preparation, and goes live by its button."
                )
            )
        return connectors

    def write(self, vals):
        if vals.get("state") == "live" and not self.env.su:
            for connector in self.filtered(lambda one: one.state == "draft"):
                # While it still is a draft: afterwards nobody can tell.
                if connector.sudo()._needs_onboarding():
                    connector._check_readiness()
        result = super().write(vals)
        if not self.env.su:
            self._note_onboarding()
        return result

    def _note_onboarding(self):
        """Whoever changes the connector works on its onboarding."""
        running = (
            self.env["logistics.sync.onboarding"]
            .sudo()
            .search([("connector_id", "in", self.ids), ("state", "in", OPEN_STATES)])
        )
        if running:
            running._note_worker()
            running._refresh()

    def _check_readiness(self):
        """What the samples prove is proven at the moment it goes live."""
        result = super()._check_readiness()
        for connector in self:
            failed = [
                f"• {row['name']}: {row['outcome']}"
                for row in connector._run_own_samples()
                if row["result"] == "failed"
            ]
            if failed:
                raise ValidationError(
                    self.env._(
                        "“%(connector)s” cannot go live yet, its samples do not come "
                        "out as agreed:\n%(failed)s",
                        connector=connector.name,
                        failed="\n".join(failed),
                    )
                )
        return result

    def _run_own_samples(self):
        """Results of what was agreed with this partner; published samples are not."""
        self.ensure_one()
        rows = [
            self._prepare_test(sample.name, self.name, sample._run())
            for sample in self.sample_ids
        ]
        for mapping in self.sudo()._get_contract_mappings():
            rows += self._test_mapping(mapping)
        return rows

    def action_start_onboarding(self):
        """Button: take this connector through the steps."""
        self.ensure_one()
        running = self.onboarding_ids.filtered(lambda one: one.state in OPEN_STATES)
        if not running and self.env.user.has_group(MANAGER):
            running = running.create(
                {
                    "name": self.name,
                    "connector_id": self.id,
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                }
            )
        found = running or self.onboarding_ids.sorted("id")[-1:]
        return {
            "type": "ir.actions.act_window",
            "res_model": "logistics.sync.onboarding",
            "res_id": found.id,
            "view_mode": "form" if found else "list",
        }
