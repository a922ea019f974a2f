# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..codec.file_masking import mask_document
from ..codec.json_document import as_json
from ..core.classification import NOT_KEPT, PROTECTED
from ..core.payload_masking import may_hold
from ..secret_store import decrypt, encrypt

# Key of ``cr.cache``: ids of messages whose document holds nothing to hide.
HARMLESS = "logistics_sync.harmless"
# No document of a partner begins like this.
ENCRYPTED = b"\x00logistics-sync-encrypted\x00"
# Nobody will ask for the document any more, unless they replay the message.
KEPT_UNTIL = ("processed", "acknowledged", "duplicate", "ignored")
GONE = ("headers", "none", "purged")


class LogisticsSyncMessage(models.Model):
    """The document of a message: encrypted, masked or dropped as its partner asks."""

    _inherit = "logistics.sync.message"

    # Empty is the ordinary case and costs the intake nothing.
    body_kept = fields.Selection(
        [
            ("masked", "Protected values are masked"),
            ("headers", "Dropped once it was processed; its headers are kept"),
            ("none", "Dropped once it was processed"),
            ("purged", "Deleted when its time was over"),
            ("erased", "A person was erased from it"),
        ],
        string="What Is Left of the Document",
        readonly=True,
        help="Empty: it is stored as it came. Its size and SHA-256 are always kept.",
    )

    # -------------------------------------------------------------- storage
    @api.model
    def _decode_body(self, value):
        raw = super()._decode_body(value)
        if raw.startswith(ENCRYPTED):
            token = raw[len(ENCRYPTED) :].decode("ascii")
            return base64.b64decode(decrypt(token, self.env))
        return raw

    @api.model
    def _encode_body(self, connector, raw):
        """What the column holds of these bytes: base64, encrypted where asked for."""
        if raw and connector._get_keeping().is_encrypted:
            token = encrypt(base64.b64encode(raw))
            raw = ENCRYPTED + token.encode("ascii")
        return base64.b64encode(raw)

    def _prepare_row(self, connector, body, digest, idempotency_key, **values):
        row = super()._prepare_row(connector, body, digest, idempotency_key, **values)
        if connector._get_keeping().is_encrypted:
            row["body"] = self._encode_body(connector, body)
        return row

    @api.private
    def write(self, vals):
        if vals.get("body") and self.connector_id.filtered("is_payload_encrypted"):
            self.connector_id.ensure_one()
            raw = base64.b64decode(vals["body"])
            vals = {**vals, "body": self._encode_body(self.connector_id, raw)}
        return super().write(vals)

    # --------------------------------------------------------------- keeping
    def _read_bodies(self):
        """Notes which of them hold nothing to hide: they are not read once more."""
        bodies = super()._read_bodies()
        harmless = self.env.cr.cache.setdefault(HARMLESS, set())
        harmless.difference_update(self._ids)
        for connector, messages in self.grouped("connector_id").items():
            keeping = connector._get_keeping()
            if keeping.policy != "full" or keeping.is_everything:
                continue
            known = self.env["logistics.sync.data.class"]._get_for(connector)
            harmless.update(
                message.id
                for message in messages
                if message.format == "json"
                and not may_hold(bodies[message.id], known, NOT_KEPT)
            )
        return bodies

    def _write_finish(self, rows):
        super()._write_finish(rows)
        harmless = self.env.cr.cache.pop(HARMLESS, ())
        if all(one._get_keeping().is_everything for one in self.connector_id):
            return
        ended = [
            row["id"]
            for row in rows
            if row["state"] in KEPT_UNTIL and row["id"] not in harmless
        ]
        self.browse(ended)._keep_as_asked()

    def _close_delivered(self):
        result = super()._close_delivered()
        if not self.connector_id._get_keeping().is_everything:
            self._keep_as_asked()
        return result

    def _keep_as_asked(self):
        """Drop or mask what is not to be kept of messages whose work is done."""
        left = self.filtered(lambda one: one.body_kept not in GONE)
        bodies = left._read_bodies() if left else {}
        rows = []
        for message in left:
            keeping = message.connector_id._get_keeping()
            if not keeping.is_everything:
                rows.append(message._prepare_kept(keeping, bodies[message.id]))
        self._write_kept([row for row in rows if row])

    def _prepare_kept(self, keeping, raw):
        if keeping.policy in ("headers", "none"):
            return {"id": self.id, "body": "", "kept": keeping.policy}
        levels = PROTECTED if keeping.policy == "masked" else NOT_KEPT
        known = self._get_classification()
        layout = self._get_masking_layout()
        masked = mask_document(raw, self.format, known, levels, layout)
        if masked == raw or (masked is None and keeping.policy == "full"):
            # Nobody asked to give up what has no fields that could have a class.
            return None
        # Who wants masked documents only is kept none that cannot be masked for sure.
        body = self._encode_body(self.connector_id, masked or b"").decode()
        return {"id": self.id, "body": body, "kept": "masked" if masked else "headers"}

    def _write_kept(self, rows):
        """Replace documents: dicts of id, body (base64) and kept, in one statement."""
        if not rows:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_message m
                      SET body = convert_to(v.body, 'UTF8'), body_kept = v.kept,
                          archived_at = NULL,
                          headers = CASE WHEN v.kept IN ('none', 'purged') THEN NULL
                                         ELSE m.headers END
                     FROM json_to_recordset(%s) AS v (id int, body text, kept text)
                    WHERE m.id = v.id""",
                as_json(rows),
            )
        )
        self.invalidate_recordset()
        messages = self.browse([row["id"] for row in rows])
        messages._keep_events(
            {row["id"] for row in rows if row["kept"] in GONE},
        )

    def _keep_events(self, dropped):
        """The partner's own words go with the document; the rest is masked."""
        events = self.env["logistics.sync.event"]
        events.flush_model(["source", "canonical", "message_id"])
        if dropped:
            self.env.cr.execute(
                SQL(
                    """UPDATE logistics_sync_event SET source = NULL
                        WHERE message_id IN %s AND source IS NOT NULL""",
                    tuple(dropped),
                )
            )
        rows = []
        for event in events.search([("message_id", "in", self.ids)]):
            known = event._get_classification()
            row = {
                "id": event.id,
                "canonical": known.mask(event.canonical, NOT_KEPT),
                "source": known.mask(event.source, NOT_KEPT) or None,
            }
            if row["canonical"] != event.canonical or row["source"] != event.source:
                rows.append(row)
        events._write_documents(rows)

    # --------------------------------------------------------------- replays
    def _requeue(self, note, mapping="current", stage=None):
        lost = self.filtered("body_kept") if stage != "follow" else self.browse()
        if lost:
            labels = dict(self._fields["body_kept"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(message)s” cannot be read again: %(why)s. Ask the partner to "
                    "send it once more.",
                    message=lost[0].display_name,
                    why=labels[lost[0].body_kept].lower(),
                )
            )
        return super()._requeue(note, mapping, stage)

    def _get_editable_text(self):
        if self.body_kept:
            self._requeue("")
        return super()._get_editable_text()


class LogisticsSyncEvent(models.Model):
    _inherit = "logistics.sync.event"

    @api.model
    def _write_documents(self, rows):
        """Replace what events say: dicts of id, canonical and source."""
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_event e
                      SET canonical = v.canonical, source = v.source
                     FROM json_to_recordset(%s)
                       AS v (id int, canonical jsonb, source jsonb)
                    WHERE e.id = v.id""",
                as_json(rows),
            )
        )
        self.browse([row["id"] for row in rows]).invalidate_recordset()
