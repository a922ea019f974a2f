# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json
from datetime import timedelta
from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ..database_locks import Space, session_lock
from ..exceptions import BusinessError
from ..secret_store import decrypt, encrypt

# Some way before its end: it must last for the call it is fetched for.
EARLY_SECONDS = 30
# Where the partner does not say (RFC 6749 lets it).
DEFAULT_SECONDS = 300


class LogisticsSyncAccessToken(models.Model):
    """A token a partner lent us, shared by all workers until it expires."""

    _name = "logistics.sync.access.token"
    _description = "Access Token of a Partner"
    _rec_name = "connector_id"

    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    token_encrypted = fields.Char(groups=NO_ACCESS)
    token_digest = fields.Char(groups=NO_ACCESS)
    expires_at = fields.Datetime(required=True)

    _connector_unique = models.UniqueIndex("(connector_id)", "It has a token already.")

    @api.model
    @api.private
    def _get_token(self, connector, keep, rejected=None):
        """A valid token of the connector; fetched by one worker, used by all.

        ``keep()`` ends the caller's transaction where that is allowed; ``rejected``
        is a token the partner refused though it should be valid.
        """
        if token := self._read_token(connector, rejected):
            return token
        keep()
        # On a connection of its own the token is kept whatever becomes of the work it
        # was fetched for; the lock outlives the commits in between.
        with self.env.registry.cursor() as cr:
            own = self.with_env(self.env(cr=cr)).with_context(
                logistics_sync_sending=False
            )
            with session_lock(cr, Space.ACCESS_TOKEN, connector.id):
                return own._renew_token(connector.with_env(own.env), rejected)

    def _renew_token(self, connector, rejected):
        """Under the lock: whoever had it before may have stored a token."""
        # Only a new snapshot shows it.
        self.env.cr.commit()  # pylint: disable=invalid-commit
        token = self._read_token(connector, rejected)
        if not token:
            token, seconds = self._fetch_token(connector)
            self._store_token(connector, token, seconds)
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return token

    def _read_token(self, connector, rejected):
        limit = fields.Datetime.now() + timedelta(seconds=EARLY_SECONDS)
        rows = self.env.execute_query(
            SQL(
                """SELECT token_encrypted FROM logistics_sync_access_token
                    WHERE connector_id = %s AND expires_at > %s
                      AND token_digest <> %s""",
                connector.id,
                limit,
                _digest(rejected or ""),
            )
        )
        return decrypt(rows[0][0], self.env).decode() if rows else None

    def _store_token(self, connector, token, seconds):
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_access_token (connector_id, company_id,
                          token_encrypted, token_digest, expires_at)
                   VALUES (%s, %s, %s, %s, %s)
                   ON CONFLICT (connector_id) DO UPDATE
                      SET token_encrypted = excluded.token_encrypted,
                          token_digest = excluded.token_digest,
                          expires_at = excluded.expires_at""",
                connector.id,
                connector.company_id.id,
                encrypt(token.encode()),
                _digest(token),
                now + timedelta(seconds=seconds),
            )
        )
        self.invalidate_model()

    def _fetch_token(self, connector):
        """(token, seconds) by the client credentials grant (RFC 6749, 4.4)."""
        secrets = connector.credential_ids._get_secret_texts("client_secret")
        form = {
            "grant_type": "client_credentials",
            "client_id": connector.oauth_client or "",
            "client_secret": secrets[0] if secrets else "",
        }
        if connector.oauth_scope:
            form["scope"] = connector.oauth_scope
        call = self.env["logistics.sync.network"]._request(
            connector,
            "POST",
            connector.oauth_token_url or "",
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
            body=urlencode(form).encode(),
            secrets=secrets,
        )
        try:
            answer = json.loads(call.body)
            token = answer["access_token"]
            seconds = int(answer.get("expires_in") or DEFAULT_SECONDS)
        except (ValueError, TypeError, KeyError, AttributeError):
            token, seconds = None, 0
        if not token or not isinstance(token, str):
            error = BusinessError(
                "authentication_failed",
                self.env._(
                    "%s answered without an access token. Check the token address, "
                    "the client number and its secret.",
                    connector.name,
                ),
            )
            error.call = call
            raise error
        return token, seconds


def _digest(token):
    return hashlib.sha256(token.encode()).hexdigest()
