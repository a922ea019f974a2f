# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace

from odoo import api, models

from ..codec import json_document
from ..codec import schema as schemas
from ..codec.faults import FieldFault, MappedItem
from ..codec.flat_file import LayoutError, RowFault, group_rows, read_rows
from ..codec.mapping import MappingError
from ..exceptions import BusinessError
from .decoding import Decoding


class LogisticsSyncDecoder(models.AbstractModel):
    """From raw bytes to canonical items. Reads no business record, writes nothing."""

    _name = "logistics.sync.decoder"
    _description = "Document Decoder"

    @api.model
    def _decode(self, body, document_format, context):
        """Decode bytes; raises BusinessError for what cannot be read at all."""
        context.used.clear()
        decoding = getattr(self, f"_decode_{document_format}")(body, context)
        decoding.mapping_id = context.used[0] if context.used else None
        if document_format in ("json", "xml", "soap"):
            decoding.items = [
                replace(item, position=position)
                for position, item in enumerate(decoding.items)
            ]
        return decoding

    # --------------------------------------------------------------- JSON
    def _decode_json(self, body, context):
        documents = self._load_json(body)
        decoding = Decoding()
        for document in documents:
            known = self._for_json(document, context)
            self._check_partner_schema(document, known)
            decoding.items.extend(self._map_json(document, known))
        return decoding

    def _load_json(self, body):
        try:
            document = json_document.load(body)
        except json_document.JsonError as error:
            raise BusinessError("unreadable", str(error)) from error
        return document if isinstance(document, list) else [document]

    def _check_partner_schema(self, document, context):
        name = document.get("schema") if isinstance(document, dict) else None
        checker = context.partner_schema
        if name in schemas.SCHEMAS:
            checker = schemas.checker(name)
        if not checker or checker.is_valid(document):
            return
        raise self._get_drift_error(checker.check(document), context)

    def _get_drift_error(self, findings, context):
        """The refusal of a document that is not as agreed, naming the fields."""
        error = BusinessError(
            "schema_drift",
            self.env._(
                "A document of %(connector)s is not as agreed: %(finding)s",
                connector=context.connector_name,
                finding=" ".join(
                    finding.message
                    if finding.path in finding.message
                    else f"{finding.path}: {finding.message}"
                    for finding in findings[:3]
                ),
            ),
        )
        error.findings = findings
        return error

    def _map_json(self, document, context):
        if isinstance(document, dict) and document.get("schema") in schemas.SCHEMAS:
            return [MappedItem(document, {}, (), 0)]
        if not context.mapping:
            raise BusinessError(
                "no_mapping",
                self.env._(
                    "%s sent a document that is not canonical, and the connector has "
                    "no active mapping to read it with.",
                    context.connector_name,
                ),
            )
        return self._apply_mapping(document, context)

    def _apply_mapping(self, document, context):
        if context.mapping_id:
            context.used.append(context.mapping_id)
        try:
            return context.mapping.apply(document, context.lookup)
        except MappingError as error:
            raise BusinessError("invalid_field", str(error)) from error

    # ---------------------------------------------------------- flat files
    def _decode_csv(self, body, context):
        return self._decode_flat_file(body, context)

    def _decode_fixed_width(self, body, context):
        return self._decode_flat_file(body, context)

    def _decode_flat_file(self, body, context):
        if not context.layout or not context.mapping:
            raise BusinessError(
                "no_mapping",
                self.env._(
                    "Connector %s has no active mapping with a file layout.",
                    context.connector_name,
                ),
            )
        rows, faults = [], []
        try:
            for row in self._read_flat_file(body, context.layout):
                (faults if isinstance(row, RowFault) else rows).append(row)
        except LayoutError as error:
            raise self._get_layout_error(error, context) from error
        decoding = Decoding()
        # The row number is the position: it stays when a bad row is mended.
        for number, document in self._get_row_documents(rows, context):
            decoding.items.extend(
                replace(item, position=number - 1)
                for item in self._apply_mapping(document, context)
            )
        decoding.items.extend(self._get_fault_item(fault) for fault in faults)
        decoding.items.sort(key=lambda item: item.position)
        return decoding

    def _get_layout_error(self, error, context):
        """The refusal of a file that does not follow its layout as a whole."""
        return BusinessError("unreadable", str(error))

    def _read_flat_file(self, body, layout):
        return read_rows(layout, body)

    def _get_row_documents(self, rows, context):
        """[(number of the first row, document)] in the order of the file."""
        if context.group_by:
            groups = group_rows(rows, list(context.group_by))
            return [(group["numbers"][0], group) for group in groups]
        return [(row.number, dict(row.values, row_number=row.number)) for row in rows]

    def _get_fault_item(self, row):
        """One item for a row that does not follow the layout."""
        fault = FieldFault(
            row.code,
            "row",
            "",
            "",
            self.env._(
                "Row %(number)s: %(reason)s", number=row.number, reason=row.reason
            ),
            self.env._("Correct the layout, or ask the partner for a correct row."),
        )
        source = {"row": row.number, "text": row.text}
        return MappedItem(None, source, (fault,), row.number - 1)

    # ------------------------------------------------------------- look-in
    @api.model
    def _inspect(self, connector, body, document_format):
        """Look at bytes at the door, without mapping them.

        Raises BusinessError when they cannot be read or break the agreed schema.
        """
        if document_format == "json":
            context = self._get_schema_context(connector)
            for document in self._load_json(body):
                self._check_partner_schema(document, self._for_json(document, context))
