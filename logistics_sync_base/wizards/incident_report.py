# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import csv
import io
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class LogisticsSyncIncidentReport(models.TransientModel):
    """What happened with a partner in a time, to be printed or handed on."""

    _name = "logistics.sync.incident.report"
    _description = "Incident Report"
    _rec_name = "connector_id"

    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Partner System",
        required=True,
        ondelete="cascade",
    )
    begin_at = fields.Datetime(
        string="From",
        required=True,
        default=lambda self: fields.Datetime.now() - timedelta(days=1),
    )
    end_at = fields.Datetime(
        string="Until", required=True, default=lambda self: fields.Datetime.now()
    )
    report = fields.Html(compute="_compute_report", sanitize=False)
    file = fields.Binary(readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    @api.onchange("connector_id")
    def _onchange_connector_id(self):
        """The last outage is what most ask about."""
        last = self.connector_id.outage_ids.sorted("started_at")[-1:]
        if not last:
            return
        self.begin_at = last.started_at - timedelta(minutes=15)
        if last.ended_at:
            self.end_at = last.ended_at + timedelta(hours=1)
        else:
            # It goes on: the report tells of what was until this minute is over.
            self.end_at = fields.Datetime.now() + timedelta(minutes=1)

    @api.depends("connector_id", "begin_at", "end_at")
    @api.depends_context("lang", "tz")
    def _compute_report(self):
        for wizard in self:
            wizard.report = (
                self.env["ir.qweb"]._render(
                    "logistics_sync_base.incident_report_body",
                    wizard._get_values(),
                )
                if wizard.connector_id and wizard.begin_at and wizard.end_at
                else False
            )

    def _get_values(self):
        """What the template shows; of partners the user may read."""
        self.ensure_one()
        self.connector_id.check_access("read")
        if self.begin_at >= self.end_at:
            raise UserError(self.env._("The end must come after the beginning."))
        incidents = self.env["logistics.sync.incident"].sudo()
        facts = incidents._gather(self.connector_id.sudo(), self.begin_at, self.end_at)
        return {"facts": facts, "tell": self._tell}

    def _tell(self, moment):
        local = fields.Datetime.context_timestamp(self, moment)
        return f"{local:%Y-%m-%d %H:%M:%S %Z}"

    def action_print(self):
        report = self.env.ref("logistics_sync_base.incident_report_action")
        return report.report_action(self, config=False)

    def action_export(self):
        """The course of events and the documents affected, as a table."""
        facts = self._get_values()["facts"]
        rows = [("part", "time", "text", "who", "state", "amount", "currency")]
        rows += [
            ("event", self._tell(one["at"]), one["what"], one["who"], "", "", "")
            for one in facts["entries"]
        ]
        rows += [
            (
                "document",
                "",
                one["name"],
                one["flow"],
                one["state"],
                one["amount"],
                one["currency"],
            )
            for one in facts["documents"]
        ]
        buffer = io.StringIO()
        csv.writer(buffer).writerows([_disarm(cell) for cell in row] for row in rows)
        day = f"{fields.Datetime.context_timestamp(self, self.begin_at):%Y-%m-%d}"
        self.write(
            {
                "file": base64.b64encode(buffer.getvalue().encode("utf-8-sig")),
                "file_name": f"incident-{self.connector_id.code}-{day}.csv",
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}"
            "?download=true",
            "target": "download",
        }


def _disarm(cell):
    """Text of a partner is text in a spreadsheet too."""
    text = str(cell)
    is_number = text.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(FORMULA) and not is_number else text
