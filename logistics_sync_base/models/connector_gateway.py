# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import hmac

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.refusal import Refusal
from ..settings import get_setting

DEFAULT_HEADER = "X-Gateway-Key"


class LogisticsSyncConnector(models.Model):
    """Behind an API gateway: what comes past it is refused."""

    _inherit = "logistics.sync.connector"

    gateway_key_required = fields.Boolean(
        string="Only Through Our Gateway",
        tracking=True,
        help="Requests without the gateway's key are refused, however they are signed.",
    )
    gateway_header = fields.Char(
        string="Header with the Key",
        default=DEFAULT_HEADER,
        help="The gateway adds its key to each request in this header.",
    )
    gateway_url = fields.Char(
        string="Address of the Gateway",
        help="What partners see, with the path it adds, such as "
        "https://api.example.com/tms. Empty: they reach this server directly.",
    )

    @api.constrains("gateway_key_required", "gateway_header")
    def _check_gateway_header(self):
        for connector in self:
            if connector.gateway_key_required and not connector.gateway_header:
                raise ValidationError(
                    self.env._("Name the header that holds the gateway's key.")
                )

    @api.depends("gateway_url")
    def _compute_inbound_address(self):
        result = super()._compute_inbound_address()
        for connector in self.filtered("gateway_url"):
            if connector.inbound_address:
                path = connector.inbound_address.removeprefix(connector.get_base_url())
                base = connector.gateway_url.rstrip("/")
                connector.inbound_address = f"{base}{path}"
        return result

    @api.private
    def _check_gateway(self, arrival):
        """Raise a 403 Refusal for what did not come through the gateway.

        The server's own setting ``gateway_key`` holds for every connector, the key of
        a connector for itself; with both, both are asked for.
        """
        self.ensure_one()
        system_key = get_setting("gateway_key")
        if system_key:
            given = arrival.get(get_setting("gateway_header", DEFAULT_HEADER))
            self._refuse_past_gateway(arrival, given, _is_same(given, system_key))
        if self.gateway_key_required:
            given = arrival.get(self.gateway_header or DEFAULT_HEADER)
            known = self.credential_ids._match_token(given, "gateway_key")
            self._refuse_past_gateway(arrival, given, bool(known))

    def _refuse_past_gateway(self, arrival, given, is_known):
        if is_known:
            return
        self.env["logistics.sync.security.event"].sudo()._count_refusal(
            self,
            "bad_gateway_key" if given else "missing_gateway_key",
            arrival.remote_address,
        )
        raise Refusal(
            403,
            "gateway_required",
            "Not through the gateway",
            "Requests are accepted through the gateway only.",
            remedy="Use the address of the gateway you were given.",
        )


def _is_same(given, key):
    digests = [hashlib.sha256(text.encode()).digest() for text in (given, key)]
    return hmac.compare_digest(*digests)
