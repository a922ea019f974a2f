# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncMappingColumn(models.Model):
    _name = "logistics.sync.mapping.column"
    _inherit = ["logistics.sync.mapping.part"]
    _description = "File Column"
    _order = "sequence, id"

    mapping_id = fields.Many2one(
        "logistics.sync.mapping", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, help="The name rules read it by.")
    header = fields.Char(help="The column's title in the file, if it differs.")
    start = fields.Integer(help="First character, counted from 1 (fixed width).")
    length = fields.Integer(help="Number of characters (fixed width).")
    is_required = fields.Boolean(
        string="Required",
        help="A file without this column is not as agreed and is refused whole; a row "
        "without a value in it is put aside.",
    )

    record_name = fields.Char(
        string="Record",
        help="Which of the file's records it is a column of; empty in files whose "
        "lines are all of one kind.",
    )
    control = fields.Selection(
        [
            ("count", "Number of details"),
            ("count_all", "Number of all records"),
            ("total", "Total of a column"),
            ("equal", "Same as in the header"),
        ],
        string="Must Agree With",
        help="What a header or trailer says of the file. When it does not agree, "
        "nothing of the file is applied.",
    )
    control_of = fields.Char(
        string="Of",
        help="The column that is totalled or the same, or the record that is counted.",
    )

    _name_unique = models.UniqueIndex(
        "(mapping_id, COALESCE(record_name, ''), name)",
        "Each column needs a name of its own.",
    )

    def _as_core_dict(self):
        self.ensure_one()
        return {
            "name": self.name,
            "header": self.header or None,
            "start": self.start or None,
            "length": self.length or None,
            "required": self.is_required,
        }
