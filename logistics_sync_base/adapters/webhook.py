# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time

from ..core import signing
from .base import Adapter
from .registry import register
from .results import Delivery


@register
class WebhookAdapter(Adapter):
    """Each side posts to the other one, signed by Standard Webhooks."""

    transport = "webhook"
    code = "generic"
    name = "Any partner"
    capabilities = frozenset({"receive", "send"})

    def send(self, message) -> Delivery:
        """Post one message; its id is the same at each try, the signature is new."""
        connector = self.connector
        if not connector.outbound_url:
            return Delivery.business(
                "no_outbound_transport",
                self.env._(
                    "%s is owed a document, but the connector has no web address to "
                    "post it to. Enter one and retry.",
                    connector.name,
                ),
            )
        body = message._get_body_bytes()
        headers = message._get_wire_headers()
        if connector.sign_outbound:
            secrets = connector.credential_ids._get_secret_bytes()
            if not secrets:
                return self._miss_secret()
            now = int(time.time())
            headers |= signing.signature_headers(secrets, message.public_id, now, body)
        call = self.env["logistics.sync.network"]._request(
            connector, "POST", connector.outbound_url, headers=headers, body=body
        )
        return Delivery.success(
            status=call.status,
            request=call.request,
            response=call.response,
            external_id=connector._read_external_id(call.body),
        )

    def _miss_secret(self):
        return Delivery.business(
            "no_signing_secret",
            self.env._(
                "What is sent to %s has to be signed, but the connector has no valid "
                "signing secret. Make one and hand it to the partner, then retry.",
                self.connector.name,
            ),
        )
