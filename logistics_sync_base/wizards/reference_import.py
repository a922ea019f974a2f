# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.reference_rows import ReferenceListError, read_reference_rows


class LogisticsSyncReferenceImport(models.TransientModel):
    """Read a partner's list of codes from a file."""

    _name = "logistics.sync.reference.import"
    _description = "Import Partner References"

    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Partner System",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        "_selection_kind",
        string="Codes Are For",
        help="Not needed where the file has a column “kind”.",
    )
    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()

    @api.model
    def _selection_kind(self):
        return self.env["logistics.sync.reference.list"]._selection_kind()

    def action_import(self):
        """Read the file as a whole or not at all, then show what is to decide."""
        self.ensure_one()
        lists = self.env["logistics.sync.reference.list"]
        lists.check_access("create")
        references = lists._feed(self.connector_id, self._read_rows())
        action = self.connector_id.action_open_references()
        action["domain"] = [("id", "in", references.ids)]
        return action

    def _read_rows(self):
        try:
            data = base64.b64decode(self.with_context(bin_size=False).file)
            rows = read_reference_rows(data)
        except ReferenceListError as error:
            raise UserError(str(error)) from error
        names = {name.lower(): kind for kind, name in self._selection_kind()}
        names |= {kind: kind for kind, __ in self._selection_kind()}
        known = []
        for number, row in enumerate(rows, 1):
            kind = names.get(row.kind) if row.kind else self.kind
            if not kind:
                raise UserError(
                    self.env._(
                        "Entry %(number)s (%(code)s): say what the codes are for; "
                        "“%(kind)s” is none of %(kinds)s.",
                        number=number,
                        code=row.code,
                        kind=row.kind,
                        kinds=", ".join(name for __, name in self._selection_kind()),
                    )
                )
            known.append(replace(row, kind=kind))
        return known
