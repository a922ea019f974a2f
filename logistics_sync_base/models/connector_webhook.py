# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import signing, verifiers
from ..core.jwks import JwksError, parse_jwks

# Which kinds of secret each way of signing looks at.
SECRET_KINDS = {
    "hmac": ("signing_secret",),
    "rsa": (),
    "header_token": ("signing_secret",),
    "basic": ("password",),
}


class LogisticsSyncConnector(models.Model):
    """How a partner that posts to us proves who it is."""

    _inherit = "logistics.sync.connector"

    authentication = fields.Selection(
        selection_add=[("profile", "The partner's own way")],
        ondelete={"profile": "set default"},
    )
    webhook_profile_id = fields.Many2one(
        "logistics.sync.webhook.profile",
        string="Signs Like",
        ondelete="restrict",
        tracking=True,
        help="Choose the provider, or make a way of signing of your own.",
    )
    webhook_method = fields.Selection(related="webhook_profile_id.method")
    webhook_summary = fields.Char(related="webhook_profile_id.summary")
    webhook_jwks = fields.Text(
        string="The Partner's Public Keys",
        help="The key set (JWKS) as the partner publishes it: paste its JSON text.",
    )

    @api.constrains("authentication", "webhook_profile_id", "state", "transport")
    def _check_webhook_profile(self):
        for connector in self:
            if (
                connector.authentication == "profile"
                and not connector.webhook_profile_id
            ):
                raise ValidationError(
                    self.env._("Choose how “%s” signs what it posts.", connector.name)
                )

    @api.constrains("webhook_jwks")
    def _check_webhook_jwks(self):
        for connector in self.filtered("webhook_jwks"):
            try:
                parse_jwks(connector.webhook_jwks)
            except JwksError as error:
                raise ValidationError(
                    self.env._("These are no public keys: %s", error)
                ) from error

    @api.private
    def _verify_arrival(self, arrival):
        """Whether the request is the partner's; raises SignatureError.

        Returns the id that was proven together with the document, if any.
        """
        self.ensure_one()
        if self.authentication == "bearer_token":
            self._verify_bearer(arrival)
            return ""
        if self.authentication == "profile":
            self._verify_by_profile(arrival)
            return ""
        secrets = self.credential_ids._get_secret_bytes()
        if not secrets:
            raise signing.NoSecret("There is no valid signing secret.")
        now = time.time()
        verified = signing.verify(secrets, arrival.headers, arrival.body, now)
        return verified.message_id

    def _verify_bearer(self, arrival):
        scheme, __, token = arrival.get("authorization").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise signing.MissingToken("There is no access token.")
        credential = self.credential_ids._match_token(token.strip())
        if not credential:
            raise signing.BadToken("The access token is not known.")
        arrival.credential_id = credential.id

    def _verify_by_profile(self, arrival):
        profile = self.webhook_profile_id.sudo()._get_core()
        credentials = self.credential_ids
        if profile.method == "header_token":
            given = arrival.get(profile.signature_header).removeprefix(profile.prefix)
            if credential := credentials._match_token(given):
                arrival.credential_id = credential.id
                return
        secrets = credentials._get_secret_texts(*SECRET_KINDS[profile.method])
        request = verifiers.Request(
            arrival.headers, arrival.body, time.time(), arrival.method, arrival.path
        )
        self._verify_signed(profile, secrets, request)

    def _verify_signed(self, profile, secrets, request):
        """Verify with what is stored on the connector; raises SignatureError."""
        jwks = None
        if profile.method == "rsa" and self.webhook_jwks:
            jwks = parse_jwks(self.webhook_jwks)
        return verifiers.verify(profile, secrets, request, jwks)
