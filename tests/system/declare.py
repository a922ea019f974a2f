# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Say that this database, here, is the original."""

import odoo_process

with odoo_process.environment() as env:
    here = env["logistics.sync.environment"]
    here._declare(here._get_environment())
