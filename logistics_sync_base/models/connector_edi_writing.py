# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib

from odoo import api, fields, models

from ..edi import definition
from ..edi.document_writer import build
from ..edi.errors import EdiError
from ..edi.transaction_856_writer import build_856
from ..edi.writer import OutboundTransaction, write_interchange
from ..exceptions import BusinessError


class LogisticsSyncConnector(models.Model):
    """Write EDI documents for a partner, with the partner's numbers and envelope."""

    _inherit = "logistics.sync.connector"

    @api.private
    def _write_x12(self, set_id, documents):
        """Bytes of one interchange with these documents, each one transaction set.

        A document is a dict by the definition ``x12_<set_id>`` (the notice tree for
        856). Raises BusinessError that names the field that does not fit; control
        numbers drawn by then are given back with the transaction.
        """
        self.ensure_one()
        profile = self._get_edi_profile()
        controls = self._iterate_control_numbers("transaction")
        try:
            envelope = profile.envelope()
            functional_id, bodies = _build_sets(set_id, documents)
            text = write_interchange(
                envelope,
                functional_id,
                [
                    OutboundTransaction(set_id, control, segments)
                    for segments, control in zip(bodies, controls, strict=False)
                ],
                interchange_control=self._next_control_number("interchange"),
                group_control=self._next_control_number("group"),
                at=fields.Datetime.now(),
                on_delimiter=self.edi_on_delimiter,
            )
        except EdiError as error:
            raise BusinessError(
                "edi_not_writable",
                self.env._(
                    "An X12 %(set)s for %(connector)s cannot be written: %(problem)s "
                    "%(remedy)s",
                    set=set_id,
                    connector=self.name,
                    problem=error.message,
                    remedy=error.remedy,
                ),
            ) from error
        return text.encode()


class LogisticsSyncMessage(models.Model):
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


def _build_sets(set_id, documents):
    """(functional id, [segments]) of documents of one kind; raises EdiError."""
    if set_id == "856":
        return "SH", [build_856(document) for document in documents]
    if not definition.is_defined(f"x12_{set_id}"):
        raise EdiError(
            "unknown_set",
            f"There is no definition of the set {set_id}.",
            "Use one of the sets the documentation lists.",
        )
    rules = definition.load(f"x12_{set_id}")
    return rules.functional_id, [build(rules, document) for document in documents]
