# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib

from odoo import fields, models

from ..edi import acknowledgement, writer


class LogisticsSyncMessage(models.Model):
    """Outbox: acknowledgements and other documents we owe a partner."""

    _inherit = "logistics.sync.message"

    def _acknowledge_x12(self, interchanges):
        """Owe the partner a 997 for each interchange, once, in the same transaction."""
        self.ensure_one()
        for index, (interchange, faults) in enumerate(interchanges):
            key = f"997:{self.public_id}:{index}"
            if self._is_owed(key):
                continue
            body = self._write_997(interchange, faults)
            if body is None:
                continue
            self._owe(
                body.encode(), key, file_name=f"997_{self.public_id[:8]}_{index}.edi"
            )
            self._dispatch(["outbound"])

    def _is_owed(self, key):
        """Whether this answer to the message was written before."""
        return self.search_count(
            [("origin_message_id", "=", self.id), ("idempotency_key", "=", key)],
            limit=1,
        )

    def _owe(self, body, key, **values):
        """Put an EDI answer to this message into the outbox, as part of its work."""
        kind = {"format": "x12", "content_type": "application/edi-x12"}
        row = self._prepare_row(
            self.connector_id,
            body,
            hashlib.sha256(body).hexdigest(),
            key,
            direction="out",
            correlation_id=self.correlation_id,
            origin_message_id=self.id,
            **kind | values,
        )
        self._insert_row(row)

    def _write_997(self, interchange, faults):
        """The 997 as text, or None when nothing in the interchange wants one."""
        connector = self.connector_id
        controls = connector._iterate_control_numbers("transaction")
        transactions = acknowledgement.acknowledge(
            interchange, faults, connector.edi_policy, controls
        )
        if not transactions:
            return None
        return writer.write_interchange(
            acknowledgement.reply_envelope(
                interchange, connector._get_edi_profile().delimiters
            ),
            "FA",
            transactions,
            interchange_control=connector._next_control_number("interchange"),
            group_control=connector._next_control_number("group"),
            at=fields.Datetime.now(),
            on_delimiter="space",
        )
