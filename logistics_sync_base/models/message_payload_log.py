# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

# Of these the partner wants no document kept; a purge has a time of its own for logs.
DROPPED = ("headers", "none")


class LogisticsSyncMessage(models.Model):
    """A dropped document is not kept in the log of its tries either."""

    _inherit = "logistics.sync.message"

    def _write_kept(self, rows):
        result = super()._write_kept(rows)
        dropped = {
            kept: tuple(row["id"] for row in rows if row["kept"] == kept)
            for kept in DROPPED
        }
        for kept, ids in dropped.items():
            if ids:
                self._shorten_logs(ids, keep_heads=kept == "headers")
        return result

    def _shorten_logs(self, ids, keep_heads):
        """Of each call logged keep its line and headers, or nothing but the try."""
        self.env["logistics.sync.attempt"].flush_model()
        shortened = [
            SQL(
                "%(name)s = CASE WHEN %(heads)s"
                " THEN split_part(%(name)s, E'\n\n', 1) END",
                name=SQL.identifier(name),
                heads=keep_heads,
            )
            for name in ("request_masked", "response_masked")
        ]
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_attempt SET %s
                    WHERE message_id IN %s AND (request_masked IS NOT NULL
                       OR response_masked IS NOT NULL)""",
                SQL(", ").join(shortened),
                ids,
            )
        )
        self.env["logistics.sync.attempt"].invalidate_model()
