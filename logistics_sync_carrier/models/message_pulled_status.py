# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace

from odoo import fields, models

from ..core.drift import SNAPSHOT


class LogisticsSyncMessage(models.Model):
    """What a partner answered when we asked for a state is compared, not applied."""

    _inherit = "logistics.sync.message"

    is_pulled_status = fields.Boolean(
        string="Answer to Our Question",
        readonly=True,
        help="The partner did not send it: we asked for the state of a parcel.",
    )

    def _prepare_row(self, connector, body, digest, idempotency_key, **values):
        row = super()._prepare_row(connector, body, digest, idempotency_key, **values)
        row["is_pulled_status"] = bool(values.get("is_pulled_status"))
        return row

    def _get_working_fields(self):
        return [*super()._get_working_fields(), "is_pulled_status"]

    def _store_events(self, decodings):
        for message, decoding in decodings.items():
            if message.is_pulled_status:
                decoding.items = [self._as_snapshot(item) for item in decoding.items]
        return super()._store_events(decodings)

    def _as_snapshot(self, item):
        if not item.canonical or "milestone" not in item.canonical:
            return item
        return replace(item, canonical=dict(item.canonical, event_type=SNAPSHOT))
