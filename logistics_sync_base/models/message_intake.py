# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import hashlib
import json
import uuid

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..codec.json_document import as_json
from ..conflicts import expected_conflicts
from ..core import correlation


class LogisticsSyncMessage(models.Model):
    _inherit = "logistics.sync.message"

    @api.model
    def _decode_body(self, value):
        """Raw bytes of what the body column holds (base64, Odoo's convention)."""
        return base64.b64decode(value or b"")

    def _read_bodies(self):
        """{message id: raw bytes}, in one query: the ORM reads them one by one."""
        rows = self.env.execute_query(
            SQL(
                """SELECT id, body, archived_at IS NOT NULL, body_size, body_sha256
                     FROM logistics_sync_message WHERE id IN %s""",
                self._ids,
            )
        )
        return {
            row_id: self._unpack_body(self._decode_body(body), *told)
            if is_packed
            else self._decode_body(body)
            for row_id, body, is_packed, *told in rows
        }

    @api.model
    @api.private
    def _ingest(self, connector, body, idempotency_key, **values):
        """Store one document once; returns (message, outcome).

        ``body`` are the raw bytes; ``idempotency_key`` identifies the document at this
        connector. The outcome is ``fresh``, ``same`` (seen before, byte for byte) or
        ``conflict`` (the key is known with another body). The unique index decides, so
        concurrent calls agree. Must run before any other write of the transaction,
        which is started anew when a concurrent call committed the same key.
        """
        digest = hashlib.sha256(body).hexdigest()
        row = self._prepare_row(connector, body, digest, idempotency_key, **values)
        inserted = self._insert_with_fresh_eyes(row)
        if inserted:
            return self._remember(inserted, row), "fresh"
        known = self.search(
            [
                ("connector_id", "=", connector.id),
                ("direction", "=", row["direction"]),
                ("idempotency_key", "=", idempotency_key),
            ]
        )
        return known, "same" if known.body_sha256 == digest else "conflict"

    def _remember(self, message_id, row):
        """The new message, with what its row holds: nobody needs to read it again."""
        message = self.browse(message_id)
        for name in ("public_id", "correlation_id", "channel", "format"):
            message._fields[name]._update_cache(message, row[name])
        for name in ("connector_id", "company_id"):
            message._fields[name]._update_cache(message, row[name])
        message._fields["answer"]._update_cache(message, None)
        return message

    def _insert_with_fresh_eyes(self, row):
        """Insert-or-skip that sees what others committed meanwhile.

        A row that was committed, or taken up by a worker, after our snapshot cannot
        be skipped within it; each round looks with a new one. Rounds end: somebody
        else got on in each of them.
        """
        while True:
            try:
                with expected_conflicts():
                    return self._insert_row(row)
            except psycopg2.errors.SerializationFailure:
                self.env.cr.rollback()

    @api.model
    def _ingest_conflict(self, connector, body, known, **values):
        """Keep a body that came under the key of another one, and ask a person."""
        digest = hashlib.sha256(body).hexdigest()
        key = f"{known.idempotency_key}#{digest[:16]}"
        message, outcome = self._ingest(
            connector, body, key, correlation_id=known.correlation_id, **values
        )
        if outcome == "fresh":
            message._set_state("exception", note=self.env._("Key known, body differs"))
            message.write({"next_attempt_at": False, "origin_message_id": known.id})
        self.env["logistics.sync.exception"]._raise_for(
            "conflicting_duplicate",
            self.env._(
                "%(connector)s sent the key “%(key)s” a second time with another "
                "content. The first one counts; compare both and decide.",
                connector=connector.name,
                key=known.idempotency_key,
            ),
            message=message,
        )
        return message

    def _prepare_row(self, connector, body, digest, idempotency_key, **values):
        now = fields.Datetime.now()
        direction = values.get("direction", "in")
        state = "received" if direction == "in" else "queued"
        return {
            "public_id": str(uuid.uuid4()),
            "correlation_id": values.get("correlation_id") or correlation.new_id(),
            "connector_id": connector.id,
            "company_id": connector.company_id.id,
            "direction": direction,
            "format": values.get("format") or connector.format,
            "content_type": values.get("content_type"),
            "file_name": values.get("file_name"),
            "headers": as_json(values["headers"]) if values.get("headers") else None,
            "schema_version": values.get("schema_version"),
            "endpoint_version": values.get("endpoint_version"),
            "check_ms": values.get("check_ms"),
            "gateway_ms": values.get("gateway_ms"),
            "body": base64.b64encode(body),
            "body_size": len(body),
            "body_sha256": digest,
            "idempotency_key": idempotency_key,
            "channel": connector.channel if direction == "in" else "outbound",
            "priority": connector.priority,
            "state": state,
            "received_at": now,
            "next_attempt_at": now,
            "attempt_count": 0,
            "origin_message_id": values.get("origin_message_id"),
            "mapping_id": connector.mapping_id.id or None,
            "history": json.dumps(
                [{"state": state, "at": fields.Datetime.to_string(now)}]
            ),
            "event_count": 0,
            "done_count": 0,
            "duplicate_count": 0,
            "exception_count": 0,
            "replay_count": 0,
            "create_uid": self.env.uid,
            "create_date": now,
            "write_uid": self.env.uid,
            "write_date": now,
        }

    def _insert_row(self, row):
        """Insert-or-skip; returns the new id, or None when the key is taken."""
        self.flush_model(["connector_id", "direction", "idempotency_key"])
        columns = SQL(", ").join(SQL.identifier(name) for name in row)
        result = self.env.execute_query(
            SQL(
                """INSERT INTO logistics_sync_message (%s) VALUES %s
                   ON CONFLICT (connector_id, direction, idempotency_key) DO NOTHING
                   RETURNING id""",
                columns,
                tuple(row.values()),
            )
        )
        return result[0][0] if result else None

    # ------------------------------------------------------------- states
    def _set_state(self, state, note=None, **values):
        """Move messages to a state, with its time in their history."""
        step = {"state": state, "at": fields.Datetime.to_string(fields.Datetime.now())}
        if note:
            step["note"] = note
        if self.env.uid != self.env.ref("base.user_root").id:
            step["by"] = self.env.user.name
        for message in self:
            message.write(
                dict(values, state=state, history=[*(message.history or []), step])
            )
