# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..edi.writer import Envelope, Party
from ..exceptions import BusinessError

# What a mapping is tried out with: nothing of it is ever sent.
TRIAL_ENVELOPE = Envelope(Party("ZZ", "SENDER"), Party("ZZ", "RECEIVER"), usage="T")


class LogisticsSyncEncoder(models.AbstractModel):
    """EDI documents of what a mapping made."""

    _inherit = "logistics.sync.encoder"

    def _encode_x12(self, documents, mapping, connector):
        set_id = self._get_edi_document(mapping)
        if self._is_trial():
            return self._get_trial_connector(connector)._try_x12(
                TRIAL_ENVELOPE, set_id, documents
            )
        return connector._write_x12(set_id, documents)

    def _encode_edifact(self, documents, mapping, connector):
        set_id = self._get_edi_document(mapping)
        if self._is_trial():
            return self._get_trial_connector(connector)._try_edifact(set_id, documents)
        return connector._write_edifact(set_id, documents)

    def _is_trial(self):
        # Control numbers are the partner's: a look at a sample uses none up.
        return self.env.context.get("logistics_sync_trial")

    def _get_trial_connector(self, connector):
        return connector or self.env["logistics.sync.connector"]

    def _get_edi_document(self, mapping):
        if mapping.edi_document:
            return mapping.edi_document
        raise BusinessError(
            "no_mapping",
            self.env._(
                "The mapping “%s” does not tell which EDI document it makes. Choose "
                "the document.",
                mapping.name,
            ),
        )
