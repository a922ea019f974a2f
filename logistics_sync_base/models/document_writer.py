# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
from dataclasses import dataclass, field

from odoo import api, fields, models

from ..codec import cloud_event_writer as cloud_events
from ..codec.notice_builder import notice_from_canonical
from ..core import correlation
from ..core.canonical import canonical_json
from ..core.identity import object_name
from ..exceptions import BusinessError

JSON = "application/json; charset=utf-8"
EXTENSIONS = {
    "json": "json",
    "csv": "csv",
    "xml": "xml",
    "x12": "edi",
    "edifact": "edi",
}


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


class LogisticsSyncDocumentWriter(models.AbstractModel):
    """From events to the bytes a subscriber gets. Writes no record."""

    _name = "logistics.sync.document.writer"
    _description = "Writer of Owed Documents"

    @api.model
    def _write(self, subscription, events, is_batch):
        """One document of these events, in their order; a batch is a list, also of one.

        Raises BusinessError when the subscriber's documents cannot be made of them.
        """
        method = getattr(self, f"_write_{subscription.format}")
        return method(subscription, events, is_batch)

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
    def _write_canonical(self, subscription, events, is_batch):
        documents = [event.canonical for event in events]
        content = documents if is_batch else documents[0]
        return WireDocument(canonical_json(content))

    def _write_cloudevents(self, subscription, events, is_batch):
        facts = self._prepare_facts(events)
        if is_batch:
            return WireDocument(
                cloud_events.batch(facts), content_type=cloud_events.BATCH
            )
        return WireDocument(
            cloud_events.structured(facts[0]), content_type=cloud_events.STRUCTURED
        )

    def _write_cloudevents_binary(self, subscription, events, is_batch):
        if is_batch:
            # The form was chosen after the facts had been put together.
            return self._write_cloudevents(subscription, events, is_batch)
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
    def _write_connector(self, subscription, events, is_batch):
        """By the mapping the connector names for what it sends, else as it can be."""
        connector = subscription.connector_id
        mapping = self._find_mapping(subscription, events)
        if mapping:
            return self._write_mapped(connector, mapping, events)
        if connector.format == "json":
            return self._write_canonical(subscription, events, is_batch)
        notices = [event.canonical for event in events]
        is_notice = {object_name(notice) for notice in notices} == {"shipment_notice"}
        if connector.format == "x12" and is_notice:
            return self._write_856(connector, notices)
        raise BusinessError(
            "no_mapping",
            self.env._(
                "“%(event)s” is to be told to %(connector)s in its own documents, but "
                "the connector has no active mapping for it. Add a line under “How "
                "Documents Leave”, then retry.",
                event=events[0].event_type_id.name,
                connector=connector.name,
            ),
        )

    def _find_mapping(self, subscription, events):
        """The one mapping for these events; facts of a message share it."""
        connector = subscription.connector_id
        found = {
            connector._get_mapping("out", event_type.code)
            for event_type in events.event_type_id
        }
        if len(found) > 1:
            raise BusinessError(
                "no_mapping",
                self.env._(
                    "“%s” collects facts that need different mappings. Make a "
                    "subscription for each of them.",
                    subscription.name,
                ),
            )
        return found.pop()

    def _write_mapped(self, connector, mapping, events):
        encoded = self.env["logistics.sync.encoder"]._encode(
            mapping, [event.canonical for event in events], connector
        )
        if encoded.errors:
            problems = "; ".join(fault.message for fault in encoded.errors[:3])
            raise BusinessError(
                "invalid_field",
                self.env._(
                    "“%(event)s” cannot be told to %(connector)s: %(problems)s",
                    event=events[0].display_name,
                    connector=connector.name,
                    problems=problems,
                ),
            )
        return WireDocument(
            encoded.body,
            format=mapping.format,
            content_type=encoded.content_type,
            extension=EXTENSIONS.get(mapping.format, "txt"),
            mapping_id=mapping.id,
        )

    def _write_856(self, connector, notices):
        """Ship notices as X12 856, one transaction set a shipment."""
        now = fields.Datetime.now()
        shipments = {}
        for notice in notices:
            number = notice["references"]["shipment"]
            shipments.setdefault(number, []).append(notice)
        try:
            trees = [
                notice_from_canonical(found, at=now) for found in shipments.values()
            ]
        except ValueError as error:
            raise BusinessError("invalid_field", str(error)) from error
        return WireDocument(
            connector._write_x12("856", trees),
            format="x12",
            content_type="application/edi-x12",
            extension="edi",
        )
