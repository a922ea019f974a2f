# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

from .batch_job_intake import PROBLEMS
from .batch_run_controls import CODE
from .batch_total import OPEN_TOTALS
from .exception import OPEN_STATES

SHOWN = 5
# A file that is still being written is looked at each minute for so long.
PATIENCE = timedelta(hours=1)


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
    def _get_left(self):
        """The partners this run has not done with yet, as it may be gone on with."""
        done = (self.position or {}).get("connectors", [])
        return self.job_id._get_intake_connectors().filtered(
            lambda connector: connector.id not in done
        )

    @api.private
    def _fetch_from(self, connector):
        """(documents fetched, problems, whether there are more) of one partner.

        Commits while it fetches.
        """
        self.ensure_one()
        problems = []
        asking = connector.with_context(**{PROBLEMS: problems})
        stored = asking._poll_guarded()
        adapter = connector._find_adapter_class(connector.transport)
        more = bool(stored and adapter.polls_in_parts and not problems)
        totals = self.env["logistics.sync.batch.total"].sudo()
        messages = self._find_fetched(connector)
        totals._take_down(self, messages)
        if more or (not problems and self._waits_for(connector)):
            return len(messages), 0, more
        problems += self._find_left_there(connector)
        for reason in problems:
            totals._note_unreachable(self, connector, reason)
        done = (self.position or {}).get("connectors", [])
        self.position = {"connectors": [*done, connector.id]}
        return len(messages), len(problems), False

    def _waits_for(self, connector):
        """Whether a file is just being written there: the next run may be tomorrow."""
        growing = connector.folder_file_ids.filtered(lambda one: one.state == "growing")
        return growing and fields.Datetime.now() < self.started_at + PATIENCE

    def _find_left_there(self, connector):
        """Sentences about files that were there and could not be taken."""
        files = connector.folder_file_ids.filtered(
            lambda file: file.state in ("growing", "incomplete", "unreadable")
        )
        labels = dict(files._fields["state"]._description_selection(self.env))
        return [f"{file.name}: {file.reason or labels[file.state]}" for file in files]

    def _finish(self):
        """One that waits for files to be complete stays under way."""
        if self.is_intake and self._get_left():
            self._pause()
            return None
        return super()._finish()

    def _find_fetched(self, connector):
        """What came since the run began and is in no run yet: also after a crash.

        What a run fetched that failed before it could count is counted by the next.
        """
        messages = self.env["logistics.sync.message"].sudo()
        found = messages.search(
            [
                ("connector_id", "=", connector.id),
                ("direction", "=", "in"),
                ("received_at", ">=", self._get_count_begin()),
            ],
            order="id",
        )
        totals = self.env["logistics.sync.batch.total"].sudo()
        return found - totals.search([("message_id", "in", found.ids)]).message_id

    def _get_count_begin(self):
        """When this run began, or the first of the failed ones right before it."""
        before = [("job_id", "=", self.job_id.id), ("id", "<", self.id)]
        closed = self.search(
            [*before, ("state", "not in", ("failed", "skipped"))],
            order="id desc",
            limit=1,
        )
        failed = self.search(
            [*before, ("state", "=", "failed"), ("id", ">", closed.id or 0)],
            order="id",
            limit=1,
        )
        return failed.started_at or self.started_at

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
