# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ..core.window_count import count


class LogisticsSyncInboundMeter(models.Model):
    """Requests of the last minute, of one connector or one of its tokens.

    Only where a limit is set. All servers share the row, on the database's clock.
    """

    _name = "logistics.sync.inbound.meter"
    _description = "Count of Requests"
    _rec_name = "connector_id"
    _log_access = False

    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, readonly=True, ondelete="cascade"
    )
    credential_id = fields.Many2one(
        "logistics.sync.credential", readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    counts = fields.Json(readonly=True, groups=NO_ACCESS)

    _subject_unique = models.UniqueIndex(
        "(connector_id, COALESCE(credential_id, 0))", "It is counted already."
    )

    @api.model
    @api.private
    def _count(self, connector, limit, credential_id=None):
        """Count one request; the seconds to wait when it is one too many, else 0.

        Locks the row until the transaction ends. Raises a serialization failure when
        another request was counted meanwhile.
        """
        subject = SQL(
            "connector_id = %s AND COALESCE(credential_id, 0) = %s",
            connector.id,
            credential_id or 0,
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT counts, extract(epoch FROM clock_timestamp())::float8
                     FROM logistics_sync_inbound_meter WHERE %s FOR NO KEY UPDATE""",
                subject,
            )
        )
        if not rows:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO logistics_sync_inbound_meter
                              (connector_id, credential_id, company_id)
                       VALUES (%s, %s, %s) ON CONFLICT DO NOTHING""",
                    connector.id,
                    credential_id or None,
                    connector.company_id.id,
                )
            )
            return self._count(connector, limit, credential_id)
        [(counts, now)] = rows
        counts, wait = count(counts or {}, limit, now)
        self.env.cr.execute(
            SQL(
                "UPDATE logistics_sync_inbound_meter SET counts = %s WHERE %s",
                fields.Json().convert_to_column(counts, self),
                subject,
            )
        )
        self.invalidate_model()
        return wait
