# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..conflicts import CONFLICTS, expected_conflicts
from ..core.watch import learn_silence
from .exception import OPEN_STATES

SILENT = "partner_silent"
LEARNT_DAYS = 28
# A document is seen by others only when it is committed.
SLACK = timedelta(hours=1)
WATCHES = [
    ("learnt", "Other than it normally is"),
    ("set", "Beyond what is set here"),
    ("off", "Not watched"),
]


class LogisticsSyncConnector(models.Model):
    """A partner that normally sends and has been silent for too long is told."""

    _inherit = "logistics.sync.connector"

    silence_watch = fields.Selection(
        WATCHES,
        string="Tell When Silent",
        required=True,
        default="learnt",
        tracking=True,
        help="Other than it normally is: after one and a half times the longest "
        "silence of the last four weeks, an hour at least. Nothing is told of a "
        "partner whose habit is not known yet.",
    )
    silence_minutes = fields.Integer(
        string="Silent After (Minutes)", default=240, required=True, tracking=True
    )
    silence_learnt_minutes = fields.Integer(
        string="Normally Silent for up to (Minutes)", readonly=True, copy=False
    )
    heard_at = fields.Datetime(
        string="Last Heard", readonly=True, copy=False, help="Its last document."
    )

    _silence_minutes = models.Constraint(
        "CHECK(silence_minutes > 0)", "Silence lasts one minute or more."
    )

    # ----------------------------------------------------------------- cron
    @api.model
    def _cron_watch(self):
        """Every few minutes: who is silent, who speaks again."""
        self.env.flush_all()
        now = fields.Datetime.now()
        if not self._note_heard(now):
            return
        connectors = self.sudo().search([("state", "=", "live")])
        asked = self._get_asked(SILENT)
        for connector in connectors:
            limit = connector._get_silence_limit()
            since = connector._get_silent_since()
            is_silent = bool(limit and since and since + limit < now)
            question = asked.pop(connector, None)
            if is_silent and not question:
                connector._ask_about_silence(since)
            elif question and not is_silent:
                question._resolve("automatic", connector._describe_return())
        for question in asked.values():
            question._resolve(
                "automatic", self.env._("The connector is not live any more.")
            )

    @api.model
    def _get_asked(self, code):
        """{connector: its open question of a kind}"""
        questions = self.env["logistics.sync.exception"].sudo()
        found = questions.search(
            [("code_id.code", "=", code), ("state", "in", OPEN_STATES)]
        )
        return {question.connector_id: question for question in found}

    @api.model
    def _note_heard(self, now):
        """When each partner last sent something; looks only at what came since.

        False when somebody changes a connector at this moment: who is silent is not
        known then, and the next turn asks again.
        """
        heard = self._get_heard_update(now)
        try:
            with expected_conflicts(), self.env.cr.savepoint():
                self.env.cr.execute(heard)
        except CONFLICTS:
            return False
        self.invalidate_model(["heard_at"], flush=False)
        return True

    @api.model
    def _get_heard_update(self, now):
        return SQL(
            """UPDATE logistics_sync_connector c SET heard_at = m.at
                     FROM (SELECT connector_id, max(received_at) AS at
                             FROM logistics_sync_message
                            WHERE direction = 'in' AND backfill_id IS NULL
                              AND received_at > COALESCE(
                                (SELECT max(heard_at) - %(slack)s
                                   FROM logistics_sync_connector), %(first)s)
                         GROUP BY 1) m
                    WHERE c.id = m.connector_id
                      AND c.heard_at IS DISTINCT FROM m.at""",
            slack=SLACK,
            first=now - timedelta(days=LEARNT_DAYS),
        )

    @api.model
    def _cron_learn(self):
        """Each day: how long each partner is normally silent.

        A silence somebody was asked about was not normal: it teaches nothing.
        """
        self.env.flush_all()
        since = fields.Datetime.now() - timedelta(days=LEARNT_DAYS)
        rows = self.env.execute_query(
            SQL(
                """SELECT connector_id, count(*),
                          extract(epoch FROM max(at) - min(at))::float8 / 86400,
                          COALESCE(max(extract(epoch FROM gap)::float8) FILTER (
                            WHERE NOT EXISTS (
                              SELECT FROM logistics_sync_exception e
                                JOIN logistics_sync_exception_code k
                                  ON k.id = e.code_id AND k.code = %(code)s
                               WHERE e.connector_id = g.connector_id
                                 AND e.create_date > g.at - g.gap
                                 AND e.create_date < g.at)), 0) / 60
                     FROM (SELECT connector_id, at, at - lag(at) OVER (
                                    PARTITION BY connector_id ORDER BY at) AS gap
                             FROM (SELECT DISTINCT connector_id,
                                          date_trunc('minute', received_at) AS at
                                     FROM logistics_sync_message
                                    WHERE direction = 'in' AND backfill_id IS NULL
                                      AND received_at >= %(since)s) d) g
                 GROUP BY 1""",
                code=SILENT,
                since=since,
            )
        )
        for connector_id, count, days, longest in rows:
            self._keep_learnt(
                connector_id,
                "silence_learnt_minutes",
                learn_silence(count, days, longest),
            )
        self._learn_slowness()

    @api.model
    def _learn_slowness(self):
        """What else is learnt each day."""

    @api.model
    def _keep_learnt(self, connector_id, name, value):
        """Not a change somebody made: it clears no cache and leaves no trace."""
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_connector SET %(column)s = %(value)s
                    WHERE id = %(id)s AND %(column)s IS DISTINCT FROM %(value)s""",
                column=SQL.identifier(name),
                value=value,
                id=connector_id,
            )
        )
        self.invalidate_model([name], flush=False)

    # ---------------------------------------------------------------- words
    def _get_silence_limit(self):
        """For how long this partner may be silent; None where nobody knows."""
        self.ensure_one()
        minutes = {
            "set": self.silence_minutes,
            "learnt": self.silence_learnt_minutes,
        }.get(self.silence_watch)
        return timedelta(minutes=minutes) if minutes else None

    def _get_silent_since(self):
        """Since when; None while we ourselves do not let it speak."""
        running = self.outage_ids.filtered(lambda outage: not outage.ended_at)
        if running.stopped_by_id:
            return None
        never = self.create_date if self.silence_watch == "set" else None
        return self.heard_at or never

    def _ask_about_silence(self, since):
        minutes = int(self._get_silence_limit().total_seconds() // 60)
        self.env["logistics.sync.exception"]._raise_for(
            SILENT,
            self.env._(
                "%(connector)s has sent nothing since %(since)s. More than %(limit)s "
                "minutes are not normal for it.",
                connector=self.name,
                since=self._format_moment(since),
                limit=minutes,
            ),
            connector=self,
        )

    def _describe_return(self):
        if self._get_silence_limit() and self.heard_at:
            return self.env._(
                "It sends again since %s.", self._format_moment(self.heard_at)
            )
        return self.env._("It is not watched for silence any more.")
