# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the demo counts as told by partners."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from demo.observe import Observer  # the path is set above
from harness import Database

TOLD = """
INSERT INTO logistics_sync_message (connector_id, company_id, public_id, channel, body,
       correlation_id, direction, format, idempotency_key, state, received_at)
SELECT id, company_id, 'told', channel, '{}', 'told', 'in', 'json', 'told',
       'processed', now() FROM logistics_sync_connector LIMIT 1
RETURNING id
"""
EVENT = """
INSERT INTO logistics_sync_event (company_id, content_key, state, message_id)
SELECT id, %s, 'done', %s FROM res_company ORDER BY id LIMIT 1
"""


def test_only_what_partners_told_is_an_applied_fact(ready):
    """O11: events that Odoo publishes about itself are not counted as facts."""
    with Database("counts", template=ready) as database:
        database.query(EVENT, "told", database.value(TOLD))
        database.query(EVENT, "published", None)
        observer = Observer(database.real)
        try:
            assert observer.count({}).applied == 1
        finally:
            observer.connection.close()
