# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..codec.controls import IncompleteFileError, TotalMismatchError, declared_in_batch
from ..codec.flat_file import LayoutError
from ..codec.record_file import declared_in_records
from ..codec.record_layout import RecordLayout
from ..core.declared import UncomparableError, condense
from ..edi.declared import declared_in_x12
from ..edi.declared_amounts import amounts_in_x12
from ..edi.edifact.declared import declared_in_edifact
from ..edi.edifact.declared_amounts import amounts_in_edifact
from ..exceptions import BusinessError

FAULTS = (TotalMismatchError, IncompleteFileError, LayoutError, UncomparableError)


class LogisticsSyncDecoder(models.AbstractModel):
    """What a document says of its own content, for people to compare."""

    _inherit = "logistics.sync.decoder"

    @api.model
    @api.private
    def _read_declared(self, connector, body, document_format):
        """[Declared] of a document; empty where it says nothing of itself.

        Raises BusinessError where it cannot be read, so that nothing can be compared.
        """
        read = getattr(self, f"_declared_in_{document_format}", None)
        if read is None:
            return []
        context = self._get_schema_context(connector)
        try:
            return condense(read(body, context))
        except FAULTS as error:
            raise BusinessError("unreadable", str(error)) from error

    def _declared_in_csv(self, body, context):
        if isinstance(context.layout, RecordLayout):
            yield from declared_in_records(context.layout, body)

    def _declared_in_fixed_width(self, body, context):
        yield from self._declared_in_csv(body, context)

    def _declared_in_json(self, body, context):
        for document in self._load_json(body):
            known = self._for_json(document, context)
            if known.controls:
                yield from declared_in_batch(known.controls, document)

    def _declared_in_xml(self, body, context):
        document, known = self._read_xml(body, context)
        if known.controls:
            yield from declared_in_batch(known.controls, document)

    def _declared_in_x12(self, body, context):
        with_amounts = self._compares_amounts(context)
        for interchange in self._read_x12(body):
            yield from declared_in_x12(interchange)
            for group in interchange.groups if with_amounts else ():
                for transaction in group.transactions:
                    yield from amounts_in_x12(transaction)

    def _declared_in_edifact(self, body, context):
        with_amounts = self._compares_amounts(context)
        for interchange in self._read_edifact(body):
            yield from declared_in_edifact(interchange)
            mark = interchange.characters.decimal
            for message in interchange.messages if with_amounts else ():
                yield from amounts_in_edifact(message, mark)

    def _compares_amounts(self, context):
        connector = self.env["logistics.sync.connector"].browse(context.connector_id)
        return connector.sudo().edi_amount_controls


class LogisticsSyncConnector(models.Model):
    _inherit = "logistics.sync.connector"

    edi_amount_controls = fields.Boolean(
        string="Compare Amounts of Invoices",
        tracking=True,
        help="A batch job adds up what EDI invoices bill and compares it with the "
        "total they say: X12 810 (TDS01) and 210 (L305), EDIFACT INVOIC (MOA 79). Turn "
        "it on for partners that fill these as the standard says; many do not.",
    )
