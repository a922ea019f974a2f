# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Logistics Sync Freight Audit",
    "summary": "Fetches what freight audit providers deliver, with control totals",
    "version": "19.0.1.0.0",
    "development_status": "Alpha",
    "category": "Accounting/Accounting",
    "website": "https://github.com/logistics-sync/logistics-sync",
    "author": "Logistics Sync contributors",
    "license": "LGPL-3",
    "depends": ["logistics_sync_carrier"],
    "data": [
        "security/res_groups.xml",
        "data/batch_job_data.xml",
        "data/connector_template_data.xml",
        "views/menus.xml",
    ],
}
