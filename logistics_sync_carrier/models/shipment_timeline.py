# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

import psycopg2

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.logistics_sync_base.codec.json_document import as_json

from ..core.ranking import Fact, advance, draw, fold

MILESTONE_COLUMNS = (
    "shipment_id",
    "company_id",
    "package_id",
    "leg_id",
    "type_id",
    "classifier",
    "reason",
    "scope",
    "moved_state",
    "occurred_at",
    "occurred_offset",
    "occurred_precision",
    "estimated_at",
    "received_at",
    "processed_at",
    "location",
    "connector_id",
    "event_id",
    "correlation_id",
)
SETTLED_FIELDS = (
    "milestone_type_id",
    "status",
    "attention",
    "attention_type_id",
    "shipped_at",
    "delivered_at",
    "estimated_delivery_at",
    "last_moved_at",
    "last_received_at",
)
PACKAGE_FIELDS = ("milestone_type_id", "status", "delivered_at")


class LogisticsShipment(models.Model):
    """The state of shipments, folded from their timelines in sets."""

    _inherit = "logistics.shipment"

    @api.private
    def _lock_timelines(self):
        """Lock these shipments; those that stay locked by others are left out.

        Another worker is waited for: it holds its locks for one set of events. All
        workers lock in the order of the ids, so that none waits in a circle.
        """
        if not self:
            return self
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute("SET LOCAL lock_timeout = '3s'")
                self.env.execute_query(
                    SQL(
                        """SELECT id FROM logistics_shipment WHERE id IN %s
                         ORDER BY id FOR NO KEY UPDATE""",
                        tuple(self.ids),
                    )
                )
                self.env.cr.execute("SET LOCAL lock_timeout TO DEFAULT")
            return self
        except psycopg2.errors.LockNotAvailable:
            return self.try_lock_for_update(allow_referencing=True)

    @api.private
    def _record_milestones(self, rows):
        """Put facts on the timelines of these locked shipments and settle them.

        :param rows: dicts of MILESTONE_COLUMNS, with ``type_code`` beside them
        :return: ids of the events that were not on the timeline before
        """
        timelines = self._read_timelines()
        self._mark_moves(rows, timelines)
        inserted = self._insert_milestones(rows)
        for row in rows:
            key = (row["event_id"], row["shipment_id"], row["package_id"])
            if key in inserted:
                timelines[row["shipment_id"]].append(self._row_to_fact(row))
        self._settle(timelines)
        milestones = self.env["logistics.shipment.milestone"].browse(inserted.values())
        self._on_milestones_applied(milestones)
        return {key[0] for key in inserted}

    @api.private
    def _on_milestones_applied(self, milestones):
        """Hook: these facts are new on the timelines of these shipments."""

    def _read_timelines(self):
        """{shipment id: [Fact]} of all that is known, in one query."""
        kinds = self._get_kinds()
        timelines = {shipment_id: [] for shipment_id in self.ids}
        if not self:
            return timelines
        for shipment_id, package_id, type_id, *rest in self.env.execute_query(
            SQL(
                """SELECT shipment_id, package_id, type_id, classifier, occurred_at,
                          received_at, estimated_at
                     FROM logistics_shipment_milestone WHERE shipment_id IN %s""",
                tuple(self.ids),
            )
        ):
            classifier, occurred_at, received_at, estimated_at = rest
            timelines[shipment_id].append(
                Fact(
                    kinds[type_id],
                    classifier,
                    occurred_at,
                    received_at,
                    package_id,
                    estimated_at,
                )
            )
        return timelines

    @api.model
    def _get_kinds(self):
        catalogue = self.env["logistics.milestone.type"]._get_catalogue()
        return dict(catalogue.values())

    def _row_to_fact(self, row):
        kind = self.env["logistics.milestone.type"]._get_catalogue()[row["type_code"]]
        return Fact(
            kind[1],
            row["classifier"],
            row["occurred_at"],
            row["received_at"],
            row["package_id"],
            row["estimated_at"],
        )

    def _mark_moves(self, rows, timelines):
        """Note on each new row whether it moves its package, oldest fact first."""
        current = {}
        rows = sorted(rows, key=lambda row: row["occurred_at"] or row["received_at"])
        for row in rows:
            key = row["shipment_id"], row["package_id"]
            if key not in current:
                known = timelines[row["shipment_id"]]
                current[key] = fold(f for f in known if f.package == row["package_id"])
            after = advance(current[key], self._row_to_fact(row))
            row["moved_state"] = after is not current[key]
            current[key] = after

    @api.model
    def _insert_milestones(self, rows):
        """{(event, shipment, package): milestone id} of the rows that were new."""
        if not rows:
            return {}
        found = self.env.execute_query(
            SQL(
                """INSERT INTO logistics_shipment_milestone (%(columns)s)
                   SELECT %(columns)s FROM json_populate_recordset(
                          NULL::logistics_shipment_milestone, %(rows)s)
                   ON CONFLICT (event_id, shipment_id, COALESCE(package_id, 0))
                     WHERE event_id IS NOT NULL DO NOTHING
                   RETURNING event_id, shipment_id, package_id, id""",
                columns=SQL(", ").join(map(SQL.identifier, MILESTONE_COLUMNS)),
                rows=as_json(rows),
            )
        )
        self.invalidate_model(["milestone_ids"])
        return {tuple(row[:3]): row[3] for row in found}

    # ------------------------------------------------------------ settling
    @api.private
    def _settle(self, timelines=None):
        """Bring state, times and attention in line with the timelines."""
        if not self:
            return
        self.flush_recordset([*SETTLED_FIELDS, "attention_handled_at", "issued_at"])
        packages = self._read_packages()
        if timelines is None:
            timelines = self._read_timelines()
        catalogue = self.env["logistics.milestone.type"]._get_catalogue()
        partial = catalogue["partially_delivered"][1]
        shipment_rows, package_rows = [], []
        for shipment_id, handled_at, issued_at, *known in self._read_settled():
            facts = timelines[shipment_id]
            mine = packages[shipment_id]
            picture = draw(facts, list(mine), partial, handled_at, issued_at)
            values = self._prepare_settled(picture, facts, catalogue)
            if list(values) != known:
                shipment_rows.append((shipment_id, *values, values[1] != known[1]))
            for package_id, before in mine.items():
                after = self._prepare_package(picture, package_id, catalogue)
                if after != before:
                    package_rows.append((package_id, *after))
        self._write_settled(shipment_rows)
        self._write_packages(package_rows)

    def _read_settled(self):
        return self.env.execute_query(
            SQL(
                """SELECT id, attention_handled_at, issued_at, milestone_type_id,
                          status, COALESCE(attention, false), attention_type_id,
                          shipped_at, delivered_at, estimated_delivery_at,
                          last_moved_at, last_received_at
                     FROM logistics_shipment WHERE id IN %s""",
                tuple(self.ids),
            )
        )

    def _read_packages(self):
        """{shipment id: {package id: (type, status, delivered_at)}}"""
        model = self.env["logistics.shipment.package"]
        model.flush_model(["shipment_id", *PACKAGE_FIELDS])
        packages = defaultdict(dict)
        for shipment_id, package_id, *state in self.env.execute_query(
            SQL(
                """SELECT shipment_id, id, milestone_type_id, status, delivered_at
                     FROM logistics_shipment_package WHERE shipment_id IN %s""",
                tuple(self.ids),
            )
        ):
            packages[shipment_id][package_id] = tuple(state)
        return packages

    def _prepare_settled(self, picture, facts, catalogue):
        """Values of SETTLED_FIELDS, in that order."""
        kind, problem = picture.kind, picture.problem
        return (
            catalogue[kind.code][0] if kind else None,
            kind.status if kind else "planned",
            bool(problem),
            catalogue[problem.code][0] if problem else None,
            picture.shipped_at,
            picture.delivered_at,
            picture.estimated_at,
            picture.last_moved_at,
            max((fact.received_at for fact in facts), default=None),
        )

    def _prepare_package(self, picture, package_id, catalogue):
        kind = picture.packages[package_id]
        return (
            catalogue[kind.code][0] if kind else None,
            kind.status if kind else "planned",
            picture.package_delivered_at[package_id],
        )

    def _write_settled(self, rows):
        if not rows:
            return
        self.env.cr.execute_values(
            """UPDATE logistics_shipment s
                  SET milestone_type_id = v.type_id::int, status = v.status,
                      attention = v.attention,
                      attention_type_id = v.attention_type_id::int,
                      shipped_at = v.shipped_at::timestamp,
                      delivered_at = v.delivered_at::timestamp,
                      estimated_delivery_at = v.estimated_at::timestamp,
                      last_moved_at = v.last_moved_at::timestamp,
                      last_received_at = v.last_received_at::timestamp
                 FROM (VALUES %s) AS v (id, type_id, status, attention,
                      attention_type_id, shipped_at, delivered_at, estimated_at,
                      last_moved_at, last_received_at)
                WHERE s.id = v.id""",
            [row[:-1] for row in rows],
            page_size=len(rows),
        )
        changed = self.browse([row[0] for row in rows])
        changed.invalidate_recordset(SETTLED_FIELDS, flush=False)
        moved = self.browse([row[0] for row in rows if row[-1]])
        moved.modified(["status"])

    def _write_packages(self, rows):
        if not rows:
            return
        self.env.cr.execute_values(
            """UPDATE logistics_shipment_package p
                  SET milestone_type_id = v.type_id::int, status = v.status,
                      delivered_at = v.delivered_at::timestamp
                 FROM (VALUES %s) AS v (id, type_id, status, delivered_at)
                WHERE p.id = v.id""",
            rows,
            page_size=len(rows),
        )
        packages = self.env["logistics.shipment.package"].browse(
            [row[0] for row in rows]
        )
        packages.invalidate_recordset(PACKAGE_FIELDS, flush=False)
