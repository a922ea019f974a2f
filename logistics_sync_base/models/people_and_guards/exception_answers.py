# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..credential_rotation import CODE as SECRET_ENDS
from ..event_sequence import MISSING
from ..wait import OPEN as STILL_WAITING

# The partner does not answer or send: its connector tells why, and tries again.
OUT_OF_REACH = {
    "folder_unreachable",
    "partner_down",
    "partner_silent",
    "partner_slow",
    "unreachable",
}


class LogisticsSyncException(models.Model):
    """Usual answers that are given on another screen, which is opened for them.

    To process again what waited in vain would end in the same question; a secret that
    ends and a partner out of reach are no work that stopped.
    """

    _inherit = "logistics.sync.exception"

    def _solve(self):
        if self.code == MISSING and (wait := self._find_wait()):
            return wait._get_records_action(context={})
        if self.code == SECRET_ENDS and (credential := self._find_credential()):
            return credential._open_successor()
        if self.code in OUT_OF_REACH and self.connector_id:
            return self.connector_id._get_records_action(context={})
        return super()._solve()

    def _find_wait(self):
        """What its event waits for, for those who may let it go on without."""
        if not self.message_id.has_access("write"):
            return None
        return self.env["logistics.sync.wait"].search(
            [("event_id", "=", self.event_id.id), ("state", "in", STILL_WAITING)],
            limit=1,
        )

    def _find_credential(self):
        """The secret it is about, for those who may replace it."""
        credentials = self.env["logistics.sync.credential"]
        if not credentials.has_access("write"):
            return None
        model, row_id, *__ = self.dedup_key.split(":")
        assert model == credentials._name
        return credentials.browse(int(row_id)).exists()
