# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from datetime import datetime, time, timedelta

from odoo import fields, models


class LogisticsSyncAuditReport(models.TransientModel):
    """Check the audit trail of a period, or take it away as a file."""

    _name = "logistics.sync.audit.report"
    _description = "Check or Export the Audit Trail"

    since = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.today() - timedelta(days=30),
    )
    until = fields.Date(string="To", required=True, default=fields.Date.today)
    state = fields.Selection(
        [("new", "New"), ("sound", "Sound"), ("broken", "Broken")],
        default="new",
        readonly=True,
    )
    result = fields.Text(readonly=True)
    file = fields.Binary(attachment=False, readonly=True)
    file_name = fields.Char(readonly=True)

    def _get_bounds(self):
        return (
            datetime.combine(self.since, time.min),
            datetime.combine(self.until, time.max),
        )

    def action_check(self):
        """Button: recompute every hash of the period and compare the events."""
        self.ensure_one()
        self.check_access("write")
        seals = self.env["logistics.sync.audit.seal"].sudo()
        findings = seals._verify(*self._get_bounds())
        self.state = "broken" if findings else "sound"
        self.result = "\n".join(findings) or self.env._(
            "Nothing was changed or removed. The last seal is %s.",
            seals.search([], limit=1).hash or "-",
        )
        return self._show()

    def action_export(self):
        """Button: the period as a file that can be checked without this database."""
        self.ensure_one()
        self.check_access("write")
        seals = self.env["logistics.sync.audit.seal"].sudo()
        lines = "".join(
            f"{line}\n" for line in seals._export_lines(*self._get_bounds())
        )
        self.file = base64.b64encode(lines.encode())
        self.file_name = f"audit_{self.since}_{self.until}.jsonl"
        self.env["logistics.sync.audit.entry"]._note(
            "export",
            self.env._("Audit trail exported"),
            after={"from": str(self.since), "to": str(self.until)},
        )
        return self._show()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check or Export the Audit Trail"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
