# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Records of the demo, made in Odoo's shell; every one could have been clicked."""

import json
import os
from pathlib import Path

from . import company, connectors, onboarding, orders, rules


def make(env) -> None:
    """Make everything, commit, and tell the conductor the names and secrets."""
    task = json.loads(Path(os.environ["LOGISTICS_SYNC_DEMO_TASK"]).read_text())
    admin = env.ref("base.user_admin")
    env = env(user=admin.id, context={"lang": "en_US", "tz": "America/New_York"})
    basics = company.make(env)
    partners = connectors.make(env, task["folders"], basics)
    rules.make(env, basics)
    onboarding.make(env, basics)
    names = orders.make(env, basics)
    key = company.make_api_key(env)
    env.cr.commit()
    answer = {"orders": names, "partners": partners, "api_key": key}
    Path(task["answer"]).write_text(json.dumps(answer))
