# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..codec.flat_file import HeaderDrift, unknown_titles
from ..codec.layout import Layout
from ..codec.schema import SCHEMAS, Finding


class LogisticsSyncDecoder(models.AbstractModel):
    """Notices that a partner's documents change their shape.

    What is missing or of another type refuses the document; what is new is counted in
    ``context.news`` and the document goes on. Nothing is compared where nothing was
    agreed: without a partner's schema or named columns there is no drift.
    """

    _inherit = "logistics.sync.decoder"

    def _check_partner_schema(self, document, context):
        result = super()._check_partner_schema(document, context)
        checker = context.partner_schema
        is_canonical = isinstance(document, dict) and document.get("schema") in SCHEMAS
        if checker and not is_canonical:
            self._count_news(context, checker.shape.compare(document).unknown)
        return result

    def _decode_flat_file(self, body, context):
        decoding = super()._decode_flat_file(body, context)
        if isinstance(context.layout, Layout):
            self._count_news(context, unknown_titles(context.layout, body))
        return decoding

    def _count_news(self, context, places):
        for place in places:
            context.news[place] = context.news.get(place, 0) + 1

    def _get_layout_error(self, error, context):
        if not isinstance(error, HeaderDrift):
            return super()._get_layout_error(error, context)
        remedy = self.env._("Ask for the column, or correct the layout of the mapping.")
        findings = [
            Finding(column, "missing", str(error), remedy, "required")
            for column in error.columns
        ]
        return self._get_drift_error(findings[:1], context)
