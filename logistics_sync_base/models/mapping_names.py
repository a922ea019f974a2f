# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..edi import definition
from ..edi.outline import outline
from ..exceptions import BusinessError
from .decoding import DecodingContext

NAMED_FORMATS = ("x12", "edifact", "xml")


class _Recorder:
    """Stands where a mapping stands, and keeps what it would have been given."""

    def __init__(self):
        self.documents = []

    def apply(self, document, lookup):
        self.documents.append(document)
        return []


class LogisticsSyncMapping(models.Model):
    """The names that rules can use, shown from the document itself."""

    _inherit = "logistics.sync.mapping"

    document_names = fields.Text(
        compute="_compute_document_names",
        string="Names in the Document",
        help="What rules may name: in documents that come, what the pasted one holds; "
        "in documents we write, all there is.",
    )

    @api.depends("sample", "format", "direction", "edi_document")
    def _compute_document_names(self):
        for mapping in self:
            mapping.document_names = (
                mapping._get_names_to_fill()
                if mapping.direction == "out"
                else mapping._get_names_in_sample()
            )

    def _get_names_to_fill(self):
        """All names of the EDI document that is written."""
        for standard in ("x12", "edifact"):
            name = f"{standard}_{(self.edi_document or '').lower()}"
            if self.format == standard and definition.is_defined(name):
                return self._render_json(outline(definition.load(name)))
        return False

    def _get_names_in_sample(self):
        """The pasted document as rules see it; the problem when it cannot be read."""
        if self.format not in NAMED_FORMATS or not self.sample:
            return False
        recorder = _Recorder()
        context = DecodingContext(0, self.name or "", "UTC", {}, mapping=recorder)
        try:
            if self.format == "xml":
                context.xml_options = self._get_xml_options()
            self.env["logistics.sync.decoder"]._decode(
                self._encode_sample(self.sample), self.format, context
            )
        except (BusinessError, ValueError, LookupError, RecursionError) as error:
            # Whatever is half typed: a sample cut off, an encoding, a namespace.
            return str(error)
        return "\n\n".join(map(self._render_json, recorder.documents))
