# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from .versioned import APPLIED, APPLYING


class LogisticsSyncConnectorDocument(models.Model):
    """Its lines are a connector's setup: they are approved with it, never beside it."""

    _inherit = "logistics.sync.connector.document"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_with_connector()
        return lines

    def write(self, vals):
        self._check_with_connector()
        result = super().write(vals)
        # It may belong to another one now.
        self._check_with_connector()
        return result

    def unlink(self):
        self._check_with_connector()
        return super().unlink()

    def _check_with_connector(self):
        """Raise UserError where a second person decides; else remember the author."""
        if self.env.su or self.env.context.get(APPLYING) is APPLIED:
            return
        for connector in self.connector_id:
            if connector._needs_setup_approval({"document_ids": []}):
                raise UserError(
                    self.env._(
                        "Change the documents of “%s” on its form and save it: "
                        "somebody else approves the change.",
                        connector.name,
                    )
                )
        self.connector_id._note_setup_editor()
