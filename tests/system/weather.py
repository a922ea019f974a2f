# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Weather stations as partners, on a database without any business app.

Installs the example addon, takes in three reports (one of a station nobody knows, one
against the schema), mends what is missing and replays. Says as JSON what was seen.
"""

import json
import sys
from pathlib import Path

import odoo_process

from odoo.fields import Domain

EXAMPLE = "logistics_sync_example_weather"
ADDONS = Path(__file__).resolve().parent.parent / "addons"
SAMPLE = ADDONS / EXAMPLE / "schemas/examples/weather_report-1.0-storm.json"


def install():
    """Install the addon, as an administrator does."""
    with odoo_process.environment() as env:
        env["ir.module.module"].update_list()
        module = env["ir.module.module"].search([("name", "=", EXAMPLE)])
        module.button_immediate_install()


def report(env, connector, key, station, **values):
    """Store one report of the partner and work on it."""
    document = json.loads(SAMPLE.read_text()) | {"number": station} | values
    body = json.dumps(document).encode()
    message, __ = env["logistics.sync.message"]._ingest(connector, body, key)
    env.cr.commit()
    env["logistics.sync.message"]._drain("operational")
    return message


def use():
    """From the report to the reading."""
    with odoo_process.environment() as env:
        connector = env["logistics.sync.connector"].create(
            {"name": "Weather office", "code": "weather", "state": "live"}
        )
        env["example.weather.station"].create({"name": "Brocken"})
        messages = [
            report(env, connector, "1", "Brocken"),
            report(env, connector, "2", "Zugspitze"),
            report(env, connector, "3", "Brocken", wind_speed="much"),
        ]
        seen = {"before": [message.state for message in messages]}
        seen["question"] = messages[1].exception_ids.mapped("code")
        env["example.weather.station"].create({"name": "Zugspitze"})
        wizard = env["logistics.sync.replay.wizard"].create(
            {"chosen_ids": [m.id for m in messages[:2]], "wanted": "any"}
            | {"reason": "The station is known now"}
        )
        replay = env["logistics.sync.replay"].browse(wizard.action_start()["res_id"])
        env.cr.commit()
        for channel in ("operational", "batch"):
            env["logistics.sync.message"]._drain(channel)
        seen["replay"] = replay.line_ids.mapped("result")
        seen["after"] = [message.state for message in messages]
        readings = env["example.weather.reading"].search(Domain.TRUE)
        seen["readings"] = sorted(readings.mapped("station_id.name"))
        seen["apps"] = env["ir.module.module"].search_count(
            [("name", "in", ("sale", "stock", "account")), ("state", "=", "installed")]
        )
    sys.stdout.write(f"seen {json.dumps(seen)}\n")


if __name__ == "__main__":
    install()
    use()
