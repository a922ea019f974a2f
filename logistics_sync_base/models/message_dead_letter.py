# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..core import advice as causes


class LogisticsSyncMessage(models.Model):
    """What a person needs to know of a dead letter: why, since when, what to do."""

    _inherit = "logistics.sync.message"

    first_failed_at = fields.Datetime(
        compute="_compute_failures", string="First Failure"
    )
    last_failed_at = fields.Datetime(compute="_compute_failures", string="Last Failure")
    failure_count = fields.Integer(compute="_compute_failures", string="Failures")
    advice = fields.Text(compute="_compute_advice", string="What to Do")
    runbook_url = fields.Char(compute="_compute_advice", string="In Detail")

    def _compute_failures(self):
        found = {
            message: values
            for message, *values in self.env["logistics.sync.attempt"]._read_group(
                [("message_id", "in", self.ids), ("result", "!=", "success")],
                ["message_id"],
                ["started_at:min", "started_at:max", "__count"],
            )
        }
        for message in self:
            first, last, count = found.get(message, (False, False, 0))
            message.first_failed_at = first
            message.last_failed_at = last
            message.failure_count = count

    @api.depends_context("lang")
    @api.depends("state", "exception_ids.state")
    def _compute_advice(self):
        words = self._get_advice_words()
        for message in self:
            message.advice = message.runbook_url = False
            if message.state not in ("dead", "exception", "failed"):
                continue
            last = message.attempt_ids[:1]
            cause = causes.cause_of(last.http_status, last.result)
            asked = message.exception_ids.filtered(
                lambda one: one.state in ("open", "in_progress")
            )[:1]
            message.advice = " ".join(filter(None, (words.get(cause), asked.hint)))
            message.runbook_url = asked.code_id.runbook_url

    def _get_advice_words(self):
        return {
            causes.CREDENTIALS: self.env._(
                "The partner does not let us in: check the secrets of the connector, "
                "and whether the partner has changed them."
            ),
            causes.ADDRESS: self.env._(
                "The partner has nothing at this address: check the address of the "
                "connector with the partner."
            ),
            causes.BUSY: self.env._(
                "The partner asks for fewer calls: lower the rate of the connector, "
                "then replay."
            ),
            causes.PARTNER_DOWN: self.env._(
                "The partner could not be reached or failed: ask whether it works "
                "again, test the connection, then replay."
            ),
            causes.DOCUMENT: self.env._(
                "The partner does not take the document: compare it with what the "
                "partner answered, mend the record or the mapping, then replay."
            ),
        }

    def _write_finish(self, rows):
        """A dead letter tells its reason itself, also when one event was its cause."""
        result = super()._write_finish(rows)
        dead = [row["id"] for row in rows if row["state"] == "dead"]
        if dead:
            self.env.cr.execute(
                SQL(
                    """UPDATE logistics_sync_message m SET error = e.error
                         FROM (SELECT DISTINCT ON (message_id) message_id, error
                                 FROM logistics_sync_event
                                WHERE message_id IN %s AND state = 'dead'
                             ORDER BY message_id, position) e
                        WHERE m.id = e.message_id""",
                    tuple(dead),
                )
            )
            self.invalidate_recordset(["error"], flush=False)
        return result
