# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A process that stays, and says each time it is asked whether it may act here."""

import os
import sys

import odoo_process

from odoo import SUPERUSER_ID
from odoo.api import Environment
from odoo.modules.registry import Registry

with odoo_process.environment():
    pass
for _line in sys.stdin:
    with Registry(os.environ["LOGISTICS_SYNC_DATABASE"]).cursor() as cr:
        here = Environment(cr, SUPERUSER_ID, {})["logistics.sync.environment"]
        sys.stdout.write(f"may act: {here._allows(here._get_environment())}\n")
        sys.stdout.flush()
