# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..conflicts import CONFLICTS, expected_conflicts

# Of one reason, from one address, within one hour.
ALERT_COUNT = 25
# More at one moment than can even be counted need no exact count.
TRIES = 20


class LogisticsSyncSecurityEvent(models.Model):
    """Refused requests, counted by hour so that an attacker cannot fill the table."""

    _name = "logistics.sync.security.event"
    _inherit = "logistics.sync.named.by.choice"
    _description = "Refused Request"
    _order = "last_seen_at desc"
    _rec_name = "reason"

    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="cascade", index=True
    )
    reason = fields.Selection(
        [
            ("missing_header", "Signature missing"),
            ("bad_timestamp", "Time of signature unreadable"),
            ("replay_window", "Signed too long ago"),
            ("mismatch", "Signature does not match"),
            ("no_secret", "No valid secret configured"),
            ("bad_token", "Access token unknown, expired or revoked"),
            ("missing_token", "Access token missing"),
            ("bad_secret", "The secret stored here cannot be read"),
            ("unknown_key", "Signed with a key we do not hold"),
            ("missing_gateway_key", "Not through the gateway: its key is missing"),
            ("bad_gateway_key", "Not through the gateway: its key is wrong"),
        ],
        required=True,
    )
    remote_address = fields.Char(required=True)
    hour = fields.Datetime(required=True)
    count = fields.Integer(string="Requests", default=1)
    last_seen_at = fields.Datetime(required=True)

    _hour_unique = models.UniqueIndex(
        "(connector_id, reason, remote_address, hour)", "Counted in one row."
    )

    @api.model
    @api.private
    def _count_refusal(self, connector, reason, remote_address):
        """Count one refused request at once, whatever becomes of its transaction.

        In a short one of its own: whoever tries many secrets at the same moment would
        have each of these requests begin again because of the others.
        """
        for attempt in range(1, TRIES + 1):
            try:
                with expected_conflicts(), self.env.registry.cursor() as cr:
                    own = self.with_env(self.env(cr=cr))
                    own._add_refusal(
                        connector.with_env(own.env), reason, remote_address
                    )
                return
            except CONFLICTS:
                self.env["logistics.sync.message"]._pause(attempt)

    @api.model
    @api.private
    def _add_refusal(self, connector, reason, remote_address):
        """Count one refused request in this transaction."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_security_event AS e (connector_id,
                     company_id, reason, remote_address, hour, count, last_seen_at,
                     create_uid, create_date, write_uid, write_date)
                   VALUES (%(connector)s, %(company)s, %(reason)s, %(address)s,
                     %(hour)s,
                     1, %(now)s, %(uid)s, %(now)s, %(uid)s, %(now)s)
                   ON CONFLICT (connector_id, reason, remote_address, hour)
                   DO UPDATE SET count = e.count + 1,
                     last_seen_at = EXCLUDED.last_seen_at
                   RETURNING count""",
                connector=connector.id,
                company=connector.company_id.id,
                reason=reason,
                address=remote_address or "unknown",
                hour=now.replace(minute=0, second=0),
                now=now,
                uid=self.env.uid,
            )
        )
        self.invalidate_model()
        if self.env.cr.fetchone()[0] == ALERT_COUNT:
            self._alert(connector, reason, remote_address)

    def _alert(self, connector, reason, remote_address):
        """Somebody is told once for each address, reason and hour."""
        self.env["logistics.sync.exception"]._raise_for(
            "security_alert",
            self.env._(
                "%(count)s requests to %(connector)s from %(address)s were refused "
                "within an hour: %(reason)s.",
                count=ALERT_COUNT,
                connector=connector.name,
                address=remote_address or "unknown",
                reason=dict(self._fields["reason"]._description_selection(self.env))[
                    reason
                ],
            ),
            connector=connector,
        )
