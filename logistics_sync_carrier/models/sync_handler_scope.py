# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.logistics_sync_base.models.connector_service_user import SERVICE_USER


class LogisticsSyncHandler(models.AbstractModel):
    """A connector works on shipments its user may reach, and on no others.

    The rows themselves are written by the work: nobody who can log in has the right to
    write a timeline. What record rules hide from the connector's user is refused, in
    one query for a whole set.
    """

    _inherit = "logistics.sync.handler"

    @api.model
    def _consequence_link_shipment(self, events):
        outcomes = super()._consequence_link_shipment(events)
        ids = [
            outcome.res_id
            for outcome in outcomes.values()
            if outcome.res_model == "logistics.shipment" and outcome.res_id
        ]
        if ids and self.env.context.get(SERVICE_USER):
            self._check_reach(self.env["logistics.shipment"].browse(set(ids)))
        return outcomes

    @api.model
    def _check_reach(self, shipments):
        """Raise AccessError for shipments that rules hide from the service user."""
        user = self.env["res.users"].browse(self.env.context[SERVICE_USER]).sudo()
        rules = (
            self.env["ir.rule"]
            .with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids)
            ._compute_domain(shipments._name, "write")
        )
        reached = shipments.sudo().search(
            Domain("id", "in", shipments.ids)
            & Domain("company_id", "in", user.company_ids.ids)
            & Domain(rules)
        )
        if hidden := shipments - reached:
            raise AccessError(
                self.env._(
                    "“%(user)s” may not work on shipment %(shipment)s: its company or "
                    "a record rule forbids it.",
                    user=user.name,
                    shipment=hidden.sudo()[0].name,
                )
            )
