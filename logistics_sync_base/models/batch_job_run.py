# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models

from ..core.masking import mask_error
from ..database_locks import Space, session_lock

_logger = logging.getLogger(__name__)

CRON = "logistics_sync_base.ir_cron_batches"


class LogisticsSyncBatchJob(models.Model):
    """Running jobs: one at a time each, in pieces that are saved one by one."""

    _inherit = "logistics.sync.batch.job"

    def action_run_now(self):
        """Button: do it now, in the background."""
        self.check_access("write")
        self.sudo().write({"is_requested": True, "requested_by_id": self.env.uid})
        self.env.ref(CRON).sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "It begins within moments; see its runs for what became of it."
                ),
            },
        }

    def action_view_runs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_batch_run_action"
        )
        return action | {"domain": [("job_id", "=", self.id)], "context": {}}

    def action_view_waiting(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Waiting for %s", self.name),
            "res_model": "logistics.sync.batch.item",
            "view_mode": "list",
            "domain": list(self._get_item_domain()),
        }

    # ---------------------------------------------------------------- crons
    @api.model
    def _cron_run(self):
        """Each minute, and when somebody asked: do what is due."""
        cron = self.env["ir.cron"]
        self.env["logistics.sync.batch.item"].sudo()._flush_collected()
        cron._commit_progress()
        now = fields.Datetime.now()
        jobs = self.sudo().search(
            [
                "|",
                ("is_requested", "=", True),
                "|",
                ("next_run_at", "<=", now),
                ("run_ids.state", "=", "running"),
            ]
        )
        for job in jobs:
            if not job._run():
                self.env.ref(CRON).sudo()._trigger()
                return

    @api.model
    def _run_code(self, code):
        """The scheduled action of a kind of work came: do it for each company."""
        self._create_missing()
        now = fields.Datetime.now()
        for job in self.sudo().search([("code", "=", code)]):
            if job._is_due(now) and not job._run():
                return False
        return True

    # ------------------------------------------------------------------ run
    def _run(self):
        """Do the job, or go on with the run that was broken off.

        Returns False when the time is up before all is done. Commits.
        """
        self.ensure_one()
        with session_lock(self.env.cr, Space.BATCH_JOB, self.id, wait_ms=0) as mine:
            return self._run_locked() if mine else True

    def _run_locked(self):
        cron = self.env["ir.cron"]
        run = self._leave_out() or self._begin()
        self.write({"is_requested": False, "requested_by_id": False})
        cron._commit_progress()
        if run.state != "running":
            return True
        work = getattr(self.with_company(self.company_id), f"_batch_{self.code}")
        try:
            for done, failed in work(run):
                run._count(done, failed)
                if not cron._commit_progress(done):
                    run._pause()
                    return False
        # A job that fails is a run that failed, for people to read.
        except Exception as error:  # pylint: disable=broad-except
            problem = mask_error(error)
            _logger.info("Batch job %s failed: %s", self.id, problem)
            self.env.cr.rollback()
            run._end("failed", problem)
        else:
            run._finish()
        cron._commit_progress()
        return True

    def _leave_out(self):
        """A run that tells that the job is left out now, and planned for later."""
        now = fields.Datetime.now()
        found = self.env["logistics.sync.quiet.time"]._find_for_job(self, now)
        if not found:
            return None
        quiet, end = found
        if self.every != "always":
            self.next_run_at = end
        note = self.env._(
            "Left out because of “%(name)s”; it is taken up from %(end)s (UTC) on.",
            name=quiet.name,
            end=end.strftime("%Y-%m-%d %H:%M"),
        )
        last = self.last_run_id
        if last.state == "skipped" and last.note == note:
            return last
        values = {"state": "skipped", "note": note, "ended_at": now}
        return last.create({"job_id": self.id, "started_at": now, **values})

    def _begin(self):
        """The run that was broken off, or a new one."""
        self._plan_next(fields.Datetime.now())
        runs = self.env["logistics.sync.batch.run"].sudo()
        run = runs.search(
            [("job_id", "=", self.id), ("state", "=", "running")], limit=1
        )
        if run:
            if not run.is_paused:
                run.resumed_count += 1
            run.is_paused = False
            return run
        now = fields.Datetime.now()
        return runs.create(
            {
                "job_id": self.id,
                "started_at": now,
                "cutoff_at": self._get_cutoff(now),
                "requested_by_id": self.requested_by_id.id,
            }
        )

    # ---------------------------------------------------------------- flows
    def _batch_flows(self, run):
        """Work on what was collected, some at a time.

        Facts a killed run took up are done by the workers of the lane, like all
        that is due; they are not taken a second time.
        """
        Item = self.env["logistics.sync.batch.item"].sudo()
        messages = self.env["logistics.sync.message"].sudo()
        domain = self._get_item_domain()
        before = run.cutoff_at or run.started_at
        taken = [*domain, ("received_at", "<=", before)]
        if not run.total_count:
            if run.cutoff_at:
                late = [*domain, ("received_at", ">", before)]
                Item.search(late).write({"rolled_from_id": run.id})
            run.total_count = Item.search_count(taken)
            yield 0, 0
        note = self.env._("Taken up by “%s”", self.name)
        while items := Item.search(taken, limit=self.slice_size):
            items._release(note, run)
            lanes = items._leave_batch_lane() if self.is_critical else ["batch"]
            self.env["ir.cron"]._commit_progress()
            for lane in lanes:
                messages._drain(lane)
            yield len(items), 0

    # --------------------------------------------------------------- export
    def _batch_export(self, run):
        """Write the exports of the company that are due."""
        due = self.env["logistics.sync.export"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("next_run_at", "<=", fields.Datetime.now()),
            ]
        )
        for export in due:
            before = 0
            for _page in export._write_pages():
                yield export.last_count - before, 0
                before = export.last_count
