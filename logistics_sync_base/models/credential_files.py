# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..secret_store import encrypt

PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)


class LogisticsSyncCredential(models.Model):
    """Private keys we log in with at file servers."""

    _inherit = "logistics.sync.credential"

    kind = fields.Selection(
        selection_add=[("private_key", "User name and private key (SFTP)")],
        ondelete={"private_key": "cascade"},
    )

    @api.private
    def _set_typed_secret(self, text):
        if self.kind != "private_key":
            return super()._set_typed_secret(text)
        found = PEM.search(text or "")
        if not found:
            raise UserError(
                self.env._(
                    "This is no private key. Paste all of it, from -----BEGIN to the "
                    "last dashes."
                )
            )
        if not self.username:
            raise UserError(self.env._("Enter the user name before the key."))
        text = f"{found[0].strip()}\n"
        if "\n" not in found[2].strip() and ":" not in found[2]:
            # A one-line field has taken the line ends of the key away.
            body = "".join(found[2].split())
            lines = [body[start : start + 64] for start in range(0, len(body), 64)]
            text = "\n".join(
                [f"-----BEGIN {found[1]}-----", *lines, f"-----END {found[1]}-----", ""]
            )
        return self.sudo().write(
            {
                "secret_encrypted": encrypt(text.encode()),
                "token_hash": False,
                "hint": "•" * 4,
            }
        )

    @api.private
    def _get_latest(self, kind):
        """The latest of these that is of a kind and valid now, or none."""
        return self.filtered(
            lambda one: one.kind == kind and one.state == "valid" and one.hint
        ).sorted("id")[-1:]

    @api.private
    def _get_text(self):
        """The clear text of one secret, empty without one."""
        return self._read_secret() if self else ""
