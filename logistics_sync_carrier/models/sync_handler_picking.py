# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.logistics_sync_base.core.outcome import Outcome

from .notice_plan import NoticePlan
from .shipment_creation import as_decimal

CONFIRMATIONS = {"pick_confirmed": "picked", "packed": "packed"}


class LogisticsSyncHandler(models.AbstractModel):
    """Pick, pack and ship confirmations change transfers."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _consequence_confirm_picking(self, events):
        prepared = events.filtered(
            lambda event: event.canonical.get("event_type") in CONFIRMATIONS
        )
        outcomes = self._confirm_prepared(prepared) if prepared else {}
        if events - prepared:
            outcomes.update(self._confirm_shipped(events - prepared))
        return outcomes

    # ------------------------------------------------------ picked, packed
    @api.model
    def _confirm_prepared(self, events):
        """The warehouse has the goods ready: quantities are set, nothing leaves."""
        orders = self._get_notice_orders(events)
        outcomes = {
            key: found for key, found in orders.items() if isinstance(found, Outcome)
        }
        rest = events.filtered(lambda event: event.id not in outcomes)
        # Each confirmation speaks of all open goods: picked and packed are the same.
        plans = {}
        for event in rest:
            plans.update(self._plan_notices(event, orders))
        for event in rest:
            plan = plans[event.id]
            if isinstance(plan, NoticePlan):
                picking = self._apply_preparation(plan)
                outcomes[event.id] = Outcome.done(picking)
            else:
                outcomes[event.id] = plan
        return outcomes

    @api.model
    def _apply_preparation(self, plan):
        quantities = plan.get_quantities()
        moves = self.env["stock.move"].browse(quantities)
        confirmation = CONFIRMATIONS[plan.event.canonical["event_type"]]
        self._set_done_quantities(
            {move: quantities[move.id] for move in moves}, plan.lots
        )
        pickings = moves.picking_id
        behind = pickings.filtered(
            lambda picking: picking.logistics_confirmation != "packed"
        )
        self._as_service(behind).write({"logistics_confirmation": confirmation})
        return pickings[:1]

    # ------------------------------------------------------------- shipped
    @api.model
    def _confirm_shipped(self, events):
        linked = self._get_linked(events)
        outcomes, todo = {}, self.env["logistics.shipment"]
        for event in events:
            shipment = linked.get(event.id)
            if not shipment or not shipment.line_ids:
                outcomes[event.id] = Outcome.skipped(self.env._("No goods to confirm"))
                continue
            outcomes[event.id] = self._check_shipped(event, shipment)
            if outcomes[event.id] is None:
                todo |= shipment
        failed = self._validate_shipments(todo, events, linked)
        for event in events:
            if outcomes[event.id] is None:
                shipment = linked[event.id]
                problem = failed.get(shipment.id)
                outcomes[event.id] = (
                    Outcome.business("picking_blocked", problem, record=shipment)
                    if problem
                    else Outcome.done(shipment.picking_ids[:1])
                )
        return outcomes

    @api.model
    def _check_shipped(self, event, shipment):
        """Outcome when there is nothing to do or something to ask, else None."""
        moves = shipment.line_ids.move_id
        left = moves._get_unplanned_quantities()
        wrong = moves.filtered(
            lambda move: (
                move.state == "cancel" or (move.state == "done" and left[move.id] != 0)
            )
        )
        if wrong:
            return Outcome.business(
                "quantity_mismatch",
                self.env._(
                    "%(connector)s says %(told)s × %(product)s left, but transfer "
                    "%(picking)s in Odoo has %(known)s done.",
                    connector=event.connector_id.name,
                    told=f"{self._sum_lines(shipment, wrong[0]).normalize():f}",
                    product=wrong[0].product_id.display_name,
                    picking=wrong[0].picking_id.name,
                    known=f"{wrong[0].quantity:g}" if wrong[0].state == "done" else "0",
                ),
                record=shipment,
            )
        if all(move.state == "done" for move in moves):
            return Outcome.done(
                moves.picking_id[:1], note=self.env._("The transfer was done already")
            )
        return None

    @api.model
    def _sum_lines(self, shipments, move):
        lines = shipments.line_ids.filtered(lambda line: line.move_id == move)
        return sum(as_decimal(line.quantity) for line in lines)

    @api.model
    def _validate_shipments(self, shipments, events, linked):
        """Do the transfers of these shipments; {shipment id: why it was refused}."""
        if not shipments:
            return {}
        lots = self._get_shipped_lots(events, linked)
        try:
            with self.env.cr.savepoint():
                shipments._validate_transfers(lots)
            return {}
        except UserError as error:
            if len(shipments) == 1:
                return {shipments.id: str(error)}
        failed = {}
        for shipment in shipments:
            failed.update(self._validate_shipments(shipment, events, linked))
        return failed

    @api.model
    def _get_shipped_lots(self, events, linked):
        lots = defaultdict(dict)
        for event in events.filtered(lambda event: event.id in linked):
            products = self._get_products(linked[event.id].line_ids.product_id)
            lots.update(self._get_lots(event, products))
        return lots

    @api.model
    def _set_done_quantities(self, quantities, lots):
        """Set what is done on moves; the other goods of the transfer stay behind."""
        moves = self._as_service(
            self.env["stock.move"].browse([move.id for move in quantities])
        )
        others = moves.picking_id.move_ids - moves
        others.filtered(
            lambda move: move.state not in ("done", "cancel")
        ).picked = False
        for move, quantity in zip(moves, quantities.values(), strict=True):
            if lots.get(move.product_id.id) and move.has_tracking != "none":
                move._set_lots(lots[move.product_id.id])
            else:
                move.quantity = float(quantity)
            move.picked = True
