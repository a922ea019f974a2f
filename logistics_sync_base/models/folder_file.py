# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncFolderFile(models.Model):
    """A file in a watched folder that is not done with: growing, cut off or stuck.

    Its row goes when the file does, so that the list shows only what waits.
    """

    _name = "logistics.sync.folder.file"
    _description = "Waiting File"
    _order = "connector_id, name"

    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    name = fields.Char(string="File", required=True)
    size_kib = fields.Float(string="Size (KiB)", digits=(16, 1))
    signature = fields.Char(required=True)
    state = fields.Selection(
        [
            ("growing", "May still be growing"),
            ("incomplete", "Incomplete"),
            ("unreadable", "Cannot be read"),
            ("taken", "Read, could not be moved"),
        ],
        required=True,
        default="growing",
    )
    reason = fields.Text()
    seen_at = fields.Datetime(
        string="Unchanged Since", required=True, default=fields.Datetime.now
    )

    _name_unique = models.UniqueIndex(
        "(connector_id, name)", "This file is in the list already."
    )

    def _remember(self, connector, entry, state, reason=None):
        """The row of a file as it is now; ``self`` is the one from before, or none."""
        values = {"state": state, "reason": reason}
        if self.signature != entry.signature:
            values["signature"] = entry.signature
            values["size_kib"] = entry.size / 1024
            values["seen_at"] = fields.Datetime.now()
        # Whoever may fetch may note what was found; nobody may make rows by hand.
        if self:
            self.sudo().write(values)
            return self
        return self.sudo().create(
            dict(values, connector_id=connector.id, name=entry.name)
        )

    def _ask(self, code, sentence):
        """Ask a person about a file that stays where it is."""
        self.env["logistics.sync.exception"]._raise_for(
            code, sentence, connector=self.connector_id, record=self
        )

    def _forget(self):
        """The files are done with: what was asked about them is answered."""
        if self:
            self.env["logistics.sync.exception"]._resolve_where(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)],
                "automatic",
            )
            self.sudo().unlink()
