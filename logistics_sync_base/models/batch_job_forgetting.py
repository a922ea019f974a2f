# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

SETTLED = ("processed", "acknowledged", "duplicate", "ignored")


class LogisticsSyncBatchJob(models.Model):
    """What was worked out and is not needed any more does not grow for ever.

    Messages and events are not touched: they are the record of what happened.
    """

    _inherit = "logistics.sync.batch.job"

    code = fields.Selection(
        selection_add=[("forget", "Forget comparisons of long ago")],
        ondelete={"forget": "cascade"},
    )
    forget_days = fields.Integer(
        string="Forget After (Days)",
        default=400,
        tracking=True,
        help="Which facts are known, and what other systems know of our documents, is "
        "kept for so long after it was settled. A partner who tells a fact again later "
        "than that tells a new one. What somebody waits for, or a question is open "
        "about, is kept.",
    )

    _forget_days = models.Constraint(
        "CHECK(forget_days > 0)", "Comparisons are forgotten after one day or more."
    )

    @api.model
    def _prepare_jobs(self):
        return [
            *super()._prepare_jobs(),
            {
                "code": "forget",
                "name": self.env._("Forget comparisons of long ago"),
                "every": "day",
                "run_hour": 4.0,
                "slice_size": 1000,
            },
        ]

    def _batch_forget(self, run):
        """Slice by slice; what somebody else is writing is left for the next run."""
        limit = fields.Datetime.now() - timedelta(days=self.forget_days)
        for model, query in (
            (self.env["logistics.sync.known.fact"], self._select_old_facts(limit)),
            (self.env["logistics.sync.system.state"], self._select_old_states(limit)),
        ):
            while count := self._delete_selected(model.sudo(), query):
                yield count, 0

    def _delete_selected(self, model, query):
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DELETE FROM %s WHERE id IN (%s)", SQL.identifier(model._table), query)
        )
        count = self.env.cr.rowcount
        model.invalidate_model()
        return count

    def _select_old_facts(self, limit):
        """A slice of facts that are settled and nobody waits for or argues about.

        Where nothing tells when it was (its event is gone, nobody waited), a row tells
        no fact.
        """
        return SQL(
            """SELECT k.id FROM logistics_sync_known_fact k
                 LEFT JOIN logistics_sync_event e ON e.id = k.event_id
                WHERE k.company_id = %(company)s
                  AND COALESCE(GREATEST(k.done_at, e.received_at, e.processed_at),
                               '-infinity') < %(limit)s
                  AND (e.id IS NULL OR e.state IN ('done', 'duplicate', 'ignored'))
                  AND NOT EXISTS (
                      SELECT FROM logistics_sync_message m
                       WHERE m.id = e.message_id AND m.state NOT IN %(settled)s)
                  AND NOT EXISTS (
                      SELECT FROM logistics_sync_wait_fact_rel r
                        JOIN logistics_sync_wait w ON w.id = r.wait_id
                       WHERE r.fact_id = k.id
                         AND (w.state IN ('waiting', 'asked')
                              OR w.ended_at >= %(limit)s))
                  AND NOT EXISTS (
                      SELECT FROM logistics_sync_agreement a
                        JOIN logistics_sync_event second
                          ON second.id = a.second_event_id
                         AND second.state = 'exception'
                       WHERE a.first_event_id = e.id AND a.result = 'mismatch')
             ORDER BY k.id LIMIT %(most)s FOR UPDATE OF k SKIP LOCKED""",
            company=self.company_id.id,
            limit=limit,
            settled=SETTLED,
            most=self.slice_size,
        )

    def _select_old_states(self, limit):
        """A slice of what systems were told long ago, and nothing is owed to since."""
        return SQL(
            """SELECT s.id FROM logistics_sync_system_state s
                 JOIN logistics_sync_delivery d ON d.id = s.delivery_id
                 JOIN logistics_sync_message m ON m.id = d.message_id
                WHERE s.company_id = %(company)s AND NOT s.is_different
                  AND s.told_at < %(limit)s AND m.state IN %(settled)s
                  AND COALESCE(m.acknowledgement_state, '')
                      NOT IN ('awaiting', 'overdue')
             ORDER BY s.id LIMIT %(most)s FOR UPDATE OF s SKIP LOCKED""",
            company=self.company_id.id,
            limit=limit,
            settled=SETTLED,
            most=self.slice_size,
        )
