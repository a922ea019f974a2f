# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..codec.json_document import as_json


class LogisticsSyncReferenceInsert(models.AbstractModel):
    """Insert what two messages may find at the same time."""

    _name = "logistics.sync.reference.insert"
    _description = "Insertion of Partner References"

    @api.model
    def _insert(self, rows, unique):
        """Insert these rows of this model; those that are there already are left."""
        note = {"uid": self.env.uid, "date": fields.Datetime.now()}
        for row in rows:
            row.update(create_uid=note["uid"], write_uid=note["uid"])
            row.update(create_date=note["date"], write_date=note["date"])
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(columns)s) SELECT %(columns)s "
                "FROM json_populate_recordset(NULL::%(table)s, %(rows)s) "
                "ON CONFLICT (%(unique)s) DO NOTHING",
                table=SQL.identifier(self._table),
                columns=SQL(", ").join(map(SQL.identifier, rows[0])),
                unique=SQL(", ").join(map(SQL.identifier, unique)),
                rows=as_json(rows),
            )
        )
        self.invalidate_model()
