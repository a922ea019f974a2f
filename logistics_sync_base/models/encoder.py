# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
from dataclasses import dataclass, field

from odoo import api, models

from ..codec import cloud_event_writer as cloud_events
from ..core import correlation
from ..core.canonical import canonical_json
from ..exceptions import BusinessError

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True)
class WireDocument:
    """A document as it leaves: its bytes and what is told beside them."""

    body: bytes
    format: str = "json"
    content_type: str = JSON
    extension: str = "json"
    headers: dict[str, str] = field(default_factory=dict)
    file_name: str | None = None
    mapping_id: int | bool = False

    @property
    def digest(self):
        """Hex SHA-256 of the bytes."""
        return hashlib.sha256(self.body).hexdigest()


class LogisticsSyncEncoder(models.AbstractModel):
    """From events to the bytes a subscriber gets. Writes no record."""

    _name = "logistics.sync.encoder"
    _description = "Document Encoder"

    @api.model
    def _encode(self, subscription, events, correlation_id):
        """One document of these events, in their order.

        Raises BusinessError when the subscriber's documents cannot be made of them.
        """
        method = getattr(self, f"_encode_{subscription.format}")
        return method(subscription, events)

    @api.model
    def _get_headers(self, message):
        """HTTP headers of a message, the same at each try."""
        headers = {
            "Content-Type": message.content_type or "application/octet-stream",
            "Idempotency-Key": message.public_id,
            "X-Correlation-ID": message.correlation_id,
            "traceparent": correlation.traceparent(message.correlation_id),
            **(message.wire_headers or {}),
        }
        return {name: value for name, value in headers.items() if value}

    # --------------------------------------------------------- our own JSON
    def _encode_canonical(self, subscription, events):
        documents = [event.canonical for event in events]
        content = documents if subscription.batch_size > 1 else documents[0]
        return WireDocument(canonical_json(content))

    def _encode_cloudevents(self, subscription, events):
        facts = self._prepare_facts(events)
        if subscription.batch_size > 1:
            return WireDocument(
                cloud_events.batch(facts), content_type=cloud_events.BATCH
            )
        return WireDocument(
            cloud_events.structured(facts[0]), content_type=cloud_events.STRUCTURED
        )

    def _encode_cloudevents_binary(self, subscription, events):
        headers, body = cloud_events.binary(self._prepare_facts(events)[0])
        return WireDocument(body, headers=headers)

    def _prepare_facts(self, events):
        source = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return [
            cloud_events.Fact(
                id=event.content_key,
                event_type=event.event_type_id.code,
                source=f"urn:logistics-sync:{source}:{event.company_id.id}",
                data=event.canonical,
                occurred_at=event.occurred_at or None,
                subject=event.reference or None,
                correlation_id=event.correlation_id or None,
            )
            for event in events
        ]

    # ------------------------------------------------ the partner's documents
    def _encode_connector(self, subscription, events):
        connector = subscription.connector_id
        method = getattr(self, f"_encode_partner_{connector.format}", None)
        if method is None:
            raise BusinessError(
                "unsupported_document",
                self.env._(
                    "Documents of %(connector)s cannot be written as %(format)s.",
                    connector=connector.name,
                    format=connector.format,
                ),
            )
        return method(subscription, events)
