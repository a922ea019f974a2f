# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

COLORS = {"error": "danger", "warning": "warning", "notice": "info"}


class LogisticsSyncHealthReport(models.TransientModel):
    """One look at the health of the work, for the companies the user works in."""

    _name = "logistics.sync.health.report"
    _description = "Health"

    display_name = fields.Char(compute="_compute_display_name")
    report = fields.Html(compute="_compute_report", sanitize=False)

    def _compute_display_name(self):
        self.display_name = self.env._("Health")

    @api.depends_context("allowed_company_ids", "lang", "tz")
    def _compute_report(self):
        health = self.env["logistics.sync.health"].sudo()
        facts = health._measure(self.env.companies)
        findings = health._find(facts)
        lanes = dict(
            self.env["logistics.sync.message"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        self.report = self.env["ir.qweb"]._render(
            "logistics_sync_base.health_report",
            {
                "facts": facts,
                "findings": findings,
                "lanes": [
                    dict(lane, name=lanes[lane["lane"]]) for lane in facts["lanes"]
                ],
                "tell": health._tell,
                "colors": COLORS,
                "all_well": all(one["level"] == "notice" for one in findings),
            },
        )

    def action_look_again(self):
        return self.action_open()

    @api.model
    def action_open(self):
        """Look now, in a new report."""
        self.check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Health"),
            "res_model": self._name,
            "res_id": self.create({}).id,
            "view_mode": "form",
            "target": "current",
        }
