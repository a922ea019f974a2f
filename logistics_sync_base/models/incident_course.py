# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class LogisticsSyncIncident(models.AbstractModel):
    """The course of events: what happened, who did what, when."""

    _inherit = "logistics.sync.incident"

    def _list_entries(self, connector, begin, end):
        """Dicts (at, what, who) between two times; addons add theirs."""

        def within(moment):
            return bool(moment) and begin <= moment <= end

        entries = [
            *self._tell_outages(connector),
            *self._tell_modes(connector),
            *self._tell_questions(connector, begin, end),
            *self._tell_replays(connector, begin, end),
        ]
        return [entry for entry in entries if within(entry["at"])]

    def _tell_outages(self, connector):
        for outage in connector.outage_ids:
            yield _entry(
                outage.started_at,
                self.env._("Calls were stopped: %s", outage.reason or ""),
                outage.stopped_by_id,
            )
            yield _entry(
                outage.ended_at,
                self.env._("Calls went out again: %s", outage.end_reason or ""),
                outage.resumed_by_id,
            )

    def _tell_modes(self, connector):
        modes = connector.operation_mode_ids
        names = dict(modes._fields["mode"]._description_selection(self.env))
        for mode in modes:
            yield _entry(
                mode.started_at,
                self.env._(
                    "Mode of operation “%(mode)s”: %(reason)s",
                    mode=names[mode.mode],
                    reason=mode.reason,
                ),
                mode.started_by_id,
            )
            yield _entry(
                mode.ended_at,
                self.env._(
                    "End of “%(mode)s”: %(reason)s",
                    mode=names[mode.mode],
                    reason=mode.end_reason or "",
                ),
                mode.ended_by_id,
            )

    def _tell_questions(self, connector, begin, end):
        """The first of each kind and minute stands for those that came with it."""
        rows = self.env.execute_query(
            SQL(
                """SELECT min(e.id), min(e.create_date), count(*)
                     FROM logistics_sync_exception e
                    WHERE e.connector_id = %s AND e.create_date BETWEEN %s AND %s
                 GROUP BY e.code_id, date_trunc('minute', e.create_date)
                 ORDER BY 2""",
                connector.id,
                begin,
                end,
            )
        )
        questions = self.env["logistics.sync.exception"]
        for first, at, count in rows:
            question = questions.browse(first)
            text = self.env._("Asked: %s", question.name)
            if count > 1:
                text = self.env._(
                    "%(text)s (and %(more)s more of this kind)",
                    text=text,
                    more=count - 1,
                )
            yield _entry(at, text, None)
        answered = questions.search(
            [
                ("connector_id", "=", connector.id),
                ("resolved_at", ">=", begin),
                ("resolved_at", "<=", end),
            ]
        )
        labels = dict(questions._fields["resolution"]._description_selection(self.env))
        groups = answered.grouped(
            lambda one: (
                one.code_id,
                one.resolution,
                one.resolution_reason,
                one.resolved_by_id,
                one.resolved_at.replace(second=0, microsecond=0),
            )
        )
        for (kind, resolution, reason, user, __), some in groups.items():
            is_person = resolution != "automatic"
            yield _entry(
                min(some.mapped("resolved_at")),
                self.env._(
                    "%(count)s × “%(kind)s” closed: %(how)s %(reason)s",
                    count=len(some),
                    kind=kind.name,
                    how=labels.get(resolution, resolution or ""),
                    reason=reason or "",
                ).strip(),
                user if is_person else None,
            )

    def _tell_replays(self, connector, begin, end):
        rows = self.env.execute_query(
            SQL(
                """SELECT r.id, count(*) FROM logistics_sync_replay r
                     JOIN logistics_sync_replay_line l ON l.replay_id = r.id
                     JOIN logistics_sync_message m ON m.id = l.message_id
                    WHERE m.connector_id = %s AND r.state = 'started'
                      AND COALESCE(r.started_at, r.requested_at) BETWEEN %s AND %s
                 GROUP BY 1""",
                connector.id,
                begin,
                end,
            )
        )
        for replay_id, count in rows:
            replay = self.env["logistics.sync.replay"].browse(replay_id)
            yield _entry(
                replay.started_at or replay.requested_at,
                self.env._(
                    "%(count)s documents replayed: %(reason)s",
                    count=count,
                    reason=replay.reason,
                ),
                replay.requested_by_id,
            )


def _entry(at, what, user):
    return {"at": at, "what": what, "who": user.name if user else ""}
