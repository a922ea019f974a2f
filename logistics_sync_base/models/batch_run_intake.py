# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .batch_job_intake import PROBLEMS
from .batch_run_controls import CODE
from .batch_total import OPEN_TOTALS
from .exception import OPEN_STATES

SHOWN = 5


class LogisticsSyncBatchRun(models.Model):
    """Files that were fetched: what each says of itself against what it holds.

    A difference holds the run and asks a person, like a difference of collected facts.
    It closes by itself once the file is set aside or agrees, such as after the layout
    was mended, or when somebody answers the question with a reason.
    """

    _inherit = "logistics.sync.batch.run"

    is_intake = fields.Boolean(related="job_id.is_intake")
    total_ids = fields.One2many(
        "logistics.sync.batch.total", "run_id", string="Files", readonly=True
    )
    difference_count = fields.Integer(
        compute="_compute_difference_count", string="Differences"
    )

    @api.depends("total_ids.state")
    def _compute_difference_count(self):
        for run in self:
            rows = run.total_ids.filtered(lambda row: row.state in OPEN_TOTALS)
            run.difference_count = len(rows)

    @api.private
    def _control_files(self):
        """From now on this run is held when a file does not agree with itself."""
        self.ensure_one()
        self.is_controlled = True

    @api.private
    def _fetch_from(self, connector):
        """(documents fetched, problems) of one partner; commits while it fetches."""
        self.ensure_one()
        problems = []
        if connector.gate_ids.state not in (False, "closed"):
            problems.append(connector.gate_summary or "")
        else:
            connector.with_context(**{PROBLEMS: problems})._poll_guarded()
            problems += self._find_left(connector)
        totals = self.env["logistics.sync.batch.total"].sudo()
        messages = self._find_fetched(connector)
        totals._take_down(self, messages)
        for reason in problems:
            totals._note_unreachable(self, connector, reason)
        return len(messages), len(problems)

    def _find_left(self, connector):
        """Sentences about files that were there and could not be taken."""
        files = connector.folder_file_ids.filtered(
            lambda file: file.state in ("incomplete", "unreadable")
        )
        return [
            " ".join(filter(None, (f"{file.name}:", file.reason))) for file in files
        ]

    def _find_fetched(self, connector):
        """What came since the run began and is in no run yet: also after a crash."""
        messages = self.env["logistics.sync.message"].sudo()
        found = messages.search(
            [
                ("connector_id", "=", connector.id),
                ("direction", "=", "in"),
                ("received_at", ">=", self.started_at),
            ],
            order="id",
        )
        totals = self.env["logistics.sync.batch.total"].sudo()
        return found - totals.search([("message_id", "in", found.ids)]).message_id

    def _count_failing(self):
        if not self.is_intake:
            return super()._count_failing()
        return len(self.total_ids.filtered(lambda row: row.state == "unreachable"))

    def _compare_totals(self):
        if not self.is_intake:
            return super()._compare_totals()
        self._read_again()
        wrong = self.total_ids.filtered(lambda row: row.state in OPEN_TOTALS)
        if not wrong:
            return True
        self.write({"state": "held", "ended_at": False})
        self._ask_about_files(wrong)
        return False

    def _read_again(self):
        """Compare those anew whose document was worked on since."""
        stale = self.total_ids.filtered(
            lambda row: (
                row.state in OPEN_TOTALS and row.message_id.state != row.seen_state
            )
        )
        if stale:
            self.env["logistics.sync.batch.total"].sudo()._take_down(
                self, stale.message_id
            )
            self.invalidate_recordset(["total_ids"])

    def _ask_about_files(self, wrong):
        sentences = [row._describe() for row in wrong[:SHOWN]]
        if len(wrong) > SHOWN:
            sentences.append(self.env._("%s more", len(wrong) - SHOWN))
        sentence = self.env._(
            "Files of batch “%(run)s” do not come out even. %(lines)s.",
            run=self.display_name,
            lines="; ".join(sentences),
        )
        self.note = sentence
        if not self._find_question().filtered(lambda one: one.state in OPEN_STATES):
            self.env["logistics.sync.exception"].sudo()._raise_for(
                CODE,
                sentence,
                company=self.company_id,
                subject=self,
                record=self,
            )
