# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ..conflicts import expected_conflicts


class LogisticsSyncException(models.Model):
    """Two workers that ask the same question at the same moment."""

    _inherit = "logistics.sync.exception"

    @api.model
    def _reserve(self, values):
        """Take the place of a question among the open ones before it is asked.

        Whoever asks the same meanwhile waits. What was asked since our snapshot was
        taken cannot be found in it: then this raises a serialization failure, upon
        which the work begins anew and finds it. The unique index alone would make it
        a failure of the message, which is tried again much later.
        """
        names = ("name", "code_id", "team", "company_id", "dedup_key")
        with expected_conflicts():
            rows = self.env.execute_query(
                SQL(
                    """INSERT INTO logistics_sync_exception (state, %s)
                       VALUES ('open', %s)
                       ON CONFLICT (dedup_key)
                       WHERE state IN ('open', 'in_progress') DO NOTHING
                       RETURNING id""",
                    SQL(", ").join(map(SQL.identifier, names)),
                    SQL(", ").join(SQL("%s", values[name]) for name in names),
                )
            )
        # Its entry in the index keeps the place until the transaction ends.
        self.env.cr.execute(
            SQL(
                "DELETE FROM logistics_sync_exception WHERE id IN %s",
                tuple(row_id for (row_id,) in rows) or (0,),
            )
        )
