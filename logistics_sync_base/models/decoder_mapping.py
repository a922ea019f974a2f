# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace

from odoo import api, models

from ..codec.mapping import compile_mapping
from ..codec.paths import ExpressionError, compile_path
from ..codec.values import ValueFault, text
from .decoding import DecodingContext


class LogisticsSyncDecoder(models.AbstractModel):
    """Which mapping, layout and codes a document is read with."""

    _inherit = "logistics.sync.decoder"

    @api.model
    def _get_context(self, connector, mapping=None):
        """All that decoding needs; a ``mapping`` given is used for every document."""
        context = DecodingContext(
            connector_id=connector.id,
            connector_name=connector.name,
            timezone=connector.timezone,
            codes=self.env["logistics.sync.code.map"]._load_table(connector),
            **self._prepare_mapping(
                mapping or connector._get_mapping("in"), connector.timezone
            ),
        )
        if not mapping:
            self._add_document_types(context, connector)
        return context

    @api.model
    def _add_document_types(self, context, connector):
        """Let each kind of document have its own mapping: see ``_for_document``."""
        expression = connector.document_type_expression
        context.type_of = compile_path(expression) if expression else None
        lines = connector.sudo().document_ids
        incoming = lines.filtered(lambda line: line.direction == "in")
        for name in incoming.mapped("document_type"):
            if name:
                mapping = connector._get_mapping("in", name)
                context.by_type[name] = replace(
                    context, **self._prepare_mapping(mapping, connector.timezone)
                )

    @api.model
    def _prepare_mapping(self, mapping, timezone):
        """The part of a DecodingContext that one mapping gives."""
        mapping = mapping.sudo()
        if not mapping:
            return {}
        return {
            "mapping_id": mapping.id,
            "mapping": mapping._get_compiled(timezone),
            "layout": mapping._get_layout(),
            "group_by": tuple(mapping._get_group_by()),
            "partner_schema": mapping._get_partner_checker(),
        }

    @api.model
    def _for_document(self, context, document_type):
        """The context with the mapping of one kind of document, such as ``204``."""
        return context.by_type.get(document_type, context)

    def _for_json(self, document, context):
        if context.type_of is None:
            return context
        try:
            name = text(context.type_of(document))
        except (ExpressionError, ValueFault):
            # A document that does not say what it is, is of the ordinary kind.
            name = None
        return self._for_document(context, name)

    @api.model
    def _get_preview_context(self, mapping):
        """Context to try a mapping on a document that was pasted."""
        codes = self.env["logistics.sync.code.map"]
        return DecodingContext(
            connector_id=0,
            connector_name=mapping.name,
            timezone=mapping.sample_connector_id.timezone or "UTC",
            codes=codes._as_table(mapping._get_trial_codes()),
            # A mapping being typed has no id yet; any will do to say that one acted.
            mapping_id=mapping._origin.id or 0,
            mapping=compile_mapping(
                mapping._get_core_mapping(mapping.sample_connector_id.timezone or "UTC")
            ),
            layout=mapping._get_layout(),
            group_by=tuple(mapping._get_group_by()),
            partner_schema=mapping._get_partner_checker(),
        )

    def _get_schema_context(self, connector):
        context = DecodingContext(
            connector_id=connector.id,
            connector_name=connector.name,
            timezone=connector.timezone,
            codes={},
            **self._prepare_mapping(connector._get_mapping("in"), connector.timezone),
        )
        self._add_document_types(context, connector)
        return context
