# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..edi.writer import Envelope, Party
from ..exceptions import BusinessError

# What a mapping is tried out with: nothing of it is ever sent.
TRIAL_ENVELOPE = Envelope(Party("ZZ", "SENDER"), Party("ZZ", "RECEIVER"), usage="T")


class LogisticsSyncEncoder(models.AbstractModel):
    """X12 documents of what a mapping made."""

    _inherit = "logistics.sync.encoder"

    def _encode_x12(self, documents, mapping, connector):
        set_id = mapping.edi_document
        if not set_id:
            raise BusinessError(
                "no_mapping",
                self.env._(
                    "The mapping “%s” does not tell which X12 document it makes. "
                    "Choose the document.",
                    mapping.name,
                ),
            )
        if self.env.context.get("logistics_sync_trial"):
            # Control numbers are the partner's: a look at a sample uses none up.
            connectors = self.env["logistics.sync.connector"]
            return (connector or connectors)._try_x12(TRIAL_ENVELOPE, set_id, documents)
        return connector._write_x12(set_id, documents)
