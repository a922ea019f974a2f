# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Master data of the demo company: what it sells, to whom, and who carries it."""

from dataclasses import dataclass

COMPANY = {
    "name": "Meridian Home Goods",
    "street": "200 Commerce Way",
    "city": "Columbus",
    "zip": "43085",
    "state": "OH",
    "country": "US",
    "email": "office@meridian.example",
    "phone": "+1 614 555 0100",
}

# sku: (name, price, weight in kg)
PRODUCTS = {
    "LAMP-01": ("Desk lamp", 49.0, 1.2),
    "CHAIR-02": ("Task chair", 189.0, 11.0),
    "DESK-03": ("Standing desk", 640.0, 38.0),
    "SHELF-04": ("Wall shelf", 120.0, 7.5),
    "RUG-05": ("Wool rug", 230.0, 6.0),
    "MUG-06": ("Stoneware mug", 12.0, 0.4),
    "CLOCK-07": ("Wall clock", 75.0, 1.0),
    "MAT-08": ("Door mat", 25.0, 2.0),
}
# Somebody took its tax off the order, so that its invoice is refused.
UNTAXED = {"MAT-08"}
# The clock is sold out: an order of it waits for goods.
STOCK = {sku: 500 for sku in PRODUCTS if sku != "CLOCK-07"}


@dataclass(frozen=True)
class Customer:
    """Who buys; ``tag`` is a key of TAGS."""

    name: str
    street: str
    city: str
    state: str
    postcode: str
    country: str
    tag: str | None = None


CUSTOMERS = {
    "books": Customer(
        "Harbor Street Books", "12 Harbor St", "New York", "NY", "10013", "US"
    ),
    "clinic": Customer(
        "Lakeside Clinic", "800 Lake Ave", "Chicago", "IL", "60611", "US", "delivery"
    ),
    "hotel": Customer(
        "Grand Pacific Hotels", "1 Ocean Blvd", "San Diego", "CA", "92101", "US"
    ),
    "wholesale": Customer(
        "Birch & Sons", "77 Mill Rd", "Akron", "OH", "44301", "US", "wholesale"
    ),
    "atelier": Customer(
        "Atelier Nord GmbH", "Elbchaussee 9", "Hamburg", "", "22765", "DE"
    ),
    "interiors": Customer(
        "Maple Leaf Interiors", "55 Queen St", "Toronto", "ON", "M5H 2M9", "CA"
    ),
    "cafe": Customer(
        "Copper Kettle Cafe", "3 Pine St", "Portland", "OR", "97204", "US"
    ),
    "school": Customer(
        "Thames Valley School", "2 Bridge Rd", "Reading", "", "RG1 2AA", "GB"
    ),
}
TAGS = {"delivery": "Invoice on delivery", "wholesale": "Wholesale"}

# key: (name of the delivery method, name of the carrier, its code)
CARRIERS = {
    "swiftline": ("Swiftline Ground", "Swiftline Parcel", "SWLN"),
    "nordpost": ("Nordpost Express", "Nordpost Express", "NDPX"),
    "ironbridge": ("Ironbridge LTL", "Ironbridge Freight", "IRBF"),
}
THREE_PL = "Depot West Fulfilment"

# Above this a posted invoice for a wholesale customer waits for approval.
APPROVAL_THRESHOLD = 2000.0
