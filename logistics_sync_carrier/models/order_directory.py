# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, models

from ..core.order_terms import Directory, Method, Party, Product, key, tax_key
from .sync_handler_item import UNIT_CODES


class LogisticsOrderIntake(models.AbstractModel):
    """Master data of a set of orders, each kind of it read in one query."""

    _name = "logistics.order.intake"
    _description = "Intake of Orders"

    @api.model
    def _load_directory(self, connector, orders):
        """A :class:`Directory` of all that ``orders`` (canonical) may mean."""
        known = Directory(
            codes={
                code: meaning
                for code, (meaning, __) in self.env["logistics.sync.code.map"]
                ._load_table(connector)
                .items()
            }
        )
        company = self.env.company
        self._load_products(known, connector, orders, company)
        self._load_parties(known, connector, orders, company)
        self._load_places(known, orders, company)
        known.methods = [
            Method(
                method.id,
                method.name,
                method.scac or "",
                method.logistics_service or "",
                frozenset(method.country_ids.mapped("code")),
            )
            for method in self.env["delivery.carrier"].search(
                [("company_id", "in", (False, company.id))]
            )
        ]
        return known

    # ------------------------------------------------------------- products
    @api.model
    def _load_products(self, known, connector, orders, company):
        rows = [row for order in orders for row in order.get("lines") or ()]
        told = self._get_told(rows, ("sku", "gtin", "buyer_sku"))
        charges = self._get_told(
            [row for order in orders for row in order.get("allowances") or ()],
            ("code", "description"),
        )
        refs = self.env["logistics.sync.external.ref"]._find(connector, "product", told)
        named = {known.meaning("product", code) for code in told}
        named |= {known.meaning("charge", code) for code in charges}
        codes = self._get_spellings(told | (named - {None}))
        ids = [res_id for model, res_id in refs.values() if model == "product.product"]
        products = (
            self.env["product.product"]
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "in", (False, company.id)),
                    "|",
                    ("id", "in", ids),
                    "|",
                    ("default_code", "in", codes),
                    ("barcode", "in", codes),
                ]
            )
        )
        known.references.update(
            {("product", code): res_id for code, (__, res_id) in refs.items()}
        )
        units = self._get_unit_names(products.uom_id)
        for product in products:
            fact = Product(
                product.id,
                product.display_name,
                product.active,
                product.sale_ok and product.type != "combo",
                product.uom_id.id,
                units[product.uom_id]
                | {key(unit.name): unit.id for unit in product.uom_ids},
            )
            known.products_by_id[product.id] = fact
            for code in {key(product.default_code), key(product.barcode)} - {""}:
                known.products.setdefault(code, []).append(fact)

    @api.model
    def _get_told(self, rows, names):
        return {
            str(row[name]).strip() for row in rows for name in names if row.get(name)
        }

    @api.model
    def _get_spellings(self, codes):
        """Codes as they may stand in Odoo: found by index, whatever their case."""
        return list(
            {form for code in codes for form in (code, code.upper(), code.lower())}
        )

    @api.model
    def _get_unit_names(self, bases):
        """{unit: {name or code in lower case: id of a unit it converts to}}"""
        standard = {
            code: self.env.ref(xmlid, raise_if_not_found=False)
            for code, xmlid in UNIT_CODES.items()
        }
        every = self.env["uom.uom"].search([("active", "=", True)]) if bases else bases
        names = {}
        for base in bases:
            fitting = {u.id: u for u in every if u._has_common_reference(base)}
            names[base] = {key(unit.name): unit.id for unit in fitting.values()}
            names[base].update(
                (key(code), unit.id)
                for code, unit in standard.items()
                if unit and unit.id in fitting
            )
            names[base][key(base.name)] = base.id
        return names

    # -------------------------------------------------------------- parties
    @api.model
    def _load_parties(self, known, connector, orders, company):
        told = [
            order[name]
            for order in orders
            for name in ("customer", "bill_to", "ship_to")
            if order.get(name)
        ]
        codes = self._get_told(told, ("code", "gln"))
        refs = self.env["logistics.sync.external.ref"]._find(
            connector, "customer", codes
        )
        ids = [res_id for model, res_id in refs.values() if model == "res.partner"]
        own = self.env["res.partner"]
        if connector.kind == "customer":
            own = connector.partner_id.commercial_partner_id
        named = {known.meaning("customer", code) for code in codes} - {None}
        named |= self._get_told(told, ("partner_code",))
        numbers = self._get_told(told, ("tax_id",))
        numbers |= {tax_key(number) for number in numbers}
        partners = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "in", (False, company.id)),
                    "|",
                    ("id", "in", [*ids, *own.ids]),
                    "|",
                    ("ref", "in", self._get_spellings(named)),
                    ("vat", "in", list(numbers)),
                ]
            )
        )
        known.references.update(
            {("customer", code): res_id for code, (__, res_id) in refs.items()}
        )
        for partner in partners:
            root = partner.commercial_partner_id
            party = Party(partner.id, root.id, partner.display_name, partner.active)
            known.parties_by_id[partner.id] = party
            if partner.ref:
                known.parties.setdefault(key(partner.ref), []).append(party)
            # Addresses repeat the number of their company.
            if partner.vat and partner == root:
                known.tax_ids.setdefault(tax_key(partner.vat), []).append(party)
        known.own_customer = known.parties_by_id.get(own.id)

    # --------------------------------------------------------------- places
    @api.model
    def _get_countries(self, orders):
        return {
            str(party["address"].get("country") or "").upper()
            for order in orders
            for party in (order.get("ship_to"), order.get("customer"))
            if party and party.get("address")
        }

    @api.model
    def _load_places(self, known, orders, company):
        warehouses = defaultdict(set)
        for warehouse in self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        ):
            warehouses[key(warehouse.code)].add(warehouse.id)
            warehouses[key(warehouse.name)].add(warehouse.id)
        known.warehouses = {code: sorted(ids) for code, ids in warehouses.items()}
        countries = self.env["res.country"].search(
            [("code", "in", self._get_countries(orders))]
        )
        known.countries = {country.code: country.id for country in countries}
        known.states = {
            (state.country_id.code, key(state.code)): state.id
            for state in countries.state_ids
        }
        known.currencies = {
            currency.name: currency.id
            for currency in self.env["res.currency"].search([])
        }
        known.incoterms = {
            incoterm.code: incoterm.id
            for incoterm in self.env["account.incoterms"].search(
                [
                    (
                        "code",
                        "in",
                        self._get_spellings(self._get_told(orders, ("incoterm",))),
                    )
                ]
            )
        }
