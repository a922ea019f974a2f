# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One of several that want to invoice the same goods, each in its own transaction.

Arguments: ``seed`` prepares an order and says which. ``rule`` or ``hand`` with its id
looks at the order, says ready, waits for the word, invoices, says what came out, waits
for the word and commits. ``again`` is a rule that comes later and need not look before.
"""

import sys

import odoo_process

from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import retrying


def say(*words):
    """Tell the test, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def seed(env):
    """An order of which everything has left, waiting only for its invoice."""
    env["logistics.invoice.rule"].create(
        {
            "name": "On dispatch",
            "action": "post",
            "condition_ids": [Command.create({"kind": "dispatched"})],
        }
    )
    product = env["product.product"].create(
        {"name": "Crate", "type": "consu", "list_price": 10, "taxes_id": False}
    )
    order = env["sale.order"].create(
        {
            "partner_id": env["res.partner"].create({"name": "Quay 9"}).id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": 10})
            ],
        }
    )
    order.action_confirm()
    picking = order.picking_ids
    picking.move_ids.write({"quantity": 10, "picked": True})
    picking.with_context(skip_sms=True, skip_backorder=True).button_validate()
    # No cron of this database may take part in the race.
    env["ir.cron"].search([]).active = False
    return order


def by_rule(order):
    """As the cron does it for one release."""
    [outcome] = order.logistics_shipment_ids.invoice_release_ids._invoice_now().values()
    return outcome


def by_hand(order):
    """As the button Create Invoice does it."""
    wizard = order.env["sale.advance.payment.inv"].with_context(
        active_model="sale.order", active_ids=order.ids
    )
    try:
        wizard.create({"advance_payment_method": "delivered"}).create_invoices()
    except UserError:
        return "refused"
    return "invoiced"


def main(what, order_id=0):
    """Take part in one race."""
    with odoo_process.environment() as env:
        if what == "seed":
            say("order", seed(env).id)
            return
        order = env["sale.order"].browse(int(order_id))
        if what != "again":
            # The snapshot of this transaction is from before anybody invoices.
            assert order.invoice_status == "to invoice"
            say("ready")
            sys.stdin.readline()

        def act():
            outcome = by_hand(order) if what == "hand" else by_rule(order)
            env.flush_all()
            say("outcome", outcome)
            sys.stdin.readline()

        if what == "hand":
            # A request that lost is tried again by the server.
            retrying(act, env)
        else:
            act()


if __name__ == "__main__":
    main(*sys.argv[1:])
