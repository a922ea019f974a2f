# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

from ..core.watermark import Watermark


class LogisticsSyncExport(models.Model):
    """What changed, handed to a data warehouse again and again, each change once."""

    _name = "logistics.sync.export"
    _description = "Scheduled Export"
    _order = "name, id"
    _check_company_auto = True
    # rows of one file
    _page_rows = 5000

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Goes To",
        required=True,
        ondelete="cascade",
        index=True,
        help="Files leave by the way this connector sends.",
    )
    company_id = fields.Many2one(
        related="connector_id.company_id", store=True, index=True
    )
    dataset = fields.Selection(
        [
            ("events", "Events"),
            ("messages", "Messages"),
            ("exceptions", "Exceptions"),
            ("daily_figures", "Figures of each day"),
        ],
        string="What",
        required=True,
        default="events",
    )
    file_format = fields.Selection(
        [("json", "JSON"), ("csv", "CSV file")], required=True, default="csv"
    )
    interval_hours = fields.Integer(string="Every (hours)", default=24, required=True)
    next_run_at = fields.Datetime(
        string="Next Run", default=fields.Datetime.now, required=True
    )
    watermark = fields.Char(
        readonly=True, copy=False, string="Read Up To", help="Empty: nothing yet."
    )
    restart_count = fields.Integer(readonly=True, copy=False)
    last_count = fields.Integer(readonly=True, copy=False, string="Rows Last Time")

    _interval_positive = models.Constraint(
        "CHECK(interval_hours > 0)", "The hours between two runs must be above zero."
    )

    @api.model
    def _cron_export(self):
        """Write the exports that are due; each page stays, whatever comes after it."""
        self.env["logistics.sync.batch.job"]._run_code("export")

    def action_run(self):
        """Button: write now what changed since the last time."""
        self.check_access("write")
        for export in self:
            export._run()

    def action_restart(self):
        """Button: begin anew; everything is written once more with the next run."""
        self.check_access("write")
        for export in self:
            # A new key for each file: the old ones were written before.
            export._write_decided(
                {"watermark": False, "restart_count": export.restart_count + 1}
            )

    def _run(self):
        """Write all that changed, in the transaction of the caller."""
        for _page in self._write_pages():
            pass

    def _write_pages(self):
        """Owe the connector a file for each page of changes; yields after each page.

        The caller may commit there: file and mark are one transaction, so that no
        change is left out or written twice.
        """
        self.ensure_one()
        reader = self.env["logistics.sync.export.reader"].sudo()
        mark, count, more = Watermark.parse(self.watermark or ""), 0, True
        while more:
            rows, mark, more = reader._read(
                self.dataset, self.connector_id, mark, self._page_rows
            )
            if rows:
                self._owe_file(rows, mark)
                self.env["logistics.sync.message"]._dispatch_after_commit(["outbound"])
            count += len(rows)
            values = {"watermark": str(mark), "last_count": count}
            if not more:
                hours = timedelta(hours=self.interval_hours)
                values["next_run_at"] = fields.Datetime.now() + hours
            self._write_decided(values)
            yield

    def _owe_file(self, rows, mark):
        reader = self.env["logistics.sync.export.reader"]
        body = getattr(reader, f"_write_{self.file_format}")(rows)
        self.env["logistics.sync.message"].sudo()._ingest(
            self.connector_id,
            body,
            f"export:{self.id}:{self.restart_count}:{mark}",
            direction="out",
            format=self.file_format,
            content_type="application/json"
            if self.file_format == "json"
            else "text/csv",
            file_name=f"{self.dataset}_{self.id}_{mark}.{self.file_format}",
        )
