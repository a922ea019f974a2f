# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time

import pytz
from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.tools import SQL

from ..core.order_parties import address_key


class LogisticsOrderIntake(models.AbstractModel):
    """From checked orders to sales orders, all of a set at once."""

    _inherit = "logistics.order.intake"

    @api.model
    def _create_orders(self, connector, drafts):
        """Make the sales orders of faultless drafts; each gets its reference."""
        if not drafts:
            return
        self._fill_addresses(drafts)
        model = self.env["sale.order"].with_context(mail_create_nosubscribe=True)
        orders = self.env["logistics.sync.handler"]._as_service(model)
        orders = orders.create(
            [self._prepare_order(connector, draft) for draft in drafts]
        )
        for draft, order in zip(drafts, orders.with_env(model.env), strict=True):
            draft.record = order
            self._note_wishes(draft)
        self._write_references(connector, drafts)
        if connector.order_intake == "confirm":
            orders.action_confirm()

    @api.model
    def _write_references(self, connector, drafts):
        """Claim the numbers of the orders: another worker at the same one gives way.

        A row this transaction cannot see yet makes PostgreSQL refuse the statement as
        a conflict, and the work begins again. Sorted, so that nobody waits in a ring.
        """
        rows = sorted((draft.number, draft.record.id) for draft in drafts)
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_external_ref
                     (connector_id, company_id, kind, external_id, res_model, res_id,
                      create_uid, create_date, write_uid, write_date)
                   SELECT %(connector)s, %(company)s, 'order', v.number, 'sale.order',
                      v.id, %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM unnest(%(numbers)s, %(ids)s) AS v (number, id)
                   ON CONFLICT (connector_id, kind, external_id) DO NOTHING""",
                connector=connector.id,
                company=connector.company_id.id,
                numbers=[number for number, __ in rows],
                ids=[key for __, key in rows],
                uid=self.env.uid,
                now=now,
            )
        )
        self.env["logistics.sync.external.ref"].invalidate_model()

    # ------------------------------------------------------------ addresses
    @api.model
    def _fill_addresses(self, drafts):
        """Find or make the delivery addresses that were told in full."""
        waiting = [draft for draft in drafts if draft.plan.new_address]
        partners = self.env["res.partner"].browse(
            {draft.plan.customer_id for draft in waiting}
        )
        companies = partners.commercial_partner_id
        places = self.env["res.partner"].search([("id", "child_of", companies.ids)])
        known = {
            (
                place.commercial_partner_id.id,
                address_key(self._read_address(place)),
            ): place
            for place in places.sorted("id", reverse=True)
        }
        fresh = {}
        for draft in waiting:
            customer = partners.browse(draft.plan.customer_id).commercial_partner_id
            told = self._prepare_address(draft)
            place = (customer.id, address_key(told))
            if place in known:
                draft.plan.ship_to_id = known[place].id
            else:
                fresh.setdefault(place, (told, []))[1].append(draft)
        made = self.env["res.partner"].create([told for told, __ in fresh.values()])
        for partner, (__, found) in zip(made, fresh.values(), strict=True):
            for draft in found:
                draft.plan.ship_to_id = partner.id

    @api.model
    def _read_address(self, partner):
        return {
            "name": partner.name,
            "street": partner.street,
            "street2": partner.street2,
            "city": partner.city,
            "zip": partner.zip,
            "country_id": partner.country_id.id,
            "state_id": partner.state_id.id,
        }

    @api.model
    def _prepare_address(self, draft):
        customer = self.env["res.partner"].browse(draft.plan.customer_id)
        told = draft.plan.new_address
        names = ("street", "street2", "city", "zip", "country_id", "state_id")
        return {
            "name": told["name"] or customer.name,
            "type": "delivery",
            "parent_id": customer.commercial_partner_id.id,
            **{name: told[name] or False for name in (*names, "phone", "email")},
        }

    # --------------------------------------------------------------- orders
    @api.model
    def _prepare_order(self, connector, draft):
        order, plan = draft.order, draft.plan
        references = order.get("references") or {}
        values = {
            "company_id": connector.company_id.id,
            "partner_id": plan.customer_id,
            "partner_invoice_id": plan.bill_to_id,
            "partner_shipping_id": plan.ship_to_id,
            "warehouse_id": plan.warehouse_id,
            "carrier_id": plan.method_id,
            "incoterm": plan.incoterm_id,
            "client_order_ref": references.get("customer_order") or draft.number,
            "commitment_date": self._get_wanted(connector, order),
            "logistics_connector_id": connector.id,
            "logistics_number": draft.number,
        }
        return {
            **{name: value for name, value in values.items() if value},
            "order_line": [
                Command.create(self._prepare_line(line))
                for line in (*plan.lines, *plan.charges)
            ],
        }

    @api.model
    def _prepare_line(self, line):
        values = {
            "product_id": line.product_id,
            "product_uom_id": line.unit_id,
            "product_uom_qty": float(line.quantity),
        }
        if line.price is not None:
            # The price agreed in the order, which the check found to be ours.
            values["price_unit"] = float(line.price)
            values["discount"] = float(line.discount)
        return values

    @api.model
    def _get_wanted(self, connector, order):
        """Noon of the day wanted, where the partner is."""
        told = order.get("requested_delivery_date") or order.get("requested_ship_date")
        if not told:
            return None
        noon = datetime.combine(fields.Date.to_date(told), time(12))
        local = pytz.timezone(connector.timezone or "UTC").localize(noon)
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _note_wishes(self, draft):
        """What Odoo has no field for must be read by whoever works on the order."""
        order = draft.order
        goods = draft.record.order_line[: len(draft.plan.lines)]
        for line, told in zip(goods, draft.plan.lines, strict=True):
            wishes = []
            if told.wanted_on and told.wanted_on != order.get(
                "requested_delivery_date"
            ):
                wishes.append(self.env._("Wanted on %s", told.wanted_on))
            if told.lot:
                wishes.append(self.env._("Lot or serial number: %s", told.lot))
            if wishes:
                line.name = "\n".join([line.name, *wishes])
        notes = [order["notes"]] if order.get("notes") else []
        if order.get("payment_terms"):
            notes.append(
                self.env._("Payment terms in the order: %s", order["payment_terms"])
            )
        if notes:
            draft.record.message_post(body=Markup("<br/>").join(notes))
