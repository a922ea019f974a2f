# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import verifiers
from ..core.jwks import JwksError, UnknownKey, parse_jwks
from ..core.network import NetworkRefusal, get_origin
from ..core.signing import NoSecret
from ..database_locks import Space, session_lock
from ..exceptions import SyncError

_logger = logging.getLogger(__name__)

# What strangers can make us ask the partner for, whatever keys they name.
PAUSE = timedelta(minutes=5)
# A key the partner withdrew is not accepted for longer.
FRESH = timedelta(days=1)
# The sender waits meanwhile: (connect, read) in seconds.
TIMEOUT = (3, 4)
WAIT_MS = 8_000


class LogisticsSyncConnector(models.Model):
    """Keys a partner publishes, fetched when one is needed that we do not hold.

    What was fetched last stays on the connector: while the partner's address does not
    answer, it is what signatures are checked with.
    """

    _inherit = "logistics.sync.connector"

    webhook_jwks_url = fields.Char(
        string="Address of the Keys",
        tracking=True,
        help="Where the partner publishes its key set (JWKS). It is fetched once a day "
        "and when a document is signed with a key we do not hold, so that you need not "
        "paste it.",
    )
    webhook_jwks_fetched_at = fields.Datetime(
        string="Keys Fetched", readonly=True, copy=False
    )
    webhook_jwks_asked_at = fields.Datetime(readonly=True, copy=False)

    @api.constrains("webhook_jwks_url")
    def _check_webhook_jwks_url(self):
        for connector in self.filtered("webhook_jwks_url"):
            try:
                get_origin(connector.webhook_jwks_url)
            except NetworkRefusal as error:
                raise ValidationError(
                    connector._describe_refusal(error.code, error.subject)
                ) from error

    @api.private
    def _get_network_urls(self):
        urls = super()._get_network_urls()
        return urls + [url for url in (self.webhook_jwks_url,) if url]

    def _verify_signed(self, profile, secrets, request):
        """Verify with the keys we hold; fetch them where that could help, once."""
        if profile.method != "rsa" or not self.webhook_jwks_url:
            return super()._verify_signed(profile, secrets, request)
        text = self.webhook_jwks
        if not self._is_fresh():
            text = self._renew_keys(text) or text
        try:
            return verifiers.verify(profile, secrets, request, _parse(text))
        except (UnknownKey, NoSecret):
            newer = self._renew_keys(text)
            if not newer:
                raise
        return verifiers.verify(profile, secrets, request, _parse(newer))

    def _is_fresh(self):
        fetched = self.webhook_jwks_fetched_at
        return bool(fetched) and fetched > fields.Datetime.now() - FRESH

    @api.private
    def _renew_keys(self, known):
        """A key set other than the one we know, or None; of many, one asks for it.

        On a connection of its own: it is kept whatever becomes of the document, and
        everybody else reads it under the lock.
        """
        with self.env.registry.cursor() as cr:
            own = self.with_env(self.env(cr=cr))
            space = Space.PUBLISHED_KEYS
            with session_lock(cr, space, self.id, wait_ms=WAIT_MS) as is_held:
                if not is_held:
                    return None
                # Only a new snapshot shows what whoever had the lock has stored.
                cr.commit()  # pylint: disable=invalid-commit
                return own._renew_under_lock(known)

    def _renew_under_lock(self, known):
        self.invalidate_recordset()
        if self.webhook_jwks and self.webhook_jwks != known:
            return self.webhook_jwks
        now = fields.Datetime.now()
        asked = self.webhook_jwks_asked_at
        if asked and asked > now - PAUSE:
            return None
        self.webhook_jwks_asked_at = now
        self.env.cr.commit()  # pylint: disable=invalid-commit
        text = self._fetch_keys()
        if text:
            self.write({"webhook_jwks": text, "webhook_jwks_fetched_at": now})
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return text if text != known else None

    def _fetch_keys(self):
        """The published key set as text; None, and a question, when there is none."""
        try:
            call = self.env["logistics.sync.network"]._request(
                self,
                "GET",
                self.webhook_jwks_url,
                headers={"Accept": "application/jwk-set+json, application/json"},
                timeout=TIMEOUT,
            )
            text = call.body.decode()
            parse_jwks(text)
        except (SyncError, JwksError, UnicodeDecodeError) as error:
            _logger.info("No public keys of connector %s: %s", self.code, error)
            self.env["logistics.sync.exception"]._raise_for(
                "unreachable",
                self.env._(
                    "The public keys of %(connector)s cannot be fetched, the ones "
                    "fetched before stay in use: %(error)s",
                    connector=self.name,
                    error=error,
                ),
                connector=self,
            )
            return None
        return text


def _parse(text):
    return parse_jwks(text) if text else None
