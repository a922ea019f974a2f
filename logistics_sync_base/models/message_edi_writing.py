# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib

from odoo import api, models


class LogisticsSyncMessage(models.Model):
    """EDI documents that are put into the outbox by code."""

    _inherit = "logistics.sync.message"

    @api.model
    @api.private
    def _send_x12(self, connector, set_id, documents, key, **values):
        """Put an X12 document into the outbox, once per key; returns the message.

        ``values`` as for :meth:`_prepare_row`, such as ``correlation_id``.
        """
        known = self.search(
            [
                ("connector_id", "=", connector.id),
                ("direction", "=", "out"),
                ("idempotency_key", "=", key),
            ]
        )
        if known:
            return known
        body = connector._write_x12(set_id, documents)
        digest = hashlib.sha256(body).hexdigest()
        values.setdefault("file_name", f"{set_id}_{digest[:12]}.edi")
        row = self._prepare_row(
            connector,
            body,
            digest,
            key,
            direction="out",
            format="x12",
            content_type="application/edi-x12",
            **values,
        )
        message = self.browse(self._insert_row(row))
        self._dispatch(["outbound"])
        return message
