# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .message_queue import CHANNELS

STALE_SECONDS = 300
# Answers that somebody owes us, as kinds of exceptions.
OVERDUE_CODES = ("edi_ack_overdue", "outbox_not_fetched")


class LogisticsSyncHealth(models.AbstractModel):
    """Measures whether work is being done: for the screen, monitoring and metrics."""

    _name = "logistics.sync.health"
    _description = "Health of the Work"

    @api.model
    @api.private
    def _is_stalled(self):
        """Whether work that could be done has been left alone for five minutes.

        What waits on purpose, such as for a partner that is down, does not count.
        """
        self.env["logistics.sync.message"].flush_model()
        then = fields.Datetime.now() - timedelta(seconds=STALE_SECONDS)
        return bool(self.env["logistics.sync.message"]._find_due_lanes(CHANNELS, then))

    @api.model
    @api.private
    def _measure(self, companies):
        """All figures about these companies as one dict; reads, changes nothing."""
        self.env.flush_all()
        now = fields.Datetime.now()
        return {
            "checked_at": now,
            "dispatcher": self._measure_dispatcher(now),
            "lanes": self._measure_lanes(companies, now),
            "gates": self._measure_gates(companies, now),
            "waiting": self._measure_waiting(companies),
            "questions": self._measure_questions(companies, now),
            "paused": self._measure_paused(companies, now),
            "degraded": self._measure_degraded(companies),
            "jobs_failed": self._count_failed_jobs(),
        }

    # ---------------------------------------------------------- dispatcher
    @api.model
    def _measure_dispatcher(self, now):
        """What wakes workers: the runner of jobs, the scheduler, or nothing."""
        sweeper = self.env.ref("logistics_sync_base.ir_cron_sweep").sudo()
        last = sweeper.lastcall or sweeper.create_date.replace(microsecond=0)
        scheduler = sweeper.active and (now - last).total_seconds() < STALE_SECONDS
        runner = self.env["logistics.sync.message"]._runner_is_alive()
        kind = "queue_job" if runner else "cron" if scheduler else "none"
        return {
            "kind": kind,
            "runner_alive": runner,
            "scheduler_alive": bool(scheduler),
            "scheduler_switched_on": sweeper.active,
            "scheduler_last_run": sweeper.lastcall or None,
        }

    @api.model
    def _count_failed_jobs(self):
        return (
            self.env["queue.job"]
            .sudo()
            .search_count(
                [
                    ("model_name", "=", "logistics.sync.message"),
                    ("state", "=", "failed"),
                ]
            )
        )

    # --------------------------------------------------------------- lanes
    @api.model
    def _measure_lanes(self, companies, now):
        """[{lane, due, oldest_due_seconds, in_work, expired, retrying, workers}]"""
        work = {row[0]: row[1:] for row in self._count_work(companies, now)}
        workers = self.env["logistics.sync.message"]._count_workers()
        lanes = []
        for channel in CHANNELS:
            due, oldest = self._count_due(channel, companies, now)
            in_work, expired, retrying = work.get(channel, (0, 0, 0))
            lanes.append(
                {
                    "lane": channel,
                    "due": due,
                    "oldest_due_seconds": _get_age(oldest, now),
                    "in_work": in_work,
                    "expired": expired,
                    "retrying": retrying,
                    "workers": workers.get(channel, 0),
                }
            )
        return lanes

    def _count_due(self, channel, companies, now):
        messages = self.env["logistics.sync.message"]
        [row] = self.env.execute_query(
            SQL(
                """SELECT count(*), min(m.next_attempt_at)
                     FROM logistics_sync_message m
                     JOIN logistics_sync_connector c ON c.id = m.connector_id
                    WHERE c.state = 'live' AND c.active AND m.company_id IN %s
                      AND %s""",
                companies._ids,
                messages._get_due_condition(channel, now),
            )
        )
        return row

    def _count_work(self, companies, now):
        return self.env.execute_query(
            SQL(
                """SELECT channel, count(*) FILTER (WHERE lease_until > %(now)s),
                          count(*) FILTER (WHERE lease_until <= %(now)s),
                          count(*) FILTER (WHERE state = 'failed'
                                             AND next_attempt_at > %(now)s)
                     FROM logistics_sync_message
                    WHERE next_attempt_at IS NOT NULL AND company_id IN %(companies)s
                 GROUP BY channel""",
                now=now,
                companies=companies._ids,
            )
        )

    # --------------------------------------------------------- what waits
    @api.model
    def _measure_waiting(self, companies):
        """[{reason, label, count, since}] of messages that wait on purpose."""
        rows = self.env.execute_query(
            SQL(
                """SELECT waiting_for, count(*), min(received_at)
                     FROM logistics_sync_message
                    WHERE state NOT IN ('processed', 'duplicate')
                      AND waiting_for IS NOT NULL AND company_id IN %s
                 GROUP BY 1 ORDER BY 2 DESC, 1""",
                companies._ids,
            )
        )
        field = self.env["logistics.sync.message"]._fields["waiting_for"]
        labels = dict(field._description_selection(self.env))
        return [
            {
                "reason": reason,
                "label": labels.get(reason, reason),
                "count": count,
                "since": since,
            }
            for reason, count, since in rows
        ]

    @api.model
    def _measure_gates(self, companies, now):
        """[{connector, name, state, sentence}] of partners that are not called now."""
        gates = (
            self.env["logistics.sync.gate"]
            .sudo()
            .search(
                [
                    ("company_id", "in", companies.ids),
                    "|",
                    ("state", "!=", "closed"),
                    ("held_until", ">", now),
                ]
            )
        )
        return [
            {
                "connector": gate.connector_id.code,
                "name": gate.connector_id.name,
                "connector_id": gate.connector_id.id,
                "state": gate.state if gate.state != "closed" else "limited",
                "sentence": gate.connector_id._describe_gate(),
            }
            for gate in gates
        ]

    @api.model
    def _measure_paused(self, companies, now):
        """[{name, connector_id, count, since}] of paused connectors with a backlog."""
        messages = self.env["logistics.sync.message"].sudo()
        found = messages._read_group(
            [
                ("company_id", "in", companies.ids),
                ("connector_id.state", "=", "paused"),
                ("next_attempt_at", "<=", now),
            ],
            ["connector_id"],
            ["__count", "received_at:min"],
        )
        return [
            {
                "name": connector.name,
                "connector": connector.code,
                "connector_id": connector.id,
                "count": count,
                "since": since,
            }
            for connector, count, since in found
        ]

    @api.model
    def _measure_degraded(self, companies):
        """[{name, connector, connector_id, mode, sentence}] out of normal operation."""
        connectors = self.env["logistics.sync.connector"].sudo()
        return [
            {
                "name": connector.name,
                "connector": connector.code,
                "connector_id": connector.id,
                "mode": connector.operation_mode,
                "sentence": connector._describe_operation(),
            }
            for connector in connectors.search(
                [
                    ("company_id", "in", companies.ids),
                    ("operation_mode", "!=", "normal"),
                ]
            )
        ]

    @api.model
    def _measure_questions(self, companies, now):
        """{open, late, dead_letters, overdue_answers}: questions nobody answered."""
        questions = self.env["logistics.sync.exception"].sudo()
        domain = [
            ("company_id", "in", companies.ids),
            ("state", "in", ("open", "in_progress")),
        ]
        return {
            "open": questions.search_count(domain),
            "late": questions.search_count([*domain, ("sla_deadline", "<", now)]),
            "dead_letters": questions.search_count(
                [*domain, ("code_id.code", "=", "dead_letter")]
            ),
            "overdue_answers": questions.search_count(
                [*domain, ("code_id.code", "in", OVERDUE_CODES)]
            ),
        }


def _get_age(moment, now):
    return max(int((now - moment).total_seconds()), 0) if moment else 0
