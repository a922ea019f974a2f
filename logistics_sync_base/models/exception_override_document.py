# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

# A second document with a number cannot be taken over, whoever approves it.
NEVER_OVERRIDDEN = "duplicate_number"


class LogisticsSyncException(models.Model):
    """A staged document that two people answer for goes on."""

    _inherit = "logistics.sync.exception"

    def _apply_override(self, reason):
        """A document with findings somebody answers for is accepted as it came."""
        document = None
        if self.code == "document_findings":
            document = self.sudo()._get_document()
        if not document:
            return super()._apply_override(reason)
        document.lock_for_update()
        document._check_open()
        document._validate()
        for finding in document.findings or ():
            if finding["code"] == NEVER_OVERRIDDEN:
                raise UserError(
                    self.env._(
                        "“%(document)s” cannot be accepted: %(finding)s",
                        document=document.display_name,
                        finding=finding["message"],
                    )
                )
        self._resolve("overridden", reason)
        document._decide("accepted", reason)
        document._accept()
        return None
