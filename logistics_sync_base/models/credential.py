# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ..core import signing
from ..secret_store import encrypt

# We only recognise these, so that a hash is enough.
HASHED_KINDS = (
    "access_token",
    "read_token",
    "replay_token",
    "health_token",
    "gateway_key",
)


class LogisticsSyncCredential(models.Model):
    """A secret shared with a partner.

    Signing secrets are encrypted, because we must compute with them; access tokens
    are only hashed. Neither can be read back in the backend.
    """

    _name = "logistics.sync.credential"
    _description = "Connector Credential"
    _order = "id desc"

    name = fields.Char(required=True, default=lambda self: self.env._("Secret"))
    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    kind = fields.Selection(
        [("signing_secret", "Signing secret"), ("access_token", "Access token")],
        required=True,
        default="signing_secret",
    )
    secret_encrypted = fields.Char(groups=NO_ACCESS, copy=False)
    token_hash = fields.Char(groups=NO_ACCESS, copy=False, index=True)
    hint = fields.Char(readonly=True, copy=False, help="The last four characters.")
    expires_at = fields.Datetime()
    revoked_at = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection(
        [("valid", "Valid"), ("expired", "Expired"), ("revoked", "Revoked")],
        compute="_compute_state",
    )

    @api.depends("expires_at", "revoked_at")
    def _compute_state(self):
        now = fields.Datetime.now()
        for credential in self:
            if credential.revoked_at:
                credential.state = "revoked"
            elif credential.expires_at and credential.expires_at <= now:
                credential.state = "expired"
            else:
                credential.state = "valid"

    @api.private
    def _set_secret(self, text):
        """Store a secret given as text (a signing secret may start with whsec_)."""
        self.ensure_one()
        if not text or len(text) < 16:
            raise UserError(
                self.env._("A secret needs at least 16 characters; this one is short.")
            )
        if self.kind in HASHED_KINDS:
            values = {"token_hash": signing.hash_token(text), "secret_encrypted": False}
        else:
            values = {"secret_encrypted": encrypt(text.encode()), "token_hash": False}
        self.sudo().write(dict(values, hint=text[-4:]))

    @api.private
    def _generate(self):
        """Make, store and return a new secret: the only moment it can be seen."""
        self.ensure_one()
        if self.kind in HASHED_KINDS:
            text = signing.generate_token()
        else:
            text = signing.generate_secret()
        self._set_secret(text)
        return text

    @api.private
    def _get_secret_bytes(self):
        """The decoded signing secrets of these credentials that are valid now."""
        valid = self.filtered(
            lambda credential: (
                credential.state == "valid" and credential.kind == "signing_secret"
            )
        )
        return [
            signing.decode_secret(secret)
            for credential in valid
            if (secret := credential._read_secret())
        ]

    @api.private
    def _match_token(self, token, kind="access_token"):
        """The valid credential of a kind that ``token`` belongs to, or none."""
        return self.filtered(
            lambda credential: (
                credential.state == "valid"
                and credential.kind == kind
                and signing.token_matches(token, [credential.sudo().token_hash or ""])
            )
        )[:1]

    def action_revoke(self):
        self._write_decided({"revoked_at": fields.Datetime.now()})

    def action_generate(self):
        """Show a fresh secret once, in a dialog that stores nothing."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Copy the secret now"),
            "res_model": "logistics.sync.credential.show",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_credential_id": self.id,
                "default_secret": self._generate(),
            },
        }
