# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsSyncException(models.Model):
    _inherit = "logistics.sync.exception"

    @api.model
    @api.private
    def _raise_for(
        self, code, sentence, *, event=None, record=None, amount=None, **values
    ):
        if event and amount is None:
            # The costly questions are answered first, whoever asked them.
            handler = self.env["logistics.sync.handler"].sudo()
            amount = handler._get_stake(event.sudo(), record)
        return super()._raise_for(
            code, sentence, event=event, record=record, amount=amount, **values
        )

    def action_link_shipment(self):
        """Say which shipment or order the event is about."""
        self.ensure_one()
        self._check_open()
        return self._open_wizard(
            "logistics.link.shipment",
            self.env._("What is this about?"),
            {"exception_id": self.id},
        )
