# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncMappingRecord(models.Model):
    """One kind of record in a partner's file, such as header, line and trailer."""

    _name = "logistics.sync.mapping.record"
    _inherit = ["logistics.sync.mapping.part"]
    _description = "File Record"
    _order = "sequence, id"

    mapping_id = fields.Many2one(
        "logistics.sync.mapping", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    value = fields.Char(
        string="Marked By",
        required=True,
        help="What stands in the file at the place of the record type, as H or 01.",
    )
    name = fields.Char(required=True, help="What columns and rules call it.")
    role = fields.Selection(
        [
            ("header", "Header"),
            ("detail", "Detail: one document each"),
            ("part", "Belongs to the detail above"),
            ("trailer", "Trailer"),
        ],
        required=True,
        default="detail",
    )

    _name_unique = models.UniqueIndex(
        "(mapping_id, name)", "Each record needs a name of its own."
    )
