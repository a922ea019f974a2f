# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where states are not compared, partners are not asked and nothing is listed."""

from odoo import api, models

from odoo.addons.logistics_sync_base.core.outcome import Outcome

from .rollout_rule import DRIFT


class LogisticsSyncHandler(models.AbstractModel):
    _inherit = "logistics.sync.handler"

    @api.model
    def _consequence_compare_status(self, events):
        on = self.env["logistics.sync.rollout.rule"]._filter_on(DRIFT, events)
        outcomes = super()._consequence_compare_status(on) if on else {}
        note = self.env._("Comparing states is not rolled out here.")
        return outcomes | {event.id: Outcome.skipped(note) for event in events - on}


class LogisticsSyncConnector(models.Model):
    _inherit = "logistics.sync.connector"

    def _find_quiet_packages(self, limit):
        rules = self.env["logistics.sync.rollout.rule"]
        settled = rules._get_settled(DRIFT)
        if settled is not None:
            packages = self.env["logistics.shipment.package"]
            return super()._find_quiet_packages(limit) if settled else packages
        # What is off must not take the places of what is on.
        packages = super()._find_quiet_packages(None)
        subjects = packages.shipment_id._get_rollout_subjects()
        on = packages.filtered(
            lambda package: all(
                rules._is_on(DRIFT, {**subject, "connector": self.id})
                for subject in subjects[package.shipment_id.id]
            )
        )
        return on[:limit]


class LogisticsShipmentDrift(models.Model):
    _inherit = "logistics.shipment.drift"

    @api.model
    @api.private
    def _heal(self, company, limit=100):
        rules = self.env["logistics.sync.rollout.rule"]
        if rules._get_settled(DRIFT) is not False:
            yield from super()._heal(company, limit)
