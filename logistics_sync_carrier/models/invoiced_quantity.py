# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..core import ledger


class LogisticsInvoicedQuantity(models.Model):
    """Ledger: which invoice line has billed which moved quantity.

    Entries are never written by hand: they follow the invoice lines. An entry that
    was credited, cancelled or deleted is released and stays on file.
    """

    _name = "logistics.invoiced.quantity"
    _description = "Invoiced Quantity"
    _order = "stock_move_id, position"
    _rec_name = "stock_move_id"

    stock_move_id = fields.Many2one(
        "stock.move", required=True, readonly=True, ondelete="restrict", index=True
    )
    position = fields.Integer(required=True, readonly=True)
    shipment_line_id = fields.Many2one(
        "logistics.shipment.line",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    shipment_id = fields.Many2one(
        "logistics.shipment",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    account_move_line_id = fields.Many2one(
        "account.move.line",
        string="Invoice Line",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    invoice_id = fields.Many2one(
        "account.move", readonly=True, ondelete="set null", index="btree_not_null"
    )
    quantity = fields.Float(digits="Product Unit", required=True, readonly=True)
    uom_id = fields.Many2one(
        related="sale_line_id.product_uom_id",
        string="Unit",
        help="Unit of the order line.",
    )
    product_id = fields.Many2one(related="sale_line_id.product_id")
    state = fields.Selection(
        [("active", "Invoiced"), ("released", "Given back")],
        required=True,
        readonly=True,
        default="active",
        index=True,
    )
    released_at = fields.Datetime(readonly=True)
    released_because = fields.Char(readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )

    # Entries of a move are numbered. Two transactions that see the same entries take
    # the same number, and the database lets only one of them in.
    _position_unique = models.UniqueIndex(
        "(stock_move_id, position)",
        "Somebody else is invoicing the same delivered goods right now. Try again.",
    )
    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "An entry needs a quantity above zero."
    )

    @api.constrains("quantity", "state", "stock_move_id")
    def _check_capacity(self):
        active = self.filtered(lambda entry: entry.state == "active")
        for move in active.stock_move_id:
            line = move.sale_line_id
            entries = move.invoiced_quantity_ids.filtered(
                lambda entry: entry.state == "active"
            )
            billed = sum(entries.mapped("quantity"))
            moved = move._get_quantity_in_sale_unit()
            if line.product_uom_id.compare(billed, moved) > 0:
                raise ValidationError(
                    self.env._(
                        "%(billed)s %(unit)s of %(product)s would be invoiced, but "
                        "only %(moved)s moved in %(transfer)s.",
                        billed=billed,
                        moved=moved,
                        unit=line.product_uom_id.name,
                        product=line.product_id.display_name,
                        transfer=move.picking_id.name or move.reference,
                    )
                )

    # ------------------------------------------------------------- reading
    @api.model
    def _get_active(self, sale_lines):
        """{sale line: its active entries, oldest first}."""
        entries = self.sudo().search(
            [("sale_line_id", "in", sale_lines.ids), ("state", "=", "active")],
            order="id",
        )
        return entries.grouped("sale_line_id")

    def _as_entries(self):
        return [
            ledger.Entry(
                key=entry.id,
                claim=entry.account_move_line_id.id or None,
                move=entry.stock_move_id.id,
                part=entry.shipment_line_id.id or None,
                quantity=entry.sale_line_id._to_decimal(entry.quantity),
            )
            for entry in self
        ]

    # ------------------------------------------------------------- writing
    @api.model
    @api.private
    def _sync(self, sale_lines, reason=None):
        """Bring the ledger in line with the invoices of ``sale_lines``.

        Called whenever an invoice line appears, changes or goes away, and whenever
        goods move: prepaid quantities find their moves here.
        """
        goods = sale_lines.sudo().filtered(lambda line: line._ships_goods())
        if goods:
            # Whoever invoices keeps the ledger, whether or not they may read it.
            self.sudo()._sync_goods(goods, reason or self.env._("Invoice line changed"))

    @api.model
    def _sync_goods(self, sale_lines, reason):
        active = self._get_active(sale_lines)
        plans = []
        for line in sale_lines:
            entries = active.get(line, self.browse())
            claims = line._get_invoice_claims()
            if not claims and not entries:
                continue
            entries._attach_to_shipment()
            slots, capacity = line._get_move_slots()
            plan = ledger.plan(claims, slots, entries._as_entries(), capacity)
            if plan.releases or plan.grants:
                plans.append((line, plan))
        if plans:
            self._apply_plans(plans, reason)

    @api.model
    def _apply_plans(self, plans, reason):
        moves = self.env["stock.move"]
        for _line, plan in plans:
            moves |= self.browse(plan.releases).stock_move_id
            moves |= moves.browse(slot.move for _key, slot, _quantity in plan.grants)
        self._lock_moves(moves)
        given_back = self.browse()
        for _line, plan in plans:
            given_back |= self._release(plan.releases, reason)
        vals_list = []
        positions = self._get_next_positions(moves)
        for line, plan in plans:
            for claim, slot, quantity in plan.grants:
                vals_list.append(
                    self._prepare_entry(line, claim, slot, quantity, positions)
                )
        self.create(vals_list)
        given_back.shipment_id.invoice_release_ids._on_quantity_given_back(reason)

    @api.model
    def _get_next_positions(self, moves):
        """Released entries count too: a number is never used twice for a move."""
        highest = dict(
            self._read_group(
                [("stock_move_id", "in", moves.ids)],
                ["stock_move_id"],
                ["position:max"],
            )
        )
        return {move.id: highest.get(move, 0) for move in moves}

    @api.model
    def _prepare_entry(self, line, claim, slot, quantity, positions):
        positions[slot.move] += 1
        part = self.env["logistics.shipment.line"].browse(slot.part or ())
        return {
            "stock_move_id": slot.move,
            "position": positions[slot.move],
            "shipment_line_id": part.id,
            "shipment_id": part.shipment_id.id,
            "sale_line_id": line.id,
            "account_move_line_id": claim,
            "invoice_id": self.env["account.move.line"].browse(claim).move_id.id,
            "quantity": float(quantity),
            "company_id": line.company_id.id,
        }

    @api.model
    def _release(self, releases, reason):
        """Give back {entry id: quantity}; a part of an entry is split off first."""
        entries = self.browse(releases)
        positions = self._get_next_positions(entries.stock_move_id)
        result = self.browse()
        for entry in entries:
            given_up = float(releases[entry.id])
            rest = entry.quantity - given_up
            if entry.uom_id.compare(rest, 0) <= 0:
                result |= entry
                continue
            move = entry.stock_move_id.id
            positions[move] += 1
            entry.quantity = rest
            result |= entry.copy({"quantity": given_up, "position": positions[move]})
        result.write(
            {
                "state": "released",
                "released_at": fields.Datetime.now(),
                "released_because": reason,
            }
        )
        return result

    def _attach_to_shipment(self):
        """Goods invoiced before their shipment was known find it later."""
        for entry in self.filtered(lambda entry: not entry.shipment_line_id):
            lines = entry.stock_move_id.logistics_line_ids
            if len(lines) == 1:
                entry.write(
                    {"shipment_line_id": lines.id, "shipment_id": lines.shipment_id.id}
                )

    @api.model
    def _lock_moves(self, moves):
        """Wait for whoever invoices the same moves; in a fixed order, no deadlock.

        Losing the race is expected and handled by the callers: no error in the log.
        """
        if moves:
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM stock_move WHERE id IN %s ORDER BY id"
                    " FOR NO KEY UPDATE",
                    tuple(moves.ids),
                ),
                log_exceptions=False,
            )
