# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..secret_store import encrypt
from .credential import HASHED_KINDS

# Partners' portals hand out short ones; below this a guess would do.
SHORTEST_TYPED = 8


class LogisticsSyncCredential(models.Model):
    """Secrets that the partner chose and a person types in."""

    _inherit = "logistics.sync.credential"

    kind = fields.Selection(
        selection_add=[
            ("password", "User name and password"),
            ("gateway_key", "Key of our gateway"),
        ],
        ondelete={"password": "cascade", "gateway_key": "cascade"},
    )
    username = fields.Char(
        string="User Name", help="Only for the kind “User name and password”."
    )

    @api.private
    def _set_typed_secret(self, text):
        """Store what a person typed in; shorter than our own may be, as partners are.

        A secret is kept exactly as typed: a space at its end may belong to it.
        """
        self.ensure_one()
        if not text or len(text) < SHORTEST_TYPED:
            raise UserError(
                self.env._(
                    "This secret is too short: it needs at least %s characters.",
                    SHORTEST_TYPED,
                )
            )
        if self.kind in HASHED_KINDS:
            self._set_secret(text)
            return
        if self.kind == "password" and not self.username:
            raise UserError(self.env._("Enter the user name before the password."))
        self.sudo().write(
            {
                "secret_encrypted": encrypt(text.encode()),
                "token_hash": False,
                "hint": text[-4:] if len(text) >= 16 else "•" * 4,
            }
        )

    @api.private
    def _get_secret_texts(self, *kinds):
        """Clear texts of the credentials of these kinds that are valid now.

        A password comes with its user, as ``user:password``.
        """
        texts = []
        for credential in self.sudo().filtered(
            lambda one: one.kind in kinds and one.state == "valid"
        ):
            text = credential._read_secret()
            if not text:
                continue
            if credential.kind == "password":
                text = f"{credential.username}:{text}"
            texts.append(text)
        return texts

    def action_type_in(self):
        """Open the dialog in which the partner's own secret is entered."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enter the Partner's Secret"),
            "res_model": "logistics.sync.credential.enter",
            "view_mode": "form",
            "target": "new",
            "context": {"default_credential_id": self.id},
        }
