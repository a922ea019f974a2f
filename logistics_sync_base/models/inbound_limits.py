# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..conflicts import CONFLICTS, expected_conflicts
from ..core.refusal import Refusal
from .message_lease import CONFLICT_RETRIES


class LogisticsSyncInbound(models.AbstractModel):
    """How often a partner may come in: by connector and by token."""

    _inherit = "logistics.sync.inbound"

    @api.model
    @api.private
    def _check_limit(self, connector, arrival):
        """Raise a 429 Refusal for one request too many; costs nothing without limit."""
        credentials = self.env["logistics.sync.credential"].sudo()
        credential = credentials.browse(arrival.credential_id or [])
        limits = [
            (connector.inbound_limit, None),
            (credential.inbound_limit, credential.id),
        ]
        for limit, credential_id in limits:
            if limit:
                self._check_one_limit(connector, arrival, limit, credential_id)

    def _check_one_limit(self, connector, arrival, limit, credential_id):
        seconds = self._count_request(connector, arrival, limit, credential_id)
        if seconds:
            raise Refusal(
                429,
                "too_many_requests",
                "Too many requests",
                f"At most {limit} requests a minute are accepted.",
                remedy=f"Send it again, under the same key, in {seconds} seconds; or "
                "send many events in one document.",
                headers={"Retry-After": str(seconds)},
            )

    def _count_request(self, connector, arrival, limit, credential_id):
        """Seconds to wait; counted at once, whatever becomes of the request.

        In a transaction of its own: requests that are stored side by side would
        otherwise wait for each other's end.
        """
        for attempt in range(1, CONFLICT_RETRIES + 1):
            try:
                with expected_conflicts(), self.env.registry.cursor() as cr:
                    own = self.env(cr=cr)
                    seconds = own["logistics.sync.inbound.meter"]._count(
                        connector.with_env(own), limit, credential_id
                    )
                    if seconds:
                        own["logistics.sync.security.event"]._add_refusal(
                            connector.with_env(own),
                            "rate_limit",
                            arrival.remote_address,
                        )
                return seconds
            except CONFLICTS:
                self.env["logistics.sync.message"]._pause(attempt)
        # More at one moment than can even be counted.
        return 1
