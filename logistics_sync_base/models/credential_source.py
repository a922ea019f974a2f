# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .. import secret_providers
from ..exceptions import BusinessError
from ..secret_store import decrypt
from .credential import HASHED_KINDS


class LogisticsSyncCredential(models.Model):
    """Secrets that are kept elsewhere: here is only where, and under which name."""

    _inherit = "logistics.sync.credential"

    source = fields.Selection(
        [
            ("stored", "Here, encrypted"),
            ("environment", "In the server's environment"),
            ("file", "In a file of the server"),
            ("vault", "In a vault"),
        ],
        string="Kept",
        required=True,
        default="stored",
    )
    source_name = fields.Char(
        string="Name There",
        help="Environment: what follows LOGISTICS_SYNC_SECRET_. File: its name in the "
        "server's folder for secrets. Vault: path and field, as in carriers/acme#key.",
    )

    @api.constrains("source", "source_name", "kind")
    def _check_source(self):
        for credential in self.filtered(lambda one: one.source != "stored"):
            if credential.kind in HASHED_KINDS:
                raise ValidationError(
                    self.env._(
                        "Of a token only its hash is needed: it is kept here. Choose "
                        "“Here, encrypted”."
                    )
                )
            if not credential.source_name:
                raise ValidationError(
                    self.env._("Say under which name the secret is kept.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        credentials = super().create(vals_list)
        credentials._point_elsewhere()
        return credentials

    def write(self, vals):
        if vals.keys().isdisjoint(("source", "source_name")):
            return super().write(vals)
        kept_elsewhere = self.filtered(lambda one: one.source != "stored")
        result = super().write(vals)
        secret_providers.forget()
        self._point_elsewhere()
        # The name there is no sign of a secret here: it has yet to be entered.
        back = kept_elsewhere.filtered(lambda one: one.source == "stored")
        back.sudo().hint = False
        return result

    def _point_elsewhere(self):
        """What is kept elsewhere is not here; the name takes the hint's place."""
        for credential in self.filtered(lambda one: one.source != "stored"):
            credential.sudo().write(
                {
                    "secret_encrypted": False,
                    "token_hash": False,
                    "hint": (credential.source_name or "")[-40:],
                }
            )

    @api.private
    def _set_secret(self, text):
        self._check_stored()
        return super()._set_secret(text)

    @api.private
    def _set_typed_secret(self, text):
        self._check_stored()
        return super()._set_typed_secret(text)

    def _check_stored(self):
        if self.source != "stored":
            raise UserError(
                self.env._("This secret is kept elsewhere. Change it there.")
            )

    @api.private
    def _read_secret(self):
        """The clear text of one secret wherever it is kept; empty without one.

        Raises BusinessError when it is not where it should be.
        """
        self.ensure_one()
        credential = self.sudo()
        if credential.source == "stored":
            stored = credential.secret_encrypted
            return decrypt(stored, self.env).decode() if stored else ""
        try:
            return secret_providers.read_secret(
                credential.source, credential.source_name
            )
        except secret_providers.SecretUnavailableError as error:
            raise BusinessError(
                "secret_unavailable",
                self.env._(
                    "The secret “%(name)s” of %(connector)s cannot be read: "
                    "%(reason)s.",
                    name=credential.name,
                    connector=credential.connector_id.name,
                    reason=error,
                ),
            ) from None
