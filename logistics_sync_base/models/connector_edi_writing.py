# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import itertools

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
        try:
            envelope = self._get_edi_profile().envelope()
        except EdiError as error:
            raise self._get_writing_refusal(set_id, error) from error
        return self._write_x12_in(
            envelope,
            set_id,
            documents,
            controls=self._iterate_control_numbers("transaction"),
            interchange_control=self._next_control_number("interchange"),
            group_control=self._next_control_number("group"),
            on_delimiter=self.edi_on_delimiter,
        )

    @api.private
    def _try_x12(self, envelope, set_id, documents):
        """The same in another envelope, without using up a control number."""
        controls = (f"{number:04d}" for number in itertools.count(1))
        return self._write_x12_in(
            envelope,
            set_id,
            documents,
            controls=controls,
            interchange_control=1,
            group_control=1,
            on_delimiter=self.edi_on_delimiter or "error",
        )

    def _write_x12_in(self, envelope, set_id, documents, controls, **numbers):
        try:
            functional_id, bodies = _build_sets(set_id, documents)
            text = write_interchange(
                envelope,
                functional_id,
                [
                    OutboundTransaction(set_id, control, segments)
                    for segments, control in zip(bodies, controls, strict=False)
                ],
                at=fields.Datetime.now(),
                **numbers,
            )
        except EdiError as error:
            raise self._get_writing_refusal(set_id, error) from error
        return text.encode()

    def _get_writing_refusal(self, set_id, error):
        return BusinessError(
            "edi_not_writable",
            self.env._(
                "An X12 %(set)s for %(connector)s cannot be written: %(problem)s "
                "%(remedy)s",
                set=set_id,
                connector=self.name or self.env._("a partner"),
                problem=error.message,
                remedy=error.remedy,
            ),
        )


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
