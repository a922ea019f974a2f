# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import fields, models


class LogisticsSyncMappingXsd(models.Model):
    """One file of a partner's XML Schema; what it refers to is a file here too."""

    _name = "logistics.sync.mapping.xsd"
    _inherit = ["logistics.sync.mapping.part"]
    _description = "XSD File"
    _order = "sequence, id"

    mapping_id = fields.Many2one(
        "logistics.sync.mapping", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(
        string="File Name",
        required=True,
        help="As other files refer to it, such as codes.xsd. The first file of the "
        "list is the one documents are checked with.",
    )
    content = fields.Binary(string="File", required=True, attachment=True)

    _name_unique = models.UniqueIndex(
        "(mapping_id, name)", "There is a file of this name already."
    )

    def _as_core(self):
        """(file name, bytes)"""
        self.ensure_one()
        content = self.with_context(bin_size=False).content
        return self.name, base64.b64decode(content or b"")
