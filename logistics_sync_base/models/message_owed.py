# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import contextlib
import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..codec.json_document import as_json
from ..exceptions import BusinessError

# Begins the key of a message that was made to hold several facts.
BATCH_KEY = "batch:"
EMPTY_DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class LogisticsSyncMessage(models.Model):
    """Messages that subscribers are owed: promised first, written before they leave.

    They are written by the worker that sends them and kept as they were written: what
    is sent again are the same bytes. A fact is never held up by a partner's mapping.
    """

    _inherit = "logistics.sync.message"

    subscription_id = fields.Many2one(
        "logistics.sync.subscription",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    delivery_ids = fields.One2many(
        "logistics.sync.delivery", "message_id", readonly=True, string="Facts in It"
    )
    is_promised = fields.Boolean(
        readonly=True, help="The document is written when the message leaves."
    )
    wire_headers = fields.Json(
        prefetch=False, readonly=True, help="What goes beside the document."
    )

    @api.depends("body", "direction")
    def _compute_body_text(self):
        """Our own JSON has no line breaks on the wire; a person gets them here."""
        result = super()._compute_body_text()
        for message in self.filtered(lambda m: m.direction == "out"):
            if message.format == "json" and message.body_text:
                with contextlib.suppress(ValueError):
                    content = json.loads(message.body_text)
                    message.body_text = json.dumps(
                        content, indent=2, ensure_ascii=False
                    )
        return result

    # ----------------------------------------------------------- promised
    @api.model
    def _prepare_owed(self, subscription, key, events, correlation_id):
        """A row for ``_insert_owed``; it has no document yet."""
        row = self._prepare_row(
            subscription.connector_id,
            b"",
            EMPTY_DIGEST,
            key,
            direction="out",
            correlation_id=correlation_id,
            origin_message_id=events[:1].message_id.id or None,
            priority=self._get_outbound_priority(subscription.connector_id, events),
        )
        return row | {
            "format": "json",
            "subscription_id": subscription.id,
            "is_promised": True,
            "mapping_id": None,
            "body": "",
            "history": json.loads(row["history"]),
        }

    @api.model
    def _insert_owed(self, rows):
        """{key: message id}; the keys are of subscriptions, so that they are new."""
        found = self.env.execute_query(
            SQL(
                """INSERT INTO logistics_sync_message (%(columns)s) SELECT %(columns)s
                     FROM json_populate_recordset(
                            NULL::logistics_sync_message, %(rows)s)
                   RETURNING idempotency_key, id""",
                columns=SQL(", ").join(map(SQL.identifier, rows[0])),
                rows=as_json(rows),
            )
        )
        return dict(found)

    # ------------------------------------------------------------ written
    def _write_document(self):
        """Write the document of a promised message, once.

        Raises BusinessError when it cannot be written.
        """
        self.ensure_one()
        if not self.is_promised:
            return
        if not self.subscription_id:
            raise BusinessError(
                "no_mapping",
                self.env._(
                    "The subscription of this message was deleted before it left. "
                    "Ignore the message."
                ),
            )
        events = self._get_told_deliveries().event_id
        document = self.env["logistics.sync.document.writer"]._write(
            self.subscription_id,
            events,
            self.idempotency_key.startswith(BATCH_KEY),
        )
        # What formats keep beside a document, such as the numbers of an interchange.
        prepare = getattr(self, f"_prepare_row_{document.format}", None)
        beside = prepare(self.connector_id, document.body) if prepare else {}
        self.write(
            {
                **beside,
                "body": base64.b64encode(document.body),
                "body_size": len(document.body),
                "body_sha256": document.digest,
                "format": document.format,
                "content_type": document.content_type,
                "file_name": document.file_name
                or f"{self.public_id}.{document.extension}",
                "mapping_id": document.mapping_id,
                "wire_headers": document.headers,
                "is_promised": False,
            }
        )

    def _get_told_deliveries(self):
        """The deliveries whose facts are in the document, in their order."""
        self.ensure_one()
        return self.delivery_ids.sorted("id")

    def _get_wire_headers(self):
        """HTTP headers that tell what a message is, the same at each try.

        Beside the type of the content they carry the key against doubles and the
        correlation id, as our own header and as W3C trace context.
        """
        self.ensure_one()
        return self.env["logistics.sync.document.writer"]._get_headers(self)
