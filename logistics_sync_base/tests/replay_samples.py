# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A record of each model of replays, for the tests of who sees what."""


def make(message):
    """{model: record} in the company of ``message``."""
    env = message.env
    message._replay("Because of a test")
    line = message.replay_line_ids
    return {
        "logistics.sync.replay": line.replay_id,
        "logistics.sync.replay.line": line,
        "logistics.sync.backfill": env["logistics.sync.backfill"].create(
            {
                "name": "History of the other company",
                "connector_id": message.connector_id.id,
                "reason": "Because of a test",
            }
        ),
        "logistics.sync.replay.policy": env["logistics.sync.replay.policy"].create(
            {"company_id": message.company_id.id}
        ),
    }
