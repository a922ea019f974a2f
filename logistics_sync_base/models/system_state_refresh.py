# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

SET_SIZE = 1000
COLUMNS = (
    "connector_id",
    "company_id",
    "res_model",
    "res_id",
    "delivery_id",
    "owed_event_id",
    "told_event_id",
    "told_at",
    "acknowledged_event_id",
    "is_different",
    "different_since",
    "seen_delivery",
)
# What a subscriber was to be told about a document ``k``, newest first. What is only
# planned or expected is no state, and what was superseded is told by its successor.
# Facts that do not tell when they happened cannot be placed among those that do: they
# are a row of their own, in the order in which they were told.
NEWS = SQL(
    """SELECT k.connector_id, k.res_model, k.res_id, e.company_id, d.id, d.created_at,
              e.id AS event_id, m.finished_at,
              COALESCE(m.state IN ('processed', 'acknowledged'), FALSE) AS told,
              COALESCE(m.state = 'acknowledged' OR m.acknowledgement_state IN
                       ('accepted', 'accepted_with_errors'), FALSE) AS acknowledged,
              e.occurred_at IS NULL AS untimed,
              row_number() OVER (
                PARTITION BY k.connector_id, k.res_model, k.res_id,
                             e.occurred_at IS NULL
                    ORDER BY e.occurred_at DESC, e.id DESC, d.id DESC) AS place
         FROM keys k
         JOIN logistics_sync_event e
           ON e.res_model = k.res_model AND e.res_id = k.res_id
         JOIN logistics_sync_delivery d ON d.event_id = e.id
         JOIN logistics_sync_subscription s
           ON s.id = d.subscription_id AND s.connector_id = k.connector_id
         LEFT JOIN logistics_sync_message m ON m.id = d.message_id
        WHERE d.superseded_by_id IS NULL
          AND COALESCE(e.classifier, 'actual') = 'actual'"""
)


class LogisticsSyncSystemState(models.Model):
    """From deliveries to what each system knows, in sets."""

    _inherit = "logistics.sync.system.state"

    @api.model
    def _select_states(self, keys):
        """A SELECT of COLUMNS; ``keys`` selects (connector_id, res_model, res_id).

        Of facts with and without a time, those the system is behind with are shown.
        """
        return SQL(
            """WITH keys AS (%(keys)s), news AS (%(news)s),
                 known AS (
                   SELECT connector_id, res_model, res_id, untimed,
                          min(place) FILTER (WHERE told) AS told,
                          min(place) FILTER (WHERE acknowledged) AS acknowledged,
                          max(id) AS seen
                     FROM news GROUP BY 1, 2, 3, 4),
                 behind AS (
                   SELECT connector_id, res_model, res_id, n.untimed,
                          min(n.created_at) AS since
                     FROM news n
                     JOIN known k USING (connector_id, res_model, res_id, untimed)
                    WHERE k.told IS NULL OR n.place < k.told GROUP BY 1, 2, 3, 4)
               SELECT DISTINCT ON (k.connector_id, k.res_model, k.res_id)
                      k.connector_id, newest.company_id, k.res_model, k.res_id,
                      newest.id, newest.event_id, told.event_id, told.finished_at,
                      acknowledged.event_id, newest.event_id
                        IS DISTINCT FROM told.event_id AS is_different,
                      CASE WHEN newest.event_id IS DISTINCT FROM told.event_id
                           THEN behind.since END,
                      max(k.seen) OVER (
                        PARTITION BY k.connector_id, k.res_model, k.res_id)
                 FROM known k
                 JOIN news newest USING (connector_id, res_model, res_id, untimed)
                 LEFT JOIN behind USING (connector_id, res_model, res_id, untimed)
                 LEFT JOIN news told
                   ON (told.connector_id, told.res_model, told.res_id,
                       told.untimed, told.place)
                      = (k.connector_id, k.res_model, k.res_id, k.untimed, k.told)
                 LEFT JOIN news acknowledged
                   ON (acknowledged.connector_id, acknowledged.res_model,
                       acknowledged.res_id, acknowledged.untimed, acknowledged.place)
                      = (k.connector_id, k.res_model, k.res_id, k.untimed,
                         k.acknowledged)
                WHERE newest.place = 1
             ORDER BY k.connector_id, k.res_model, k.res_id, is_different DESC,
                      k.untimed""",
            keys=keys,
            news=NEWS,
        )

    @api.model
    @api.private
    def _refresh(self, deliveries):
        """Work out anew what is known of the documents these deliveries are about."""
        if not deliveries:
            return
        self.env["logistics.sync.message"].flush_model()
        deliveries.flush_model()
        keys = SQL(
            """SELECT DISTINCT s.connector_id, e.res_model, e.res_id
                 FROM logistics_sync_delivery d
                 JOIN logistics_sync_event e ON e.id = d.event_id
                 JOIN logistics_sync_subscription s ON s.id = d.subscription_id
                WHERE d.id IN %s AND e.res_id IS NOT NULL""",
            deliveries._ids,
        )
        names = [SQL.identifier(name) for name in COLUMNS]
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_system_state (%(columns)s) %(states)s
                   ON CONFLICT (connector_id, res_model, res_id)
                   DO UPDATE SET %(values)s""",
                columns=SQL(", ").join(names),
                states=self._select_states(keys),
                values=SQL(", ").join(
                    SQL("%s = EXCLUDED.%s", name, name) for name in names[4:]
                ),
            )
        )
        self.invalidate_model()

    @api.model
    @api.private
    def _read_systems(self, pairs):
        """[{COLUMNS}] of what is known now of documents, as (model, id) pairs."""
        if not pairs:
            return []
        self.env["logistics.sync.message"].flush_model()
        self.env["logistics.sync.delivery"].flush_model()
        keys = SQL(
            """SELECT DISTINCT s.connector_id, e.res_model, e.res_id
                 FROM logistics_sync_event e
                 JOIN logistics_sync_delivery d ON d.event_id = e.id
                 JOIN logistics_sync_subscription s ON s.id = d.subscription_id
                WHERE (e.res_model, e.res_id) IN %s""",
            tuple(pairs),
        )
        rows = self.env.execute_query(self._select_states(keys))
        return [dict(zip(COLUMNS, row, strict=True)) for row in rows]

    @api.model
    def _cron_refresh(self):
        """Find what is owed and was not tried yet, such as while a partner is down."""
        while rows := self.env.execute_query(
            SQL(
                """SELECT d.id FROM logistics_sync_delivery d
                     JOIN logistics_sync_event e ON e.id = d.event_id
                     JOIN logistics_sync_subscription s ON s.id = d.subscription_id
                     LEFT JOIN logistics_sync_message m ON m.id = d.message_id
                    WHERE (d.message_id IS NULL OR (m.channel = 'outbound'
                                               AND m.next_attempt_at IS NOT NULL))
                      AND e.res_id IS NOT NULL AND d.superseded_by_id IS NULL
                      AND COALESCE(e.classifier, 'actual') = 'actual'
                      AND NOT EXISTS (
                          SELECT FROM logistics_sync_system_state y
                           WHERE (y.connector_id, y.res_model, y.res_id)
                                 = (s.connector_id, e.res_model, e.res_id)
                             AND y.seen_delivery >= d.id)
                 ORDER BY d.id LIMIT %s""",
                SET_SIZE,
            )
        ):
            found = self.env["logistics.sync.delivery"].browse(
                [row_id for (row_id,) in rows]
            )
            self._refresh(found)
            self.env["ir.cron"]._commit_progress(len(found))
