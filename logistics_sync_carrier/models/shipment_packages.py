# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .shipment_package import tracking_key


class LogisticsShipment(models.Model):
    """Tracking numbers that become known after the shipment."""

    _inherit = "logistics.shipment"

    @api.private
    def _add_tracking_numbers(self, numbers):
        """Make these numbers packages of the shipment; unnumbered packages go first."""
        self.ensure_one()
        numbers = [key for key in map(tracking_key, numbers) if key]
        known = set(self.package_ids.mapped("tracking_number"))
        fresh = [key for key in dict.fromkeys(numbers) if key not in known]
        blank = self.package_ids.filtered(lambda package: not package.tracking_number)
        for package, number in zip(blank, fresh, strict=False):
            package.tracking_number = number
        self.env["logistics.shipment.package"].create(
            [
                {"shipment_id": self.id, "tracking_number": number}
                for number in fresh[len(blank) :]
            ]
        )
        self._wake_events()

    @api.private
    def _wake_events(self):
        """Try again what was told about these shipments before we knew them."""
        questions = (
            self.env["logistics.sync.exception"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("code", "=", "unknown_tracking"),
                    ("state", "in", ("open", "in_progress")),
                    ("event_id.reference", "in", self._get_wake_references()),
                ]
            )
        )
        idle = questions.event_id.filtered(
            lambda event: not event.message_id.lease_token
        )
        if idle:
            idle._reprocess()

    @api.private
    def _get_wake_references(self):
        """Every number under which a partner may have told about these shipments."""
        references = set(self.package_ids.mapped("tracking_number"))
        for name in ("name", "partner_reference", "pro_number", "bill_of_lading"):
            references.update(self.mapped(name))
        return list(references - {False})
