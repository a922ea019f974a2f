# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncBatchJob(models.Model):
    """What other systems know of our documents is compared with Odoo each night."""

    _inherit = "logistics.sync.batch.job"

    code = fields.Selection(
        selection_add=[("reconcile", "Compare with other systems")],
        ondelete={"reconcile": "cascade"},
    )
    reconcile_hours = fields.Integer(
        string="Differs For (hours)",
        default=24,
        tracking=True,
        help="News on their way are no difference yet: a document counts when the "
        "other system is behind for so long.",
    )

    _reconcile_hours = models.Constraint(
        "CHECK(reconcile_hours > 0)", "A difference counts after one hour or more."
    )

    @api.model
    def _prepare_jobs(self):
        return [
            *super()._prepare_jobs(),
            {
                "code": "reconcile",
                "name": self.env._("Reconciliation with other systems"),
                "every": "day",
                "run_hour": 5.0,
            },
        ]

    def _batch_reconcile(self, run):
        """Count documents, system by system; those behind are the run's errors."""
        # One piece of work: gone on with, nothing of it is left.
        if run.position:
            return
        states = self.env["logistics.sync.system.state"].sudo()
        states._cron_refresh()
        mine = states.search_count([("company_id", "=", self.company_id.id)])
        run.position = {"is_counted": True}
        yield mine, sum(count for __, count in self._find_behind())

    def _find_behind(self):
        """[(connector, number of documents it is behind with)]"""
        domain = [
            ("company_id", "=", self.company_id.id),
            ("is_different", "=", True),
            ("different_since", "<", f"-{self.reconcile_hours}H"),
        ]
        states = self.env["logistics.sync.system.state"].sudo()
        return states._read_group(domain, ["connector_id"], ["__count"])


class LogisticsSyncBatchRun(models.Model):
    _inherit = "logistics.sync.batch.run"

    def _get_closing_note(self):
        if self.job_id.code != "reconcile":
            return super()._get_closing_note()
        return "; ".join(
            self.env._(
                "%(system)s is behind with %(count)s documents",
                system=connector.name,
                count=count,
            )
            for connector, count in self.job_id._find_behind()
        )
