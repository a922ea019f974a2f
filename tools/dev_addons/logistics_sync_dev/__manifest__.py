# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Logistics Sync: Development Fixes",
    "summary": "Keeps browser tests free of an asset that some packages of Odoo lack",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Logistics Sync contributors",
    "website": "https://github.com/logistics-sync/logistics-sync",
    "license": "LGPL-3",
    "depends": ["mail"],
    "assets": {
        "web.assets_backend": [
            ("remove", "mail/static/lib/selfie_segmentation/selfie_segmentation.js"),
        ],
    },
}
