# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..codec.controls import IncompleteFileError, TotalMismatchError, declared_in_batch
from ..codec.flat_file import LayoutError
from ..codec.record_file import declared_in_records
from ..codec.record_layout import RecordLayout
from ..core.declared import condense
from ..edi.declared import declared_in_x12
from ..edi.edifact.declared import declared_in_edifact
from ..exceptions import BusinessError


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
        except (TotalMismatchError, IncompleteFileError, LayoutError) as error:
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
        for interchange in self._read_x12(body):
            yield from declared_in_x12(interchange)

    def _declared_in_edifact(self, body, context):
        for interchange in self._read_edifact(body):
            yield from declared_in_edifact(interchange)
