# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..codec.controls import IncompleteFileError, TotalMismatchError, check_batch
from ..codec.record_file import read_records
from ..codec.record_layout import RecordLayout
from ..exceptions import BusinessError


class LogisticsSyncDecoder(models.AbstractModel):
    """Batches whose header or trailer says what they must hold."""

    _inherit = "logistics.sync.decoder"

    @api.model
    def _prepare_mapping(self, mapping, timezone):
        values = super()._prepare_mapping(mapping, timezone)
        if mapping:
            values["controls"] = mapping.sudo()._get_batch_controls()
        return values

    @api.model
    def _get_preview_context(self, mapping):
        context = super()._get_preview_context(mapping)
        context.controls = mapping._get_batch_controls()
        return context

    def _read_flat_file(self, body, layout):
        if not isinstance(layout, RecordLayout):
            return super()._read_flat_file(body, layout)
        with self._naming_controls():
            return read_records(layout, body)

    def _apply_mapping(self, document, context):
        if context.controls:
            with self._naming_controls():
                check_batch(context.controls, document)
        return super()._apply_mapping(document, context)

    def _naming_controls(self):
        return _NamingControls()


class _NamingControls:
    """Turns the errors of the core into questions of the catalogue."""

    def __enter__(self):
        return self

    def __exit__(self, _kind, error, _trace):
        if isinstance(error, TotalMismatchError):
            raise BusinessError("total_mismatch", str(error)) from error
        if isinstance(error, IncompleteFileError):
            raise BusinessError("incomplete_file", str(error)) from error
