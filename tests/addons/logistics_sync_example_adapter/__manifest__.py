# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Logistics Sync Example Adapter",
    "summary": "A parcel counter that leaves its scans in a format of its own",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Inventory/Delivery",
    "website": "https://github.com/logistics-sync/logistics-sync",
    "author": "Logistics Sync contributors",
    "license": "LGPL-3",
    "depends": ["logistics_sync_base"],
}
