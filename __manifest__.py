# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Logistics Sync",
    "summary": "Orders, shipments, freight and invoices in step with your partners",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Inventory/Delivery",
    "website": "https://github.com/logistics-sync/logistics-sync",
    "author": "Logistics Sync contributors",
    "license": "LGPL-3",
    "application": True,
    "depends": ["logistics_sync_freight_audit", "logistics_sync_ap"],
    "assets": {
        "web.assets_tests": ["logistics_sync/static/tests/tours/**/*"],
    },
}
