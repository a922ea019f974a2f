# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Logistics Sync: Bare Route",
    "summary": "What the least possible intake costs, to measure ours against",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Logistics Sync contributors",
    "website": "https://github.com/logistics-sync/logistics-sync",
    "license": "LGPL-3",
    "depends": ["web"],
    "data": ["security/ir.model.access.csv"],
}
