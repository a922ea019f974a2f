# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from pathlib import Path

from odoo.addons.logistics_sync_base.codec.contracts import add_folder

from . import models

add_folder(Path(__file__).resolve().parent / "schemas")
