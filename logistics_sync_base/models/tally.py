# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class LogisticsSyncTally(models.AbstractModel):
    """How often something happened with which partner when: counted where it is kept.

    A heir is a model without a table of its own; it tells in :meth:`_get_parts` what
    it counts, and in ``_depends`` where from.
    """

    _name = "logistics.sync.tally"
    _description = "Count by Partner System"
    _order = "at desc, id desc"

    at = fields.Datetime(string="Day", readonly=True)
    connector_id = fields.Many2one(
        "logistics.sync.connector", string="Partner System", readonly=True
    )
    partner_id = fields.Many2one("res.partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    count = fields.Integer(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT tally.*, c.partner_id FROM (%s) AS tally
                 LEFT JOIN logistics_sync_connector c ON c.id = tally.connector_id
                WHERE tally.count > 0""",
            SQL(" UNION ALL ").join(self._get_parts()),
        )

    def _get_parts(self):
        """Queries whose columns are the stored fields, the partner left out.

        Ids do not meet: each part has its own remainder by a fixed number.
        """
        raise NotImplementedError
