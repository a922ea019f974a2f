# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_sync_subjects(self):
        """A failed invoice of a shipment is a problem of its order too."""
        subjects = super()._get_sync_subjects()
        for order in self:
            releases = order.sudo().logistics_shipment_ids.invoice_release_ids
            subjects[order] += [(release._name, release.id) for release in releases]
        return subjects

    def _get_invoiceable_lines(self, final=False):
        lines = super()._get_invoiceable_lines(final=final)
        if self.env.context.get("logistics_invoice_quota") is None:
            return lines
        deferred = self.env.context.get("logistics_deferred_deductions", ())
        return self._keep_filled_sections(
            lines.filtered(
                lambda line: (
                    line.display_type
                    or line._get_quota() is not None
                    or (line.is_downpayment and line.order_id.id not in deferred)
                )
            )
        )

    def _keep_filled_sections(self, lines):
        """Leave out headings and notes under which nothing is invoiced."""
        kept = self.env["sale.order.line"]
        section = subsection = kept
        for line in lines:
            if line.display_type == "line_section":
                section, subsection = line, kept.browse()
            elif line.display_type == "line_subsection":
                subsection = line
            elif not line.display_type:
                kept |= section | subsection | line
                section = subsection = kept.browse()
            elif subsection:
                subsection |= line
            elif section:
                section |= line
            else:
                kept |= line
        return kept

    def _prepare_invoice(self):
        values = super()._prepare_invoice()
        return dict(values, **self.env.context.get("logistics_invoice_values", {}))

    def _is_fully_shipped(self):
        """Nothing of this order is still to leave."""
        self.ensure_one()
        moves = self.order_line.move_ids.filtered(
            lambda move: (
                move.location_dest_id.usage == "customer" and move.state != "cancel"
            )
        )
        return bool(moves) and all(move.state == "done" for move in moves)

    def _get_open_down_payment(self):
        """What was paid in advance and not deducted yet, taxes included."""
        self.ensure_one()
        lines = self.order_line.filtered(
            lambda line: (
                line.is_downpayment
                and not line.display_type
                and line.qty_to_invoice < 0
            )
        )
        total = 0.0
        for line in lines.invoice_lines:
            if line.move_id.state == "posted":
                sign = -line.move_id.direction_sign
                total += sign * line.price_total
        return total

    def _get_fees(self, policy):
        """Lines that are not shipped and due with the shipment invoiced now."""
        lines = self._get_unshipped_lines()
        return self._get_due(lines.filtered(lambda one: one.qty_to_invoice > 0), policy)

    def _get_unshipped_lines(self):
        """Services and fees, invoiced or not."""
        return self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and not line._ships_goods()
                and line.product_id.type != "combo"
            )
        )

    def _get_due(self, lines, policy):
        """Those of these services and fees that go with the shipment of now."""
        self.ensure_one()
        if policy == "never":
            return lines.browse()
        if self._is_fully_shipped():
            return lines
        if policy == "last":
            return lines.browse()
        return lines.filtered(lambda line: line.price_subtotal >= 0)

    def action_why_not_invoiced(self):
        """The invoice releases of this order's shipments."""
        self.ensure_one()
        shipments = self.env["logistics.shipment"].search(
            [("sale_order_ids", "in", self.ids)]
        )
        return shipments._open_invoice_releases()
