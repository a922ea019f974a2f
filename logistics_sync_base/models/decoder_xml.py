# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..codec import xml_document
from ..codec.schema import SchemaDefect
from ..exceptions import BusinessError
from .decoding import Decoding


class LogisticsSyncDecoder(models.AbstractModel):
    """XML documents: checked by the partner's XSD, then mapped like JSON."""

    _inherit = "logistics.sync.decoder"

    @api.model
    def _prepare_mapping(self, mapping, timezone):
        values = super()._prepare_mapping(mapping, timezone)
        values.update(self._prepare_xml(mapping.sudo()))
        return values

    @api.model
    def _prepare_xml(self, mapping):
        if not mapping or mapping.format != "xml":
            return {}
        return {
            "xml_options": mapping._get_xml_options(),
            "xsd": mapping._get_xsd_checker(),
        }

    @api.model
    def _get_preview_context(self, mapping):
        context = super()._get_preview_context(mapping)
        for name, value in self._prepare_xml(mapping).items():
            setattr(context, name, value)
        return context

    def _decode_xml(self, body, context):
        document, known = self._read_xml(body, context)
        decoding = Decoding()
        decoding.items.extend(self._map_json(document, known))
        return decoding

    def _read_xml(self, body, context):
        """(document as a dict, context of its kind), checked as agreed."""
        try:
            document = xml_document.load(body, context.xml_options)
        except xml_document.XmlError as error:
            raise BusinessError("unreadable", str(error)) from error
        known = self._for_json(document, context)
        self._check_xsd(body, known)
        self._check_partner_schema(document, known)
        return document, known

    def _check_xsd(self, body, context):
        if not context.xsd:
            return
        try:
            findings = context.xsd.check(body, context.xml_options)
        except SchemaDefect as error:
            raise BusinessError("schema_drift", str(error)) from error
        if findings:
            raise self._get_drift_error(findings, context)

    @api.model
    def _inspect(self, connector, body, document_format):
        result = super()._inspect(connector, body, document_format)
        if document_format == "xml":
            self._read_xml(body, self._get_schema_context(connector))
        return result
