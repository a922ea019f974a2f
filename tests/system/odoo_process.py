# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the scripts of this folder share: Odoo without a server, on one database."""

import contextlib
import os

import odoo.init
from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.tools import config


@contextlib.contextmanager
def environment():
    """An environment of the super user; committed at the end."""
    database = os.environ["LOGISTICS_SYNC_DATABASE"]
    words = ["-c", os.environ["LOGISTICS_SYNC_CONFIG"], "-d", database]
    config.parse_config([*words, "--log-level", "warn"])
    more = os.environ.get("LOGISTICS_SYNC_MORE_ADDONS")
    if more and more not in config["addons_path"]:
        places = ",".join([*config["addons_path"], more])
        config.parse_config([*words, "--log-level", "warn", "--addons-path", places])
    with Registry(database).cursor() as cr:
        yield Environment(cr, odoo.SUPERUSER_ID, {})
