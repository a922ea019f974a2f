# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .milestone_type import SHIPMENT_STATUS


class LogisticsShipment(models.Model):
    """Goods that travel together, whatever pickings and orders they come from."""

    _name = "logistics.shipment"
    _description = "Shipment"
    _inherit = ["mail.thread", "mail.activity.mixin", "logistics.sync.mixin"]
    _order = "id desc"
    _rec_names_search = [
        "name",
        "tracking_numbers",
        "pro_number",
        "bill_of_lading",
        "partner_id",
    ]
    _check_company_auto = True
    _own_state_fields = ("status",)

    name = fields.Char(
        required=True, readonly=True, copy=False, default="/", index="trigram"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Consignee", check_company=True, index="btree_not_null"
    )
    carrier_id = fields.Many2one(
        "delivery.carrier", string="Delivery Method", check_company=True
    )
    carrier_partner_id = fields.Many2one(
        "res.partner", string="Carrier", check_company=True
    )
    scac = fields.Char(
        string="Carrier Code", help="Four-letter SCAC or the partner's own code."
    )
    service = fields.Char(string="Service Level")
    connector_id = fields.Many2one(
        "logistics.sync.connector", string="Told By", readonly=True, check_company=True
    )
    origin = fields.Selection(
        [
            ("picking", "Transfer done in Odoo"),
            ("notice", "Ship notice of a partner"),
            ("manual", "Entered by hand"),
        ],
        string="Created From",
        required=True,
        readonly=True,
        default="manual",
    )
    notice_event_id = fields.Many2one(
        "logistics.sync.event",
        string="Ship Notice",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    bill_of_lading = fields.Char(copy=False)
    pro_number = fields.Char(string="PRO Number", copy=False)
    partner_reference = fields.Char(
        copy=False, help="How the partner that told us calls this shipment."
    )
    correlation_id = fields.Char(readonly=True, copy=False)

    line_ids = fields.One2many("logistics.shipment.line", "shipment_id")
    package_ids = fields.One2many("logistics.shipment.package", "shipment_id")
    leg_ids = fields.One2many("logistics.shipment.leg", "shipment_id")
    milestone_ids = fields.One2many(
        "logistics.shipment.milestone", "shipment_id", string="Timeline", readonly=True
    )
    picking_ids = fields.Many2many(
        "stock.picking",
        "logistics_shipment_picking_rel",
        "shipment_id",
        "picking_id",
        string="Transfers",
        copy=False,
    )
    sale_order_ids = fields.Many2many(
        "sale.order",
        "logistics_shipment_sale_order_rel",
        "shipment_id",
        "order_id",
        string="Sales Orders",
        copy=False,
    )

    milestone_type_id = fields.Many2one(
        "logistics.milestone.type",
        string="Latest Milestone",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    status = fields.Selection(
        SHIPMENT_STATUS,
        required=True,
        readonly=True,
        default="planned",
        copy=False,
        index=True,
        group_expand=True,
    )
    attention = fields.Boolean(
        string="Needs Attention", readonly=True, copy=False, index=True
    )
    attention_type_id = fields.Many2one(
        "logistics.milestone.type", string="Because Of", readonly=True, copy=False
    )
    attention_handled_at = fields.Datetime(readonly=True, copy=False)
    attention_handled_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    issued_at = fields.Datetime(
        string="Left Stock On",
        readonly=True,
        copy=False,
        help="When the transfer was done in Odoo; ship notices tell it themselves.",
    )
    shipped_at = fields.Datetime(
        string="Shipped On",
        readonly=True,
        copy=False,
        help="When the carrier took over the goods, as told; otherwise when they left "
        "stock.",
    )
    delivered_at = fields.Datetime(string="Delivered On", readonly=True, copy=False)
    estimated_delivery_at = fields.Datetime(
        string="Expected On", readonly=True, copy=False
    )
    last_moved_at = fields.Datetime(
        string="Last Movement",
        readonly=True,
        copy=False,
        help="When the goods last moved, as told; news without movement do not count.",
    )
    last_received_at = fields.Datetime(string="Last News", readonly=True, copy=False)
    pod_at = fields.Datetime(string="Signed On", readonly=True, copy=False)
    pod_received_at = fields.Datetime(
        string="Proof Received On", readonly=True, copy=False
    )
    pod_signed_by = fields.Char(string="Signed By", readonly=True, copy=False)
    pod_attachment_ids = fields.Many2many(
        "ir.attachment",
        "logistics_shipment_pod_rel",
        "shipment_id",
        "attachment_id",
        string="Proof of Delivery",
        copy=False,
    )
    has_pod = fields.Boolean(compute="_compute_has_pod", store=True)
    package_count = fields.Integer(compute="_compute_counts")
    picking_count = fields.Integer(compute="_compute_counts")
    sale_order_count = fields.Integer(compute="_compute_counts")
    tracking_numbers = fields.Char(
        compute="_compute_tracking_numbers", search="_search_tracking_numbers"
    )

    # The same ship notice of one partner is one shipment, also under concurrency.
    _partner_reference_unique = models.UniqueIndex(
        "(connector_id, partner_reference) WHERE connector_id IS NOT NULL"
        " AND partner_reference IS NOT NULL",
        "This partner told us about a shipment of this reference already.",
    )
    _name_unique = models.UniqueIndex(
        "(company_id, name) WHERE name <> '/'", "This shipment number exists already."
    )
    _bill_of_lading_idx = models.Index(
        "(bill_of_lading) WHERE bill_of_lading IS NOT NULL"
    )
    _pro_number_idx = models.Index("(pro_number) WHERE pro_number IS NOT NULL")
    _partner_reference_idx = models.Index(
        "(partner_reference) WHERE partner_reference IS NOT NULL"
    )

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"]
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                company = vals.get("company_id") or self.env.company.id
                vals["name"] = sequence.with_company(company).next_by_code(
                    "logistics.shipment"
                )
        return super().create(vals_list)

    @api.private
    def _link_documents(self):
        """Transfers and orders follow from the goods, where there are any."""
        for shipment in self.filtered("line_ids"):
            moves = shipment.line_ids.move_id
            pickings = moves.picking_id
            orders = moves.sale_line_id.order_id or pickings.sale_id
            if shipment.picking_ids != pickings:
                shipment.picking_ids = pickings
            if shipment.sale_order_ids != orders:
                shipment.sale_order_ids = orders

    @api.depends("pod_signed_by", "pod_attachment_ids")
    def _compute_has_pod(self):
        for shipment in self:
            shipment.has_pod = bool(
                shipment.pod_signed_by or shipment.pod_attachment_ids
            )

    @api.depends("package_ids", "picking_ids", "sale_order_ids")
    def _compute_counts(self):
        for shipment in self:
            shipment.package_count = len(shipment.package_ids)
            shipment.picking_count = len(shipment.picking_ids)
            shipment.sale_order_count = len(shipment.sale_order_ids)

    @api.depends_context("show_shipment_details")
    @api.depends("name", "partner_id.name", "tracking_numbers")
    def _compute_display_name(self):
        """The number; with what tells shipments apart where a person chooses one."""
        for shipment in self:
            parts = [shipment.name]
            if self.env.context.get("show_shipment_details"):
                parts += [shipment.partner_id.name, shipment.tracking_numbers]
            shipment.display_name = " · ".join(filter(None, parts))

    @api.depends("package_ids.tracking_number")
    def _compute_tracking_numbers(self):
        for shipment in self:
            numbers = shipment.package_ids.mapped("tracking_number")
            shipment.tracking_numbers = ", ".join(filter(None, numbers))

    @api.model
    def _search_tracking_numbers(self, operator, value):
        return [("package_ids.tracking_number", operator, value)]

    @api.private
    def _get_pod_attachments(self):
        """The proof of delivery documents, for whoever shows them to a customer."""
        return self.pod_attachment_ids

    def action_attention_handled(self):
        """A person has looked at everything received so far."""
        if not self.filtered("attention"):
            raise UserError(self.env._("None of these shipments needs attention."))
        self._write_decided(
            {
                "attention_handled_at": fields.Datetime.now(),
                "attention_handled_by_id": self.env.uid,
            }
        )
        self.sudo()._settle()
        return True

    def action_view_pickings(self):
        return self._open_documents(self.env._("Transfers"), self.picking_ids)

    def action_view_sale_orders(self):
        return self._open_documents(self.env._("Sales Orders"), self.sale_order_ids)

    @api.model
    def _open_documents(self, title, records):
        action = {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": records._name,
            "view_mode": "list,form",
            "domain": [("id", "in", records.ids)],
        }
        if len(records) == 1:
            action.update(view_mode="form", res_id=records.id)
        return action
