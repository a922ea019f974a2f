# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The company: accounting, warehouses, products, customers, delivery methods, users."""

from dataclasses import dataclass, field
from datetime import timedelta

from ..catalogue import (
    CARRIERS,
    COMPANY,
    CUSTOMERS,
    PRODUCTS,
    STOCK,
    TAGS,
    THREE_PL,
)

GROUPS = {
    "admin": [
        "sales_team.group_sale_manager",
        "stock.group_stock_manager",
        "account.group_account_manager",
        "account.group_account_user",
        "logistics_sync_base.group_logistics_manager",
        "logistics_sync_base.group_logistics_finance",
    ],
    "clerk": [
        "sales_team.group_sale_salesman_all_leads",
        "stock.group_stock_user",
        "logistics_sync_base.group_logistics_operations",
    ],
    "finance": [
        "sales_team.group_sale_salesman_all_leads",
        "account.group_account_invoice",
        "logistics_sync_base.group_logistics_finance",
    ],
    "manager": ["logistics_sync_base.group_logistics_manager"],
    "auditor": ["logistics_sync_base.group_logistics_auditor"],
}
PEOPLE = {
    "clerk": "Olivia Park",
    "finance": "Frank Weber",
    "manager": "Ines Moreau",
    "auditor": "Anna Lindqvist",
}

# Whose questions are whose: the team, who leads it and who is on duty.
TEAMS = {
    "customer_service": ("manager", "clerk"),
    "logistics": ("manager", "clerk"),
    "finance": ("finance", "finance"),
    "integration": ("manager", "manager"),
}


@dataclass
class Basics:
    """What the other records of the demo are attached to."""

    company: object
    warehouses: dict = field(default_factory=dict)
    products: dict = field(default_factory=dict)
    customers: dict = field(default_factory=dict)
    tags: dict = field(default_factory=dict)
    carriers: dict = field(default_factory=dict)
    three_pl: object = None
    users: dict = field(default_factory=dict)


def make(env) -> Basics:
    """Turn the database's first company into the demo company."""
    basics = Basics(_make_company(env))
    basics.users = _make_users(env)
    basics.tags = {
        key: env["res.partner.category"].create({"name": name})
        for key, name in TAGS.items()
    }
    for key, customer in CUSTOMERS.items():
        basics.customers[key] = _make_customer(env, customer, basics.tags)
    basics.three_pl = env["res.partner"].create(
        {"name": THREE_PL, "is_company": True, **_place(env, "US", "CA")}
    )
    basics.warehouses = _make_warehouses(env, basics)
    basics.products = _make_products(env)
    _make_stock(env, basics)
    basics.carriers = _make_carriers(env)
    return basics


def make_api_key(env) -> str:
    """A key for the conductor, which reads the watched folder as the cron would."""
    expiry = env.cr.now() + timedelta(days=1)
    return env["res.users.apikeys"]._generate(None, "Demo", expiry)


def _place(env, country, state=""):
    found = env["res.country"].search([("code", "=", country)])
    region = env["res.country.state"].search(
        [("country_id", "=", found.id), ("code", "=", state)]
    )
    return {"country_id": found.id, "state_id": region.id}


def _make_company(env):
    company = env.ref("base.main_company")
    company.partner_id.write(
        {
            **{name: COMPANY[name] for name in ("name", "street", "city", "zip")},
            **{name: COMPANY[name] for name in ("email", "phone")},
            **_place(env, COMPANY["country"], COMPANY["state"]),
        }
    )
    company.currency_id = env.ref("base.USD")
    if not company.chart_template:
        env["account.chart.template"].try_loading(
            "generic_coa", company=company, install_demo=False
        )
    return company


def _make_users(env):
    users = {"admin": env.user}
    for login, name in PEOPLE.items():
        users[login] = env["res.users"].create(
            {
                "name": name,
                "login": login,
                "password": login,
                "email": f"{login}@meridian.example",
            }
        )
    for login, user in users.items():
        user.write(
            {
                "notification_type": "inbox",
                "group_ids": [(4, env.ref(name).id) for name in GROUPS[login]],
            }
        )
    for name, (lead, duty) in TEAMS.items():
        env.ref(f"logistics_sync_base.team_{name}").write(
            {
                "lead_id": users[lead].id,
                "duty_id": users[duty].id,
                "member_ids": [(6, 0, [users[lead].id, users[duty].id])],
            }
        )
    return users


def _make_customer(env, customer, tags):
    return env["res.partner"].create(
        {
            "name": customer.name,
            "is_company": True,
            "street": customer.street,
            "city": customer.city,
            "zip": customer.postcode,
            "category_id": [(6, 0, tags[customer.tag].ids if customer.tag else [])],
            **_place(env, customer.country, customer.state),
        }
    )


def _make_warehouses(env, basics):
    own = env["stock.warehouse"].search(
        [("company_id", "=", basics.company.id)], limit=1
    )
    own.name = COMPANY["city"]
    return {
        "own": own,
        "3pl": env["stock.warehouse"].create(
            {"name": THREE_PL, "code": "DEPOT", "partner_id": basics.three_pl.id}
        ),
    }


def _make_products(env):
    records = env["product.product"].create(
        [
            {
                "name": name,
                "default_code": sku,
                "list_price": price,
                "standard_price": price * 0.6,
                "weight": weight,
                "type": "consu",
                "is_storable": True,
                "invoice_policy": "delivery",
            }
            for sku, (name, price, weight) in PRODUCTS.items()
        ]
    )
    return {record.default_code: record for record in records}


def _make_stock(env, basics):
    quants = env["stock.quant"].with_context(inventory_mode=True)
    quants.create(
        [
            {
                "product_id": basics.products[sku].id,
                "location_id": warehouse.lot_stock_id.id,
                "inventory_quantity": quantity,
            }
            for sku, quantity in STOCK.items()
            for warehouse in basics.warehouses.values()
        ]
    ).action_apply_inventory()


def _make_carriers(env):
    product = env["product.product"].create(
        {"name": "Delivery", "type": "service", "list_price": 0.0}
    )
    return {
        key: env["delivery.carrier"].create(
            {"name": method, "scac": scac, "product_id": product.id}
        )
        for key, (method, _name, scac) in CARRIERS.items()
    }
