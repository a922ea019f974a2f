# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import SUPERUSER_ID, api, models

from ..codec.file_masking import mask_document
from ..core.masking import MASK, mask_text

# A key of the context that no caller from outside can hold: compared by identity.
LOOK, LOOK_ALLOWED = "logistics_sync_look", object()


class LogisticsSyncProtectedRecord(models.AbstractModel):
    """Mixed into records that hold documents: people see them masked.

    The work itself is not concerned: attributes hold the values as they came. What
    people read, on a screen, by remote call or in an exported list, is masked; whoever
    may see more asks for it, on record (``logistics.sync.look``).
    """

    _name = "logistics.sync.protected.record"
    _description = "Record with Protected Values"

    @api.model
    def _get_protected_fields(self):
        """Names of the JSON and binary fields that hold documents."""
        return ()

    def _get_classification(self):
        self.ensure_one()
        connector = self.sudo().connector_id
        return self.env["logistics.sync.data.class"]._get_for(connector)

    def _is_shown_masked(self):
        """Whether whoever reads is a person (or a program with a person's rights)."""
        shown = self.env.context.get(LOOK)
        return self.env.uid != SUPERUSER_ID and shown is not LOOK_ALLOWED

    def _mask_for_user(self, value):
        """A JSON value as the user may see it."""
        self.ensure_one()
        if not value or not self._is_shown_masked():
            return value
        return self._get_classification().mask(value)

    def _mask_document(self, raw, payload_format):
        """A document as bytes as the user may see it."""
        self.ensure_one()
        if not raw or not self._is_shown_masked():
            return raw
        known, layout = self._get_classification(), self._get_masking_layout()
        masked = mask_document(raw, payload_format, known, layout=layout)
        if masked is None:
            # Damaged, and to be mended by somebody who has to see it: what can be
            # recognised without knowing its fields is masked.
            masked = mask_text(raw.decode("utf-8", "replace")).encode()
        return masked

    def _get_masking_layout(self):
        """The layout of the document where it is a flat file."""
        return None

    def _get_masked_file(self):
        """The bytes of the file these records hold, as the user may see them."""
        return self._mask_document(self._get_body_bytes(), self.format)

    # -------------------------------------------------------------- reading
    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        names = set(self._get_protected_fields()).intersection(fnames)
        if names and not self.env.su and self._is_shown_masked():
            for row in rows:
                record = self.browse(row["id"])
                for name in names:
                    row[name] = record._mask_read(name, row[name])
        return rows

    def _mask_read(self, name, value):
        if not value:
            return value
        if self._fields[name].type == "binary":
            if self.env.context.get("bin_size"):
                return value
            return base64.b64encode(self._get_masked_file())
        return self._mask_for_user(value)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Also what a list of another model shows of these records comes through."""
        rows = super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        protected = self._get_protected_fields()
        places = [
            place for place, path in enumerate(fields) if path and path[0] in protected
        ]
        if places and self._is_shown_masked():
            for row in rows:
                for place in places:
                    row[place] = row[place] and MASK
        return rows
