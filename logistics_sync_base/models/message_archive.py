# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.packing import PackingError, pack, unpack

# A dead letter or an open question may still need a person: it is not old, it is late.
ARCHIVED_STATES = ("processed", "acknowledged", "duplicate", "ignored")


class LogisticsSyncMessage(models.Model):
    """Documents that are done for long are packed; all that can be done stays so."""

    _inherit = "logistics.sync.message"

    archived_at = fields.Datetime(
        readonly=True,
        copy=False,
        string="Archived",
        help="Its document was packed. It reads, downloads and replays as ever.",
    )

    def _get_body_bytes(self):
        raw = super()._get_body_bytes()
        if not self.archived_at:
            return raw
        return self._unpack_body(raw, self.body_size, self.body_sha256)

    def _get_body_problem(self):
        """Why the document cannot be shown, or an empty text."""
        self.ensure_one()
        if self.archived_at:
            try:
                self._get_body_bytes()
            except UserError as error:
                return str(error)
        return ""

    def _compute_body_text(self):
        """A damaged document does not keep anybody from what is known beside it."""
        problems = {message: message._get_body_problem() for message in self}
        whole = self.filtered(lambda message: not problems[message])
        result = super(LogisticsSyncMessage, whole)._compute_body_text()
        for message in self - whole:
            message.body_text = problems[message]
        return result

    def _mask_read(self, name, value):
        """What people read of an archived document is the document, masked."""
        if name == "body" and self.archived_at and not self.env.context.get("bin_size"):
            value = base64.b64encode(self._get_body_bytes())
        return super()._mask_read(name, value)

    @api.model
    def _unpack_body(self, packed, size, digest):
        try:
            return unpack(packed, size, digest or "")
        except PackingError as error:
            raise UserError(
                self.env._(
                    "The archived document cannot be used: %s Restore it from a "
                    "backup; nothing is processed from it.",
                    error,
                )
            ) from error

    @api.model
    @api.private
    def _find_for_archive(self, company, days, after_id, limit):
        """Messages of a company that are done for so many days, by id."""
        self.env.flush_all()
        limit_at = fields.Datetime.now() - timedelta(days=days)
        rows = self.env.execute_query(
            SQL(
                """SELECT m.id FROM logistics_sync_message m
                    WHERE m.company_id = %(company)s AND m.id > %(after)s
                      AND m.received_at < %(at)s AND m.archived_at IS NULL
                      AND m.finished_at < %(at)s
                      AND m.state IN %(states)s AND m.body_size > 0
                      AND m.next_attempt_at IS NULL AND m.lease_token IS NULL
                      AND m.body_kept IS NULL
                      AND NOT EXISTS (SELECT FROM logistics_sync_connector c
                            WHERE c.id = m.connector_id AND c.is_payload_encrypted)
                      AND NOT EXISTS (SELECT FROM logistics_sync_exception e
                            WHERE e.message_id = m.id
                              AND e.state IN ('open', 'in_progress'))
                 ORDER BY m.id LIMIT %(limit)s""",
                company=company.id,
                after=after_id,
                at=limit_at,
                states=ARCHIVED_STATES,
                limit=limit,
            )
        )
        return self.browse([row_id for (row_id,) in rows])

    @api.private
    def _archive_bodies(self):
        """Pack these documents; returns (done, those whose bytes were changed)."""
        damaged = self.browse()
        packed = []
        rows = self.env.execute_query(
            SQL(
                """SELECT id, body, body_sha256 FROM logistics_sync_message
                    WHERE id IN %s AND archived_at IS NULL
                      AND lease_token IS NULL AND body <> ''
                      FOR NO KEY UPDATE SKIP LOCKED""",
                self._ids,
            )
        )
        for message_id, body, digest in rows:
            try:
                small = pack(self._decode_body(body), digest or "")
            except PackingError:
                damaged += self.browse(message_id)
                continue
            packed.append((message_id, base64.b64encode(small)))
        if packed:
            self.env.cr.execute(
                SQL(
                    """UPDATE logistics_sync_message m
                          SET body = v.body, archived_at = %s
                         FROM (VALUES %s) AS v (id, body) WHERE m.id = v.id""",
                    fields.Datetime.now(),
                    SQL(", ").join(SQL("(%s, %s::bytea)", *row) for row in packed),
                )
            )
            self.invalidate_recordset(["body", "archived_at"])
        return len(packed), damaged


class IrBinary(models.AbstractModel):
    """Whoever downloads an archived document gets the document."""

    _inherit = "ir.binary"

    def _record_to_stream(self, record, field_name):
        stream = super()._record_to_stream(record, field_name)
        if (
            record._name == "logistics.sync.message"
            and field_name == "body"
            and record.archived_at
        ):
            stream.data = record._get_body_bytes()
            stream.size = len(stream.data)
            stream.etag = record.body_sha256
        return stream
