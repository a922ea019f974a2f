# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .message_queue import CHANNELS

SAMPLE_MINUTES = 15
KEPT_DAYS = 800


class LogisticsSyncWindowSample(models.Model):
    """How one lane stood at one moment of a closing or peak, kept for the report."""

    _name = "logistics.sync.window.sample"
    _description = "Figures of a Closing or Peak"
    _order = "taken_at desc, id desc"
    _rec_name = "window"
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    window = fields.Char(
        required=True, readonly=True, help="The quiet times and priorities in force."
    )
    taken_at = fields.Datetime(string="Time", required=True, readonly=True)
    lane = fields.Selection(
        lambda self: self.env["logistics.sync.message"]._fields["channel"].selection,
        required=True,
        readonly=True,
    )
    backlog = fields.Integer(
        readonly=True, aggregator="max", help="Documents not done, be they due or not."
    )
    oldest_minutes = fields.Float(
        string="Age of the Oldest (min)", readonly=True, aggregator="max"
    )
    done_count = fields.Integer(
        string="Done Since the Last Figure", readonly=True, aggregator="sum"
    )
    delay_minutes = fields.Float(
        string="Delay (min)",
        readonly=True,
        aggregator="max",
        help="From receiving to being done: 95 of 100 documents took no longer. In the "
        "financial lane this is the delay of posting.",
    )
    question_count = fields.Integer(
        string="Open Exceptions", readonly=True, aggregator="max"
    )

    _time_index = models.Index("(company_id, taken_at)")

    # ----------------------------------------------------------------- cron
    @api.model
    def _cron_sample(self):
        """Each quarter of an hour: figures of each lane, where a window is open."""
        self.env.flush_all()
        now = fields.Datetime.now()
        for company, names in self._find_windows(now).items():
            self._sample(company, names, now)

    @api.model
    def _find_windows(self, now):
        """{company: names of what is in force}; one that has just ended counts once.

        The last figures of a window are those after its end: what it left behind.
        """
        names = {}
        before = now - timedelta(minutes=SAMPLE_MINUTES)
        quiet_times = self.env["logistics.sync.quiet.time"].sudo()
        for moment in (now, before):
            for quiet, __ in quiet_times._get_in_force(moment):
                names.setdefault(quiet.company_id, {})[quiet.name] = True
        rules = self.env["logistics.sync.priority.rule"].sudo()
        for rule in rules.search(
            [("date_start", "<=", now), ("date_end", ">", before)], order="id"
        ):
            names.setdefault(rule.company_id.id, {})[rule.name] = True
        companies = self.env["res.company"]
        return {
            companies.browse(company_id): ", ".join(found)
            for company_id, found in names.items()
        }

    @api.model
    def _sample(self, company, window, now):
        last = self.search(
            [("company_id", "=", company.id), ("window", "=", window)], limit=1
        ).taken_at
        earliest = now - timedelta(hours=6)
        since = max(last or now - timedelta(minutes=SAMPLE_MINUTES), earliest)
        waiting = self._measure_backlog(company, now)
        done = self._measure_delay(company, since, now)
        questions = self._count_questions(company)
        rows = []
        for lane in CHANNELS:
            backlog, oldest = waiting.get(lane, (0, None))
            count, delay = done.get(lane, (0, None))
            row = {
                "company_id": company.id,
                "window": window,
                "taken_at": now,
                "lane": lane,
                "backlog": backlog,
                "done_count": count,
                "question_count": questions,
            }
            # Of nothing there is no age and no delay, not one of zero.
            if oldest is not None:
                row["oldest_minutes"] = round(oldest, 1)
            if delay is not None:
                row["delay_minutes"] = round(delay, 1)
            rows.append(row)
        return self.create(rows)

    def _measure_backlog(self, company, now):
        """{lane: (number, minutes of the oldest)} of what is not done."""
        rows = self.env.execute_query(
            SQL(
                """SELECT channel, count(*),
                          extract(epoch FROM %s - min(received_at))::float8 / 60
                     FROM logistics_sync_message
                    WHERE next_attempt_at IS NOT NULL AND company_id = %s
                 GROUP BY 1""",
                now,
                company.id,
            )
        )
        return {lane: (count, age) for lane, count, age in rows}

    def _measure_delay(self, company, since, now):
        """{lane: (number, minutes 95 % took at most)} of what was done since then.

        Tries are only added: the recent ones stand at the end.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT channel, count(*), percentile_cont(0.95) WITHIN GROUP (
                            ORDER BY extract(epoch FROM finished_at - received_at)
                          )::float8 / 60
                     FROM (SELECT DISTINCT m.id, m.channel, m.finished_at,
                                  m.received_at
                             FROM logistics_sync_attempt a
                             JOIN logistics_sync_message m ON m.id = a.message_id
                            WHERE a.id > COALESCE(
                                    (SELECT id FROM logistics_sync_attempt
                                      WHERE started_at < %(since)s
                                                         - interval '1 hour'
                                   ORDER BY id DESC LIMIT 1), 0)
                              AND m.company_id = %(company)s
                              AND m.finished_at > %(since)s
                              AND m.finished_at <= %(now)s) d
                 GROUP BY 1""",
                since=since,
                now=now,
                company=company.id,
            )
        )
        return {lane: (count, delay) for lane, count, delay in rows}

    def _count_questions(self, company):
        return (
            self.env["logistics.sync.exception"]
            .sudo()
            .search_count(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", ("open", "in_progress")),
                ]
            )
        )

    @api.autovacuum
    def _gc_samples(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("taken_at", "<", limit)], limit=10000).unlink()
