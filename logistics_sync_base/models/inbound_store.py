# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import time
from dataclasses import dataclass
from typing import Any

from odoo import models

from ..codec import cloud_events, json_document
from ..core import correlation, problem
from ..core.refusal import Answer, Refusal
from ..exceptions import BusinessError

FORMATS = {
    "application/json": "json",
    "text/json": "json",
    "application/edi-x12": "x12",
    "application/x12": "x12",
    "application/edifact": "edifact",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/csv": "csv",
}
# Say nothing about what they hold: the connector's own format is meant.
NEUTRAL = (
    "",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "application/edi-consent",
    "text/plain",
)


@dataclass
class Content:
    """A document out of its envelopes: bytes, format, and what names its version."""

    body: bytes
    format: str
    key: str = ""
    schema_version: str = ""
    fault: str | None = None
    field: str | None = None
    loaded: Any = None


class LogisticsSyncInbound(models.AbstractModel):
    """Storing what may come in, and the answer to it."""

    _inherit = "logistics.sync.inbound"

    def _store_arrival(self, connector, arrival, content, proven_key):
        """Store the document once and answer for it."""
        key, key_name = self._get_key(connector, arrival, content, proven_key)
        messages = self.env["logistics.sync.message"].sudo()
        # Before it is stored, so that what this takes is stored with it.
        error = self._inspect_content(connector, content)
        values = {
            "content_type": arrival.get("content-type") or None,
            "format": content.format,
            "headers": arrival.get_kept_headers() or None,
            "schema_version": content.schema_version or None,
            "endpoint_version": arrival.version,
            "check_ms": round((time.monotonic() - arrival.began_at) * 1000),
            "gateway_ms": arrival.gateway_ms,
        }
        message, outcome = messages._ingest(
            connector, arrival.document, key, correlation_id=arrival.trace, **values
        )
        if outcome == "conflict":
            messages._ingest_conflict(connector, arrival.document, message, **values)
            arrival.trace = message.correlation_id
            raise self._get_conflict(key, key_name)
        if outcome == "fresh":
            self._judge_message(message, error)
        if message.answer:
            return Answer(message.answer["status"], message.answer["body"])
        return self._get_acceptance(message)

    # ------------------------------------------------------------- content
    def _get_content(self, connector, arrival):
        media_type = arrival.content_type
        kept = arrival.get_kept_headers()
        if not cloud_events.is_cloud_event(media_type, kept):
            content = Content(arrival.document, self._get_format(connector, media_type))
            if not arrival.document:
                # A file of rows would be taken for one without news.
                content.fault = "The body is empty."
        else:
            content = self._get_cloud_content(connector, arrival, media_type, kept)
        header = connector.schema_version_header
        if header:
            content.schema_version = arrival.get(header) or content.schema_version
        return content

    def _get_cloud_content(self, connector, arrival, media_type, kept):
        if media_type.startswith(cloud_events.FAMILY) and media_type not in (
            cloud_events.STRUCTURED,
            cloud_events.BATCH,
        ):
            raise self._get_unsupported(media_type)
        try:
            opened = cloud_events.open_events(media_type, kept, arrival.document)
        except (cloud_events.CloudEventError, json_document.JsonError) as error:
            field = getattr(error, "field", None)
            return Content(arrival.document, "json", fault=str(error), field=field)
        first = opened.envelopes[0]
        if first.traceparent and not arrival.get(correlation.TRACE_HEADER):
            headers = {correlation.TRACE_HEADER: first.traceparent}
            given = {correlation.CORRELATION_HEADER: arrival.get("x-correlation-id")}
            arrival.trace = correlation.correlation_id(
                headers | given, lambda: arrival.trace
            )
        return Content(
            opened.body,
            self._get_format(connector, opened.content_type),
            key="" if opened.is_batch else first.key,
            schema_version=connector._get_schema_label(first.dataschema),
        )

    def _get_format(self, connector, media_type):
        """The format of a media type; raises a 415 Refusal for what we cannot read."""
        known = dict(self.env["logistics.sync.message"]._fields["format"].selection)
        if media_type in NEUTRAL:
            return connector.format
        found = FORMATS.get(media_type)
        if not found and media_type.endswith("+json"):
            found = "json"
        if not found and media_type.endswith("+xml"):
            found = "xml"
        if found == "csv" and connector.format == "fixed_width":
            return connector.format
        if found not in known:
            raise self._get_unsupported(media_type)
        return found

    def _get_unsupported(self, media_type):
        return Refusal(
            415,
            "unsupported_media_type",
            "Content type not accepted",
            f"Documents of the type {media_type[:60]} are not read.",
            field="Content-Type",
            remedy="Send application/json, application/cloudevents+json, "
            "application/edi-x12, or the type agreed.",
        )

    # ----------------------------------------------------------------- key
    def _get_key(self, connector, arrival, content, proven_key):
        """(key of the document, where it was found)"""
        profile = connector.webhook_profile_id.sudo()
        own = ""
        if connector.authentication == "profile":
            own = profile._get_document_id(arrival, lambda: self._load_or_none(content))
        header = arrival.get("idempotency-key")
        if connector.authentication == "profile" and profile.method in ("hmac", "rsa"):
            # Nobody signed that header: whoever replays a request could change it.
            header = ""
        # In binary mode the event's id is a header that no webhook signature covers.
        unsigned = bool(proven_key) and bool(arrival.get("ce-id"))
        for key, name in (
            ("" if unsigned else content.key, "id"),
            (own, profile.id_header or profile.id_expression or "id"),
            (proven_key, "webhook-id"),
            (header, "Idempotency-Key"),
        ):
            if key:
                return self._check_key(key, name), name
        return hashlib.sha256(arrival.document).hexdigest(), "body"

    def _load_or_none(self, content):
        try:
            return json_document.load(content.body)
        except json_document.JsonError:
            return None

    def _get_conflict(self, key, name):
        return Refusal(
            409,
            "key_conflict",
            "Key used before",
            f"The key {key} came before with another body.",
            field=name,
            remedy="Use a new key for a new document.",
        )

    # ---------------------------------------------------------- inspection
    def _inspect_content(self, connector, content):
        """What is wrong with a document, as a BusinessError, or None."""
        if content.fault:
            error = BusinessError("unreadable", content.fault)
            error.field = content.field
            return error
        try:
            self.env["logistics.sync.decoder"].sudo()._inspect_version(
                connector, content.body, content.format, content.schema_version
            )
        except BusinessError as error:
            return error
        return None

    def _judge_message(self, message, error):
        """Refuse what is not usable, which stays stored, or have it processed."""
        if error:
            message._ask_person(error.code, str(error), error)
            message.answer = {
                "status": 422,
                "body": self._get_finding(message, error),
            }
        else:
            message._dispatch_after_commit([message.channel])

    def _get_finding(self, message, error):
        findings = getattr(error, "findings", None)
        first = findings[0] if findings else None
        document = problem.problem(
            422,
            "Document not usable",
            str(error),
            code=error.code,
            field=first.path if first else getattr(error, "field", None),
            value_class=first.value_class if first else None,
            remedy=first.remedy
            if first
            else getattr(error, "remedy", None)
            or "Correct it and send it again under a new key.",
            correlation_id=message.correlation_id,
        )
        document |= getattr(error, "more", {})
        return document | {"message_id": message.public_id}

    def _get_acceptance(self, message):
        return Answer(
            202,
            {
                "message_id": message.public_id,
                "correlation_id": message.correlation_id,
                "status": "accepted",
            },
        )
