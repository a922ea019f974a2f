# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Logistics Sync Accounts Payable",
    "summary": "Supplier invoices from AP platforms: sync state of purchase orders",
    "version": "19.0.1.0.0",
    "development_status": "Alpha",
    "category": "Accounting/Accounting",
    "website": "https://github.com/logistics-sync/logistics-sync",
    "author": "Logistics Sync contributors",
    "license": "LGPL-3",
    "depends": ["logistics_sync_base", "account", "purchase_stock"],
    "data": [
        "security/res_groups.xml",
        "data/connector_template_data.xml",
        "views/menus.xml",
        "views/purchase_order_views.xml",
        "views/account_move_views.xml",
    ],
}
