# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..codec import json_document, xml_document
from ..codec.controls import IncompleteFileError
from ..codec.layout import LayoutError
from ..codec.record_file import read_records
from ..codec.record_layout import RecordLayout


class LogisticsSyncDecoder(models.AbstractModel):
    """Whether a file in a folder has come to its end."""

    _inherit = "logistics.sync.decoder"

    @api.model
    def _find_incomplete(self, connector, body):
        """What is missing at the end of a file, or None when nothing seems to be.

        Other faults are not of interest here: they are found when the stored message
        is read, and do not go away by waiting.
        """
        finder = getattr(self, f"_find_incomplete_{connector.format}", None)
        return finder(connector, body) if finder else None

    def _find_incomplete_csv(self, connector, body):
        layout = connector._get_mapping("in").sudo()
        layout = layout and layout._get_layout()
        if not isinstance(layout, RecordLayout):
            return None
        try:
            read_records(layout, body)
        except IncompleteFileError as error:
            return str(error)
        except (LayoutError, ValueError):
            return None
        return None

    def _find_incomplete_fixed_width(self, connector, body):
        return self._find_incomplete_csv(connector, body)

    def _find_incomplete_x12(self, _connector, body):
        text = bytes(body.rstrip(b" \t\r\n\x00\x1a"))
        if text.startswith(b"ISA") and len(text) > 105:
            last = text.rstrip(text[105:106]).rsplit(text[105:106], 1)[-1]
            if not last.strip().startswith(b"IEA"):
                return self.env._("It ends before its last segment IEA.")
        elif text[:3] in (b"", b"I", b"IS", b"ISA"):
            return self.env._("It ends before its first segment ISA is complete.")
        return None

    def _find_incomplete_json(self, _connector, body):
        try:
            json_document.load(body)
        except json_document.JsonError as error:
            if error.code == "empty" or json_document.ends_early(body, error):
                return self.env._("It ends too early: %s", error)
        return None

    def _find_incomplete_xml(self, _connector, body):
        try:
            xml_document.load(body)
        except xml_document.XmlError as error:
            if error.code in ("empty", "cut"):
                return self.env._("It ends too early: %s", error)
        return None
