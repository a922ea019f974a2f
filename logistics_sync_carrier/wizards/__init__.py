# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import code_map_fix
from . import link_shipment
from . import evidence_entry
from . import rollout_preview
from . import look
from . import compare_rule
