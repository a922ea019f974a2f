# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models

from ..core.order_check import check_amount, check_price, check_taxes
from ..core.order_terms import Fault


class LogisticsOrderIntake(models.AbstractModel):
    """Prices and taxes of a set of orders against what Odoo would bill."""

    _inherit = "logistics.order.intake"

    @api.model
    def _check_prices(self, connector, drafts):
        """Add to each draft what is wrong with its currency, prices and taxes."""
        priced = [draft for draft in drafts if draft.plan.customer_id]
        partners = self.env["res.partner"].browse(
            {draft.plan.customer_id for draft in priced}
        )
        lists = {partner.id: partner.property_product_pricelist for partner in partners}
        groups = defaultdict(list)
        for draft in priced:
            draft.pricelist = lists[draft.plan.customer_id]
            draft.currency = draft.pricelist.currency_id or self.env.company.currency_id
            told = draft.order.get("currency")
            if told and told != draft.currency.name:
                draft.faults.append(
                    Fault("currency", "currency", told, expected=draft.currency.name)
                )
                continue
            groups[draft.pricelist].append(draft)
        tolerance = Decimal(str(connector.order_price_tolerance))
        for pricelist, found in groups.items():
            self._check_priced(pricelist, found, tolerance)

    @api.model
    def _check_priced(self, pricelist, drafts, tolerance):
        """Drafts of one price list; its rules are read once for all their lines."""
        products = self.env["product.product"].browse(
            {line.product_id for draft in drafts for line in draft.plan.lines}
        )
        if not products:
            return
        now = fields.Datetime.now()
        rules = pricelist._get_applicable_rules(products, now)
        for draft in drafts:
            rounding = Decimal(str(draft.currency.rounding))
            for line in draft.plan.lines:
                product = self.env["product.product"].browse(line.product_id)
                product = product.with_prefetch(products._prefetch_ids)
                ours = self._get_price(product, line, rules, draft, now)
                taxes = self._get_taxes(product, draft, line)
                net = self._get_net(ours, product, taxes, draft.currency)
                row = draft.order["lines"][line.index]
                draft.faults += filter(
                    None,
                    [
                        check_price(line, Decimal(str(net)), tolerance, rounding),
                        check_amount(row, line, rounding),
                        check_taxes(line, self._get_rates(taxes)),
                    ],
                )
                if line.price is not None and net and net != ours:
                    # Odoo keeps prices of such taxes with the tax in them.
                    line.price = line.price * Decimal(str(ours)) / Decimal(str(net))

    @api.model
    def _get_price(self, product, line, rules, draft, now):
        """Our price of one unit told, as the price list gives it."""
        unit = self.env["uom.uom"].browse(line.unit_id)
        quantity = float(line.quantity)
        stock_quantity = quantity
        if unit != product.uom_id:
            stock_quantity = unit._compute_quantity(quantity, product.uom_id)
        rule = next(
            (
                rule
                for rule in rules
                if rule._is_applicable_for(product, stock_quantity)
            ),
            rules.browse(),
        )
        return rule._compute_price(
            product, quantity, unit, date=now, currency=draft.currency
        )

    @api.model
    def _get_taxes(self, product, draft, line):
        taxes = product.taxes_id._filter_taxes_by_company(self.env.company)
        if not line.taxes and not any(taxes.mapped("price_include")):
            return taxes
        if draft.fiscal_position is None:
            partner = self.env["res.partner"].browse(draft.plan.customer_id)
            draft.fiscal_position = self.env[
                "account.fiscal.position"
            ]._get_fiscal_position(partner, self._get_delivery(draft, partner))
        return draft.fiscal_position.map_tax(taxes)

    @api.model
    def _get_delivery(self, draft, partner):
        if draft.plan.ship_to_id:
            return self.env["res.partner"].browse(draft.plan.ship_to_id)
        if not draft.plan.new_address:
            return self.env["res.partner"]
        return self.env["res.partner"].new(self._prepare_address(draft))

    @api.model
    def _get_net(self, price, product, taxes, currency):
        """A price without the taxes Odoo keeps in it."""
        if not any(taxes.mapped("price_include")):
            return price
        return taxes.compute_all(price, currency=currency, product=product)[
            "total_excluded"
        ]

    @api.model
    def _get_rates(self, taxes):
        return [
            Decimal(str(tax.amount)).normalize()
            for tax in taxes.flatten_taxes_hierarchy()
            if tax.amount_type == "percent"
        ]
