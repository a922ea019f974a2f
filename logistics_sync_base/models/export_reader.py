# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import csv
import io
import json
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..core.watermark import Watermark

# Clocks of servers and database differ a little; what is younger comes next time.
SETTLE_SECONDS = 60
DATASETS = ("events", "messages", "exceptions", "daily_figures")


class LogisticsSyncExportReader(models.AbstractModel):
    """What was finished or changed since a mark, for data warehouses: read only.

    A row is given out when no transaction is running any more that began before it
    changed: none can still bring an older one.
    """

    _name = "logistics.sync.export.reader"
    _description = "Reader of Changes"

    @api.model
    @api.private
    def _read(self, dataset, reader, since, limit):
        """(rows as dicts of plain values, the next Watermark, whether there are more)

        ``reader`` is the connector that is told; ``since`` is a Watermark. Rows come in
        the order of their change.
        """
        self.env.flush_all()
        horizon = self._get_horizon()
        query = getattr(self, f"_get_query_{dataset}")(
            reader, since, horizon, limit + 1
        )
        self.env.cr.execute(query)
        rows = self.env.cr.dictfetchall()
        more, rows = len(rows) > limit, rows[:limit]
        mark = since
        for row in rows:
            mark = Watermark(row["changed_at"], row["id"])
        return [self._as_plain(row) for row in rows], mark, more

    @api.model
    def _get_horizon(self):
        """Before this moment (naive UTC) nothing can change any more."""
        [(moment,)] = self.env.execute_query(
            SQL(
                """SELECT LEAST(now(), min(xact_start)) AT TIME ZONE 'UTC'
                     FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
            )
        )
        return moment - timedelta(seconds=SETTLE_SECONDS)

    @api.model
    def _as_plain(self, row):
        return {
            name: f"{value.isoformat()}Z" if hasattr(value, "hour") else value
            for name, value in row.items()
        }

    @api.model
    def _get_window(self, alias, column, reader, since, horizon):
        """What the reader may be told, changed behind the mark, before the horizon."""
        field = SQL("%s.%s", SQL.identifier(alias), SQL.identifier(column))
        return SQL(
            """%(alias)s.company_id = %(company)s AND %(field)s < %(horizon)s
               AND (%(field)s, %(alias)s.id) > (%(moment)s, %(last)s)
               AND %(rights)s""",
            alias=SQL.identifier(alias),
            field=field,
            company=reader.company_id.id,
            rights=self._get_rights(alias, reader),
            horizon=horizon,
            moment=since.moment,
            last=since.last_id,
        )

    @api.model
    def _get_rights(self, alias, reader):
        """Events of types it may be told, and what is about no others.

        A question is told with the event it is about: without one nobody knows whether
        it is the reader's business.
        """
        __, types = reader._get_event_rights(reader.id)
        if types is None:
            return SQL("TRUE")
        told = tuple(types) or (0,)
        if alias == "e":
            return SQL("e.event_type_id IN %s", told)
        if alias == "m":
            return SQL(
                """NOT EXISTS (SELECT 1 FROM logistics_sync_event o
                     WHERE o.message_id = m.id
                       AND (o.event_type_id IN %s) IS NOT TRUE)""",
                told,
            )
        return SQL(
            """EXISTS (SELECT 1 FROM logistics_sync_event o
                 WHERE o.id = x.event_id AND o.event_type_id IN %s)""",
            told,
        )

    @api.model
    def _get_query_events(self, reader, since, horizon, limit):
        return SQL(
            """SELECT e.id, e.processed_at AS changed_at, t.code AS event_type,
                      t.category, c.code AS connector, e.reference, e.state,
                      e.classifier, e.occurred_at, e.occurred_offset,
                      e.occurred_precision, e.received_at, e.correlation_id,
                      e.res_model, e.res_id, e.canonical
                 FROM logistics_sync_event e
            LEFT JOIN logistics_sync_event_type t ON t.id = e.event_type_id
            LEFT JOIN logistics_sync_connector c ON c.id = e.connector_id
                WHERE %s ORDER BY e.processed_at, e.id LIMIT %s""",
            self._get_window("e", "processed_at", reader, since, horizon),
            limit,
        )

    @api.model
    def _get_query_messages(self, reader, since, horizon, limit):
        """Finished messages, as they are when they are read; open ones come later."""
        return SQL(
            """SELECT m.id, m.finished_at AS changed_at, m.public_id, m.direction,
                      c.code AS connector, m.format, m.state, m.received_at,
                      m.attempt_count, m.event_count, m.done_count, m.duplicate_count,
                      m.exception_count, m.body_size, m.correlation_id
                 FROM logistics_sync_message m
                 JOIN logistics_sync_connector c ON c.id = m.connector_id
                WHERE %s ORDER BY m.finished_at, m.id LIMIT %s""",
            self._get_window("m", "finished_at", reader, since, horizon),
            limit,
        )

    @api.model
    def _get_query_exceptions(self, reader, since, horizon, limit):
        return SQL(
            """SELECT x.id, x.write_date AS changed_at, k.code, x.name, x.state,
                      x.severity, c.code AS connector, x.create_date AS opened_at,
                      x.resolved_at, x.occurrences, x.correlation_id
                 FROM logistics_sync_exception x
                 JOIN logistics_sync_exception_code k ON k.id = x.code_id
            LEFT JOIN logistics_sync_connector c ON c.id = x.connector_id
                WHERE %s ORDER BY x.write_date, x.id LIMIT %s""",
            self._get_window("x", "write_date", reader, since, horizon),
            limit,
        )

    @api.model
    def _get_query_daily_figures(self, reader, since, horizon, limit):
        """One row a connector and day that is over (UTC), by when messages came."""
        return SQL(
            """SELECT d.connector_id AS id, d.day + interval '1 day' AS changed_at,
                      d.day::date::text AS day, c.code AS connector, d.received,
                      d.finished, d.dead, d.waiting, d.seconds_to_finish
                 FROM (SELECT connector_id, date_trunc('day', received_at) AS day,
                              count(*) AS received,
                              count(finished_at) AS finished,
                              count(*) FILTER (WHERE state = 'dead') AS dead,
                              count(*) FILTER (WHERE state = 'exception') AS waiting,
                              round(avg(extract(epoch FROM finished_at - received_at)))
                                  ::int AS seconds_to_finish
                         FROM logistics_sync_message
                        WHERE company_id = %(company)s
                          AND received_at >= date_trunc('day', %(moment)s::timestamp)
                                             - interval '1 day'
                          AND received_at < date_trunc('day', %(horizon)s::timestamp)
                     GROUP BY 1, 2) d
                 JOIN logistics_sync_connector c ON c.id = d.connector_id
                WHERE (d.day + interval '1 day', d.connector_id)
                      > (%(moment)s, %(last)s)
             ORDER BY 2, 1 LIMIT %(limit)s""",
            company=reader.company_id.id,
            moment=since.moment,
            last=since.last_id,
            horizon=horizon,
            limit=limit,
        )

    # ----------------------------------------------------------------- write
    @api.model
    @api.private
    def _write_json(self, rows):
        """One JSON array."""
        return json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()

    @api.model
    @api.private
    def _write_csv(self, rows):
        """A table with a title row; nested values are JSON texts."""
        if not rows:
            return b""
        target = io.StringIO(newline="")
        writer = csv.DictWriter(target, fieldnames=list(rows[0]))
        writer.writeheader()
        for row in rows:
            writer.writerow(
                {
                    name: json.dumps(value, ensure_ascii=False, sort_keys=True)
                    if isinstance(value, dict | list)
                    else value
                    for name, value in row.items()
                }
            )
        return target.getvalue().encode()
