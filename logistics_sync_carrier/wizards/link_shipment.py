# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.shipment_matching import references_of
from ..models.shipment_package import tracking_key

REF_KINDS = {
    "tracking_number": "tracking",
    "shipment": "shipment",
    "order": "order",
    "delivery": "delivery",
    "bill_of_lading": "bill_of_lading",
    "pro_number": "pro_number",
}


class LogisticsLinkShipment(models.TransientModel):
    """Answers an exception: this event is about that shipment or that order."""

    _name = "logistics.link.shipment"
    _description = "Link an Event to a Shipment or Order"

    exception_id = fields.Many2one(
        "logistics.sync.exception", required=True, ondelete="cascade"
    )
    event_id = fields.Many2one(related="exception_id.event_id")
    company_id = fields.Many2one(related="exception_id.company_id")
    reference = fields.Char(related="event_id.reference", string="The Partner Says")
    is_notice = fields.Boolean(compute="_compute_is_notice")
    shipment_id = fields.Many2one(
        "logistics.shipment", domain="[('company_id', '=', company_id)]"
    )
    sale_order_id = fields.Many2one(
        "sale.order",
        string="Sales Order",
        domain="[('company_id', '=', company_id), ('state', '=', 'sale')]",
    )
    replaced_package_id = fields.Many2one(
        "logistics.shipment.package",
        string="Instead of the Number",
        domain="[('shipment_id', '=', shipment_id), ('tracking_number', '!=', False)]",
        help="The wrong number that was typed in Odoo; the package gets the partner's "
        "number. Empty: the number belongs to a further package.",
    )
    has_tracking_number = fields.Boolean(compute="_compute_is_notice")
    remember = fields.Boolean(
        string="Remember This Reference",
        default=True,
        help="Later events of this partner with the same reference find it themselves.",
    )
    sibling_count = fields.Integer(
        compute="_compute_sibling_count", string="Other Events with This Reference"
    )

    @api.depends("exception_id")
    def _compute_is_notice(self):
        for wizard in self:
            schema = (wizard.event_id.sudo().canonical or {}).get("schema") or ""
            wizard.is_notice = schema.startswith("shipment_notice/")
            found = references_of(wizard.event_id.sudo())
            wizard.has_tracking_number = "tracking_number" in found

    @api.depends("exception_id")
    def _compute_sibling_count(self):
        for wizard in self:
            wizard.sibling_count = len(wizard._get_siblings())

    def _get_siblings(self):
        """Other open questions about the same reference of the same partner."""
        self.ensure_one()
        if not self.reference:
            return self.env["logistics.sync.exception"]
        return self.env["logistics.sync.exception"].search(
            [
                ("id", "!=", self.exception_id.id),
                ("code", "=", self.exception_id.code),
                ("connector_id", "=", self.exception_id.connector_id.id),
                ("event_id.reference", "=", self.reference),
                ("state", "in", ("open", "in_progress")),
            ]
        )

    def action_confirm(self):
        """Link the event, learn the reference, process again."""
        self.ensure_one()
        target = self._get_target()
        exceptions = self.exception_id | self._get_siblings()
        events = exceptions.event_id.sudo()
        if self.replaced_package_id:
            self._replace_number(target)
        elif self.remember:
            self._remember(target)
        document = {"res_model": target._name, "res_id": target.id}
        events.write(document)
        exceptions.sudo().write(document)
        for exception in exceptions:
            exception.message_post(
                body=self.env._(
                    "%(user)s linked “%(reference)s” to %(target)s.",
                    user=self.env.user.name,
                    reference=self.reference or self.env._("this event"),
                    target=target.display_name,
                )
            )
        events._reprocess()
        exceptions._resolve("linked")
        return {"type": "ir.actions.act_window_close"}

    def _get_target(self):
        """The shipment chosen, or the one an order stands for."""
        if self.shipment_id:
            return self.shipment_id
        if not self.sale_order_id:
            raise UserError(self.env._("Choose a shipment or a sales order."))
        shipments = self.sale_order_id.logistics_shipment_ids
        if self.is_notice:
            return self.sale_order_id
        if not shipments:
            raise UserError(
                self.env._(
                    "Nothing was shipped for order %s in Odoo yet, so there is no "
                    "shipment to link. Complete its transfer first.",
                    self.sale_order_id.name,
                )
            )
        if len(shipments) > 1:
            raise UserError(
                self.env._(
                    "Order %(order)s has %(count)s shipments. Choose the shipment.",
                    order=self.sale_order_id.name,
                    count=len(shipments),
                )
            )
        return shipments

    def _replace_number(self, target):
        """The number in Odoo was wrong: its package and transfer get the true one."""
        package = self.replaced_package_id.sudo()
        number = references_of(self.event_id.sudo()).get("tracking_number")
        if not number or package.shipment_id != target:
            raise UserError(
                self.env._("Choose a package of the shipment you link the event to.")
            )
        if self._is_taken(number):
            raise UserError(
                self.env._("Another package has tracking number %s already.", number)
            )
        wrong = package.tracking_number
        package.tracking_number = number
        for picking in target.sudo().picking_ids:
            numbers = picking._get_tracking_numbers()
            if wrong in map(tracking_key, numbers):
                picking.carrier_tracking_ref = ",".join(
                    number if tracking_key(known) == wrong else known
                    for known in numbers
                )
        target.sudo()._message_log(
            body=self.env._(
                "%(user)s corrected tracking number %(wrong)s to %(number)s.",
                user=self.env.user.name,
                wrong=wrong,
                number=number,
            )
        )

    def _remember(self, target):
        """Store the partner's reference: as a package, or as an external reference."""
        found = references_of(self.event_id.sudo())
        number = found.get("tracking_number")
        if (
            number
            and target._name == "logistics.shipment"
            and not self._is_taken(number)
        ):
            target.sudo()._add_tracking_numbers([number])
            return
        kind = next(
            (kind for kind, value in found.items() if value == self.reference), None
        )
        refs = self.env["logistics.sync.external.ref"].sudo()
        if kind in REF_KINDS and not self._is_known(refs, REF_KINDS[kind], target):
            refs.create(
                {
                    "connector_id": self.exception_id.connector_id.id,
                    "kind": REF_KINDS[kind],
                    "external_id": self.reference,
                    "res_model": target._name,
                    "res_id": target.id,
                }
            )

    def _is_taken(self, number):
        return bool(
            self.env["logistics.shipment.package"]
            .sudo()
            .search_count(
                [
                    ("company_id", "=", self.company_id.id),
                    ("tracking_number", "=", number),
                ],
                limit=1,
            )
        )

    def _is_known(self, refs, kind, target):
        """Whether the reference or the record has its partner at this connector."""
        return bool(
            refs.search_count(
                [
                    ("connector_id", "=", self.exception_id.connector_id.id),
                    ("kind", "=", kind),
                    "|",
                    ("external_id", "=", self.reference),
                    "&",
                    ("res_model", "=", target._name),
                    ("res_id", "=", target.id),
                ],
                limit=1,
            )
        )
