# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

MOST_ENTRIES = 300
DONE = ("processed", "acknowledged", "duplicate")
# A scan and a bill about one number are two documents: neither hides the other.
DOCUMENT = SQL(
    "split_part(canonical->>'schema', '/', 1), COALESCE(reference, id::text)"
)


class LogisticsSyncIncident(models.AbstractModel):
    """What happened with one partner between two times, from what is on record.

    Affected is a document that failed or was held at least once in that time, or that
    came then and is not done. Recovered is an affected one that is done by now.
    """

    _name = "logistics.sync.incident"
    _description = "Incident of a Partner"

    @api.model
    @api.private
    def _gather(self, connector, begin, end):
        """Counts, amounts, documents and the course of events as one dict.

        ``amounts`` are {currency: Decimal} of affected documents that tell one, each
        once however often it failed; ``entries`` are dicts (at, what, who) by time.
        """
        self.env.flush_all()
        affected = self._find_affected(connector, begin, end)
        return {
            "connector": connector,
            "begin": begin,
            "end": end,
            "made_at": fields.Datetime.now(),
            "counts": self._count(connector, begin, end, affected),
            "amounts": self._sum_amounts(affected),
            "documents": self._list_documents(affected),
            "document_count": self._count_documents(affected),
            "questions": self._count_questions(connector, begin, end),
            "entries": sorted(
                self._list_entries(connector, begin, end), key=lambda one: one["at"]
            )[:MOST_ENTRIES],
        }

    # -------------------------------------------------------------- messages
    def _find_affected(self, connector, begin, end):
        rows = self.env.execute_query(
            SQL(
                """SELECT m.id FROM logistics_sync_message m
                    WHERE m.connector_id = %(connector)s
                      AND m.received_at <= %(end)s
                      AND (m.finished_at IS NULL OR m.finished_at >= %(begin)s)
                      AND (m.received_at >= %(begin)s
                           AND (m.waiting_for IS NOT NULL OR m.state NOT IN %(done)s)
                           OR EXISTS (
                             SELECT FROM logistics_sync_attempt a
                              WHERE a.message_id = m.id
                                AND a.started_at BETWEEN %(begin)s AND %(end)s
                                AND a.result <> 'success')
                           OR EXISTS (
                             SELECT FROM logistics_sync_attempt a
                              WHERE a.message_id = m.id
                                AND m.received_at >= %(begin)s
                                AND a.breaker_ms > 0))
                 ORDER BY m.id""",
                connector=connector.id,
                begin=begin,
                end=end,
                done=DONE,
            )
        )
        return self.env["logistics.sync.message"].browse([row_id for (row_id,) in rows])

    def _count(self, connector, begin, end, affected):
        """{received, sent, affected, failed, held, recovered, open, given_up}"""
        [(received, sent)] = self.env.execute_query(
            SQL(
                """SELECT count(*) FILTER (WHERE direction = 'in'),
                          count(*) FILTER (WHERE direction = 'out')
                     FROM logistics_sync_message
                    WHERE connector_id = %s AND received_at BETWEEN %s AND %s""",
                connector.id,
                begin,
                end,
            )
        )
        counts = dict.fromkeys(("failed", "held", "recovered", "given_up"), 0)
        if affected:
            [row] = self.env.execute_query(
                SQL(
                    """SELECT count(*) FILTER (WHERE EXISTS (
                                SELECT FROM logistics_sync_attempt a
                                 WHERE a.message_id = m.id
                                   AND a.started_at BETWEEN %(begin)s AND %(end)s
                                   AND a.result <> 'success')),
                              count(*) FILTER (WHERE NOT EXISTS (
                                SELECT FROM logistics_sync_attempt a
                                 WHERE a.message_id = m.id
                                   AND a.started_at BETWEEN %(begin)s AND %(end)s
                                   AND a.result <> 'success')),
                              count(*) FILTER (WHERE m.state IN %(done)s),
                              count(*) FILTER (WHERE m.state IN ('dead', 'ignored'))
                         FROM logistics_sync_message m WHERE m.id IN %(ids)s""",
                    begin=begin,
                    end=end,
                    done=DONE,
                    ids=affected._ids,
                )
            )
            counts = dict(zip(counts, row, strict=True))
        done = counts["recovered"] + counts["given_up"]
        return {
            "received": received,
            "sent": sent,
            "affected": len(affected),
            "open": len(affected) - done,
            **counts,
        }

    # ------------------------------------------------------------- documents
    def _get_facts(self, affected):
        """Query of (event id) told by, or owed through, affected documents."""
        return SQL(
            """SELECT e.id FROM logistics_sync_event e WHERE e.message_id IN %(ids)s
                UNION
               SELECT d.event_id FROM logistics_sync_delivery d
                WHERE d.message_id IN %(ids)s""",
            ids=affected._ids,
        )

    def _sum_amounts(self, affected):
        if not affected:
            return {}
        rows = self.env.execute_query(
            SQL(
                """SELECT currency, sum(told::numeric)::text
                     FROM (SELECT DISTINCT ON (%(document)s)
                                  canonical->>'currency' AS currency,
                                  COALESCE(canonical #>> '{totals,total}',
                                           canonical->>'amount') AS told
                             FROM logistics_sync_event
                            WHERE id IN (%(facts)s)
                         ORDER BY %(document)s, id DESC) f
                    WHERE told ~ '^-?[0-9]{1,18}(\\.[0-9]{1,12})?$'
                 GROUP BY 1 ORDER BY 1""",
                document=DOCUMENT,
                facts=self._get_facts(affected),
            )
        )
        return {currency or "?": Decimal(amount) for currency, amount in rows}

    def _count_documents(self, affected):
        """How many documents it is about, shown or not."""
        if not affected:
            return 0
        [(count,)] = self.env.execute_query(
            SQL(
                """SELECT count(*) FROM (
                     SELECT DISTINCT %s FROM logistics_sync_event
                      WHERE id IN (%s)) f""",
                DOCUMENT,
                self._get_facts(affected),
            )
        )
        return count

    def _list_documents(self, affected):
        """[{name, flow, state, amount, currency}] of the first of them, each once."""
        if not affected:
            return []
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (%(document)s)
                          id, state,
                          COALESCE(canonical #>> '{totals,total}',
                                   canonical->>'amount'),
                          canonical->>'currency'
                     FROM logistics_sync_event WHERE id IN (%(facts)s)
                 ORDER BY %(document)s, id DESC
                    LIMIT %(most)s""",
                document=DOCUMENT,
                facts=self._get_facts(affected),
                most=MOST_ENTRIES,
            )
        )
        events = self.env["logistics.sync.event"].browse([row[0] for row in rows])
        states = dict(events._fields["state"]._description_selection(self.env))
        return [
            {
                "name": event.document_name or event.reference or event.display_name,
                "reference": event.reference or "",
                "flow": event.event_type_id.name or "",
                "state": states.get(state, state),
                "amount": amount or "",
                "currency": currency or "",
            }
            for event, (__, state, amount, currency) in zip(events, rows, strict=True)
        ]

    # -------------------------------------------------------------- questions
    def _count_questions(self, connector, begin, end):
        """[{name, count, open, amount}] of exceptions that came up, by kind."""
        found = self.env["logistics.sync.exception"]._read_group(
            [
                ("connector_id", "=", connector.id),
                ("create_date", ">=", begin),
                ("create_date", "<=", end),
            ],
            ["code_id", "state"],
            ["__count"],
        )
        kinds = {}
        for kind, state, count in found:
            row = kinds.setdefault(kind, {"name": kind.name, "count": 0, "open": 0})
            row["count"] += count
            row["open"] += count if state in ("open", "in_progress") else 0
        return sorted(kinds.values(), key=lambda row: -row["count"])
