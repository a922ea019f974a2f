# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A day with every secret in use and a partner that repeats all it hears.

Arguments: the partner's address; an address nobody answers at; a folder for all that
can be taken away from this database; what each secret begins with.
"""

import base64
import importlib
import json
import sys
from pathlib import Path

import odoo_process
from keep_secrets import CODE

from odoo import fields
from odoo.fields import Command

BASE = "odoo.addons.logistics_sync_base"
PROOFS = ("api_key_header", "api_key_query", "bearer", "basic", "oauth2")


def work(env, urls, beginning):
    """Send and fetch with each way of proof, there and where nobody answers."""
    connector = env["logistics.sync.connector"].search([("code", "=", CODE)])
    messages = env["logistics.sync.message"]
    for url in urls:
        for proof in PROOFS:
            connector.write(
                {
                    "transport": "rest",
                    "outbound_transport": "rest",
                    "base_url": url,
                    "rest_auth": proof,
                    "oauth_token_url": f"{url}token",
                    "oauth_client": "suite",
                    "rest_send_path": "orders",
                    "rest_poll_path": "events",
                    "rest_check_path": "ping",
                    "allow_private_network": True,
                    "allow_plain_http": True,
                }
            )
            env.cr.commit()
            connector.action_check()
            messages._ingest(
                connector, b'{"order": 1}', f"{proof}-{url}", direction="out"
            )
            env.cr.commit()
            messages._drain("outbound")
            env["logistics.sync.gate"].search([]).unlink()
    connector.write({"outbound_transport": "webhook", "outbound_url": urls[0]})
    messages._ingest(connector, b'{"order": 2}', "signed", direction="out")
    # What a partner puts into its own document is a secret, too.
    told = {"milestone": "delivered", "password": f"{beginning}-told"}
    messages._ingest(connector, json.dumps(told).encode(), "told")
    env.cr.commit()
    messages._drain("outbound")
    messages._drain("operational")
    env["logistics.sync.audit.seal"]._seal_all()
    env.cr.commit()
    return connector


def take_away(env, connector, folder):
    """Write a file of everything somebody can export, print or list."""
    user = env["res.users"].create(
        {
            "name": "Somebody with all roles",
            "login": "all-roles",
            "group_ids": [
                Command.set(
                    [
                        env.ref(name).id
                        for name in (
                            "base.group_user",
                            "base.group_allow_export",
                            "base.group_system",
                            "logistics_sync_base.group_logistics_manager",
                            "logistics_sync_base.group_logistics_personal",
                        )
                    ]
                )
            ],
        }
    )
    env.cr.execute(
        """UPDATE logistics_sync_event SET processed_at = now() - interval '1 hour'
            WHERE processed_at IS NOT NULL;
           UPDATE logistics_sync_message SET finished_at = now() - interval '1 hour'
            WHERE finished_at IS NOT NULL;
           UPDATE logistics_sync_exception SET write_date = now() - interval '1 hour'
        """
    )
    env.cr.commit()
    env.invalidate_all()
    # Only now: before, there was no registry to import addons from.
    watermark = importlib.import_module(f"{BASE}.core.watermark").Watermark
    datasets = importlib.import_module(f"{BASE}.models.export_reader").DATASETS
    reader = env["logistics.sync.export.reader"]
    for dataset in datasets:
        rows, *__ = reader._read(dataset, connector, watermark.parse(""), 5000)
        (folder / f"pull-{dataset}.json").write_bytes(reader._write_json(rows))
        (folder / f"pull-{dataset}.csv").write_bytes(reader._write_csv(rows))
    mine = env(user=user.id)
    audit = mine["logistics.sync.audit.report"].create({})
    audit.action_export()
    (folder / "audit.jsonl").write_bytes(base64.b64decode(audit.file))
    incident = mine["logistics.sync.incident.report"].create(
        {"connector_id": connector.id, "end_at": fields.Datetime.now()}
    )
    incident.action_export()
    (folder / "incident.csv").write_bytes(base64.b64decode(incident.file))
    (folder / "incident.html").write_text(str(incident.report))
    health = mine["logistics.sync.health.report"].create({})
    (folder / "health.html").write_text(str(health.report))
    for name in sorted(mine):
        if name.startswith("logistics.") and name in mine:
            list_all(mine[name], folder)


def list_all(model, folder):
    """What the list and the form of a model can show and export, if anything."""
    if model._abstract or model._transient or not model.has_access("read"):
        return
    known = model.fields_get(attributes=["type", "exportable"])
    records = model.search([])
    names = [
        name
        for name, kind in known.items()
        if kind.get("exportable", True) and name != "id"
    ]
    rows = records.export_data(names)["datas"]
    read = records.read(list(known))
    text = json.dumps([rows, read], default=str, ensure_ascii=False)
    (folder / f"list-{model._name}.json").write_text(text)


def main(partner, nowhere, place, beginning):
    with odoo_process.environment() as env:
        connector = work(env, (partner, nowhere), beginning)
        take_away(env, connector, Path(place))


if __name__ == "__main__":
    main(*sys.argv[1:])
