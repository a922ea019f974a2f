# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from dataclasses import dataclass, field

from odoo import api, models

from ..codec.codes import CodeMatch
from ..codec.flat_file import write_rows
from ..codec.layout import LayoutError
from ..codec.mapping import MappingError, compile_mapping
from ..exceptions import BusinessError

CONTENT_TYPES = {
    "json": "application/json",
    "csv": "text/csv",
    "fixed_width": "text/plain",
    "x12": "application/edi-x12",
    "edifact": "application/edifact",
    "xml": "application/xml",
}


@dataclass
class Encoded:
    """A document for a partner: ``documents`` as mapped, ``body`` as bytes.

    With errors among the ``faults`` there is no body: nothing half known is sent.
    """

    documents: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    body: bytes | None = None
    content_type: str = "application/json"
    mapping_id: int | None = None

    @property
    def errors(self):
        """The faults that stop the document."""
        return [fault for fault in self.faults if fault.level == "error"]


class LogisticsSyncEncoder(models.AbstractModel):
    """From canonical objects to a partner's bytes. Writes nothing, sends nothing."""

    _name = "logistics.sync.encoder"
    _description = "Document Encoder"

    @api.model
    def _encode(self, mapping, canonicals, connector=None, codes=None):
        """An Encoded of canonical objects; raises BusinessError when none can be made.

        ``mapping`` is one for what we send; ``codes`` as of
        ``code.map._load_reverse_table``, those of the connector when left out.
        """
        mapping = mapping.sudo()
        if codes is None:
            rows = self.env["logistics.sync.code.map"]
            codes = rows._load_reverse_table(connector) if connector else {}
        timezone = connector.timezone if connector else "UTC"
        try:
            compiled = (
                mapping._get_compiled(timezone)
                if mapping._origin == mapping and mapping.id
                else compile_mapping(mapping._get_core_mapping(timezone))
            )
        except MappingError as error:
            raise BusinessError("no_mapping", str(error)) from error

        def lookup(kind, code):
            found = codes.get((kind, code))
            return CodeMatch(*found) if found else None

        result = Encoded(
            content_type=CONTENT_TYPES.get(mapping.format, "application/octet-stream"),
            mapping_id=mapping._origin.id or None,
        )
        for canonical in canonicals:
            for item in compiled.apply(canonical, lookup):
                result.faults.extend(item.faults)
                if item.canonical is not None:
                    result.documents.append(item.canonical)
        if not result.errors:
            write = getattr(self, f"_encode_{mapping.format}", None)
            if write is None:
                raise BusinessError(
                    "unsupported_document",
                    self.env._("Documents in this format cannot be written yet."),
                )
            result.body = write(result.documents, mapping, connector)
        return result

    def _encode_json(self, documents, mapping, connector):
        content = documents[0] if len(documents) == 1 else documents
        return json.dumps(content, ensure_ascii=False, indent=2).encode()

    def _encode_csv(self, documents, mapping, connector):
        try:
            return write_rows(mapping._get_layout(), documents)
        except (LayoutError, ValueError) as error:
            raise BusinessError("invalid_field", str(error)) from error

    def _encode_fixed_width(self, documents, mapping, connector):
        return self._encode_csv(documents, mapping, connector)
