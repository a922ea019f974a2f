# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace

from odoo import api, models


class LogisticsSyncException(models.Model):
    _inherit = "logistics.sync.exception"

    @api.model
    @api.private
    def _raise_set(self, questions):
        # The costly questions are answered first, whoever asked them.
        unknown = [bool(one.event and one.amount is None) for one in questions]
        asked = [
            (one.event.sudo(), one.record)
            for one, is_unknown in zip(questions, unknown, strict=True)
            if is_unknown
        ]
        stakes = iter(self.env["logistics.sync.handler"].sudo()._get_stakes(asked))
        return super()._raise_set(
            [
                replace(one, amount=next(stakes)) if is_unknown else one
                for one, is_unknown in zip(questions, unknown, strict=True)
            ]
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
