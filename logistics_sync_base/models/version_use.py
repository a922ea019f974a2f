# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..conflicts import expected_conflicts


class LogisticsSyncVersionUse(models.Model):
    """Who still calls a deprecated version, counted by partner and day."""

    _name = "logistics.sync.version.use"
    _description = "Partner Still Calling"
    _order = "day desc, id desc"
    _rec_name = "version_id"

    version_id = fields.Many2one(
        "logistics.sync.contract.version", required=True, ondelete="cascade"
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="cascade", index=True
    )
    owner_id = fields.Many2one(related="connector_id.owner_id")
    sunset_on = fields.Datetime(related="version_id.sunset_on")
    day = fields.Date(required=True)
    count = fields.Integer(string="Calls", default=0, required=True)
    refused_count = fields.Integer(string="Of These Refused", default=0, required=True)
    last_seen_at = fields.Datetime(required=True)

    _day_unique = models.UniqueIndex(
        "(version_id, connector_id, day)", "Counted in one row."
    )

    @api.model
    @api.private
    def _count(self, versions, connector, refused=False):
        """Count one call of each deprecated version among these.

        In a short transaction of its own: many calls count in the same row, and none
        of them shall wait for, or fail because of, another one's document.
        """
        old = versions.filtered(lambda version: version.state == "deprecated")
        while old:
            try:
                with expected_conflicts(), self.env.registry.cursor() as cr:
                    for version in old.sorted("id"):
                        cr.execute(self._prepare_count(version, connector, refused))
                return
            except psycopg2.errors.SerializationFailure:
                continue

    def _prepare_count(self, version, connector, refused):
        now = fields.Datetime.now()
        return SQL(
            """INSERT INTO logistics_sync_version_use AS u (version_id, connector_id,
                 company_id, day, count, refused_count, last_seen_at)
               VALUES (%(version)s, %(connector)s, %(company)s, %(day)s, 1,
                 %(refused)s, %(now)s)
               ON CONFLICT (version_id, connector_id, day)
               DO UPDATE SET count = u.count + 1,
                 refused_count = u.refused_count + EXCLUDED.refused_count,
                 last_seen_at = EXCLUDED.last_seen_at""",
            version=version.id,
            connector=connector.id,
            company=connector.company_id.id,
            day=now.date(),
            refused=int(refused),
            now=now,
        )
