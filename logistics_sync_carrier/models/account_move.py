# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "logistics.sync.mixin"]
    _own_state_fields = ("state",)

    shipment_ids = fields.Many2many(
        "logistics.shipment",
        "logistics_shipment_invoice_rel",
        "invoice_id",
        "shipment_id",
        string="Shipments",
        compute="_compute_shipment_ids",
        store=True,
        copy=False,
        help="The shipments whose goods this invoice bills.",
    )
    shipment_milestone_ids = fields.Many2many(
        "logistics.shipment.milestone",
        string="Shipment Timeline",
        compute="_compute_shipment_milestone_ids",
        compute_sudo=True,
    )
    correlation_id = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Follows one fact from the partner's message to this document.",
    )

    @api.depends("invoice_line_ids.invoiced_quantity_ids.shipment_id")
    def _compute_shipment_ids(self):
        for move in self:
            move.shipment_ids = move.invoice_line_ids.invoiced_quantity_ids.shipment_id

    @api.depends("shipment_ids.milestone_ids")
    def _compute_shipment_milestone_ids(self):
        for move in self:
            move.shipment_milestone_ids = move.shipment_ids.milestone_ids

    def _get_sync_subjects(self):
        """What partners said about the shipments concerns their invoices too."""
        subjects = super()._get_sync_subjects()
        for move in self:
            shipments = move.sudo().shipment_ids
            for record in (*shipments, *shipments.invoice_release_ids):
                subjects[move].append((record._name, record.id))
        return subjects

    def write(self, vals):
        result = super().write(vals)
        if {"state", "move_type"} & vals.keys():
            reasons = {
                "cancel": self.env._("Invoice cancelled"),
                "draft": self.env._("Document set back to draft"),
                "posted": self.env._("Credit note posted"),
            }
            self.env["logistics.invoiced.quantity"]._sync(
                self.invoice_line_ids.sale_line_ids, reasons.get(vals.get("state"))
            )
        return result

    def _post(self, soft=True):
        self._check_shipped_quantities()
        posted = super()._post(soft=soft)
        shipped = posted.filtered("shipment_ids")
        shipped._attach_proof_of_delivery()
        shipped._tell_about_moved_dates()
        return posted

    def _tell_about_moved_dates(self):
        """A lock date moves the booking into another period without a word; say it."""
        for invoice in self:
            if invoice.date == invoice.invoice_date:
                continue
            sentence = self.env._(
                "%(invoice)s is dated %(invoice_date)s but was booked on %(date)s.",
                invoice=invoice.name,
                invoice_date=invoice.invoice_date,
                date=invoice.date,
            )
            invoice._message_log(body=sentence)
            self.env["logistics.sync.exception"]._raise_for(
                "invoice_date_moved",
                sentence,
                company=invoice.company_id,
                record=invoice,
                amount=invoice.amount_total,
                currency=invoice.currency_id,
            )

    def _check_shipped_quantities(self):
        """Refuse to bill more goods than left, however the draft was edited."""
        invoices = self.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "draft"
        )
        for line in invoices.invoice_line_ids.sale_line_ids.sudo():
            if line._ships_goods():
                self._check_shipped_quantity(line, invoices)

    @api.model
    def _check_shipped_quantity(self, line, invoices):
        unit = line.product_uom_id
        billed = added = 0.0
        for bill in line.invoice_lines:
            move = bill.move_id
            if move not in invoices and move.state != "posted":
                continue
            quantity = -move.direction_sign * bill._get_quantity_in(unit)
            billed += quantity
            added += quantity if move in invoices else 0.0
        allowed = line.qty_delivered
        if line.product_id.invoice_policy == "order":
            allowed = max(line.product_uom_qty, allowed)
        if unit.compare(added, 0) <= 0 or unit.compare(billed, allowed) <= 0:
            return
        raise UserError(
            self.env._(
                "%(product)s on order %(order)s: %(billed)s %(unit)s would be invoiced "
                "in all, but only %(allowed)s may be. Reduce the quantity on the "
                "draft by %(excess)s, or post the credit note that gives it back.",
                product=line.product_id.display_name,
                order=line.order_id.name,
                billed=unit.round(billed),
                unit=unit.name,
                allowed=unit.round(allowed),
                excess=unit.round(billed - allowed),
            )
        )

    @api.private
    def _attach_proof_of_delivery(self):
        """Show the proof of delivery in the chatter of the invoices, each file once."""
        for invoice in self.filtered(lambda move: move.state != "cancel"):
            proofs = invoice.shipment_ids.sudo()._get_pod_attachments()
            if not proofs:
                continue
            known = (
                self.env["ir.attachment"]
                .sudo()
                .search(
                    [("res_model", "=", "account.move"), ("res_id", "=", invoice.id)]
                )
            )
            checksums = set(known.mapped("checksum"))
            copies = self.env["ir.attachment"].sudo()
            for proof in proofs:
                if proof.checksum not in checksums:
                    checksums.add(proof.checksum)
                    copies |= proof.copy(
                        {"res_model": "account.move", "res_id": invoice.id}
                    )
            if copies:
                invoice.sudo().message_post(
                    body=self.env._(
                        "Proof of delivery of %s",
                        ", ".join(invoice.shipment_ids.mapped("name")),
                    ),
                    attachment_ids=copies.ids,
                )

    def action_view_shipments(self):
        self.ensure_one()
        return self.shipment_ids._open_documents(
            self.env._("Shipments"), self.shipment_ids
        )
