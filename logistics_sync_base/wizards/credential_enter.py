# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncCredentialEnter(models.TransientModel):
    """Takes a secret the partner gave us, and keeps nothing of it itself."""

    _name = "logistics.sync.credential.enter"
    _description = "Enter a Secret"

    credential_id = fields.Many2one(
        "logistics.sync.credential", required=True, ondelete="cascade"
    )
    kind = fields.Selection(related="credential_id.kind")
    username = fields.Char(related="credential_id.username", readonly=False)
    # Never a column: the clear text goes straight into the encrypted store.
    secret = fields.Char(
        compute="_compute_secret", inverse="_inverse_secret", readonly=False
    )

    # Keys and certificates have lines, which a field of one line would join.
    secret_lines = fields.Text(
        compute="_compute_secret",
        inverse="_inverse_secret_lines",
        readonly=False,
        string="Key or Certificate",
    )

    def _compute_secret(self):
        self.secret = False
        self.secret_lines = False

    def _inverse_secret(self):
        for wizard in self.filtered("secret"):
            wizard._store(wizard.secret)

    def _inverse_secret_lines(self):
        for wizard in self.filtered("secret_lines"):
            wizard._store(wizard.secret_lines)

    def _store(self, text):
        self.ensure_one()
        self.credential_id.check_access("write")
        self.credential_id._set_typed_secret(text)

    def action_confirm(self):
        """The secret was stored when the dialog was saved."""
        return {"type": "ir.actions.act_window_close"}
