# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib

from odoo import api, fields, models

from ..edi import acknowledgement, writer
from ..exceptions import BusinessError, PermanentError, TransientError


class LogisticsSyncMessage(models.Model):
    """Outbox: acknowledgements and other documents we owe a partner."""

    _inherit = "logistics.sync.message"

    def _acknowledge_x12(self, interchanges):
        """Owe the partner a 997 for each interchange, once, in the same transaction."""
        self.ensure_one()
        for index, (interchange, faults) in enumerate(interchanges):
            key = f"997:{self.public_id}:{index}"
            answered = self.search_count(
                [("origin_message_id", "=", self.id), ("idempotency_key", "=", key)],
                limit=1,
            )
            if answered:
                continue
            body = self._write_997(interchange, faults)
            if body is None:
                continue
            self._owe(
                body.encode(), key, file_name=f"997_{self.public_id[:8]}_{index}.edi"
            )
            self._dispatch(["outbound"])

    def _owe(self, body, key, **values):
        """Put an X12 answer to this message into the outbox, as part of its work."""
        row = self._prepare_row(
            self.connector_id,
            body,
            hashlib.sha256(body).hexdigest(),
            key,
            direction="out",
            format="x12",
            content_type="application/edi-x12",
            correlation_id=self.correlation_id,
            origin_message_id=self.id,
            **values,
        )
        self._insert_row(row)

    def _write_997(self, interchange, faults):
        """The 997 as text, or None when nothing in the interchange wants one."""
        connector = self.connector_id
        controls = connector._iterate_control_numbers("transaction")
        transactions = acknowledgement.acknowledge(
            interchange, faults, connector.x12_policy, controls
        )
        if not transactions:
            return None
        return writer.write_interchange(
            acknowledgement.reply_envelope(interchange),
            "FA",
            transactions,
            interchange_control=connector._next_control_number("interchange"),
            group_control=connector._next_control_number("group"),
            at=fields.Datetime.now(),
            on_delimiter="space",
        )

    def _deliver(self, started_at):
        """Hand one outbound document to its partner; safe to repeat.

        Raises the error that stands for the adapter's answer, unless it is success.
        """
        self.ensure_one()
        adapter = self.connector_id._get_sending_adapter()
        delivery = adapter.send(self)
        if delivery.kind != "success":
            raise self._get_delivery_error(delivery)
        self._log_attempt("success", None, started_at)
        self._set_state(
            "processed",
            finished_at=fields.Datetime.now(),
            next_attempt_at=False,
            lease_until=False,
            lease_token=False,
            error=False,
        )
        self._settle_questions()
        origin = self.origin_message_id
        if origin.state == "processed":
            origin._set_state("acknowledged", note=self.file_name)

    @api.model
    def _get_delivery_error(self, delivery):
        """The exception that stands for a delivery that was no success."""
        if delivery.kind == "transient":
            return TransientError(delivery.text, delivery.retry_after)
        if delivery.kind == "business":
            return BusinessError(delivery.code, delivery.text)
        return PermanentError(delivery.text)
