# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Logistics Sync Example Weather",
    "summary": "Weather stations as partners: a field far from orders and goods",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Inventory/Delivery",
    "website": "https://github.com/logistics-sync/logistics-sync",
    "author": "Logistics Sync contributors",
    "license": "LGPL-3",
    "depends": ["logistics_sync_base"],
    "data": [
        "security/ir.model.access.csv",
        "security/ir_rules.xml",
        "data/event_type_data.xml",
    ],
}
