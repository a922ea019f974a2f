# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class LogisticsSyncBatchJob(models.Model):
    """Documents nobody looks at any more are packed, by night."""

    _inherit = "logistics.sync.batch.job"

    code = fields.Selection(
        selection_add=[("archive", "Archive documents that are done")],
        ondelete={"archive": "cascade"},
    )
    archive_days = fields.Integer(
        string="Archive After (Days)",
        default=90,
        tracking=True,
        help="Documents that are done for so long are packed. They can be read, "
        "downloaded and replayed as before; their hash is checked on the way.",
    )

    _archive_days = models.Constraint(
        "CHECK(archive_days > 0)", "Documents are archived after one day or more."
    )

    @api.model
    def _prepare_jobs(self):
        return [
            *super()._prepare_jobs(),
            {
                "code": "archive",
                "name": self.env._("Archive"),
                "every": "day",
                "run_hour": 3.0,
                "slice_size": 200,
            },
        ]

    def _batch_archive(self, run):
        """Pack what is old; each slice is saved by itself."""
        messages = self.env["logistics.sync.message"].sudo()
        last_id = 0
        while found := messages._find_for_archive(
            self.company_id, self.archive_days, last_id, self.slice_size
        ):
            last_id = found.ids[-1]
            done, damaged = found._archive_bodies()
            for message in damaged:
                message._report_damaged()
            yield done, len(damaged)


class LogisticsSyncMessage(models.Model):
    _inherit = "logistics.sync.message"

    def _report_damaged(self):
        """A document that is not what came any more is a question, once."""
        self.ensure_one()
        known = self.env.execute_query(
            SQL(
                """SELECT FROM logistics_sync_exception e
                     JOIN logistics_sync_exception_code k ON k.id = e.code_id
                    WHERE e.message_id = %s AND k.code = 'archive_damaged'""",
                self.id,
            )
        )
        if not known:
            self.env["logistics.sync.exception"]._raise_for(
                "archive_damaged",
                self.env._(
                    "The stored document of message %(message)s does not match the "
                    "hash taken when it came. It was left as it is, not archived.",
                    message=self.public_id,
                ),
                message=self,
            )
