# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One record each of the models about flows, batches and the rollout."""


def make(event):
    """{model: record of the company of the event}"""
    env, company = event.env, event.company_id
    job = env["logistics.sync.batch.job"].search(
        [("company_id", "=", company.id)], limit=1
    )
    run = env["logistics.sync.batch.run"].create(
        {"job_id": job.id, "started_at": "2026-11-20 10:00:00", "state": "done"}
    )
    item = env["logistics.sync.batch.item"].create(
        {
            "event_id": event.id,
            "company_id": company.id,
            "mode": "batch",
            "received_at": "2026-11-20 10:00:00",
            "held_at": "2026-11-20 10:00:00",
        }
    )
    total = env["logistics.sync.batch.total"].create(
        {
            "run_id": run.id,
            "connector_id": event.connector_id.id,
            "message_id": event.message_id.id,
            "file_name": "scans.csv",
            "state": "silent",
        }
    )
    override = env["logistics.sync.flow.override"].create(
        {
            "connector_id": event.connector_id.id,
            "event_type_id": event.event_type_id.id,
            "mode": "batch",
        }
    )
    quiet = env["logistics.sync.quiet.time"].create(
        {"name": "Month-end close", "company_id": company.id}
    )
    breach = env["logistics.sync.breach"].create(
        {
            "message_id": event.message_id.id,
            "event_id": event.id,
            "company_id": company.id,
            "due_at": "2026-11-20 10:00:00",
            "state": "open",
        }
    )
    sample = env["logistics.sync.window.sample"].create(
        {
            "company_id": company.id,
            "window": "Month-end close",
            "taken_at": "2026-11-20 10:00:00",
            "lane": "financial",
        }
    )
    rule = env["logistics.sync.rollout.rule"].create(
        {"switch": "off", "company_id": company.id}
    )
    wait = env["logistics.sync.rollout.wait"].create(
        {
            "event_id": event.id,
            "company_id": company.id,
            "rule_id": rule.id,
            "since": "2026-11-20 10:00:00",
        }
    )
    made = (job, run, item, total, override, quiet, breach, sample, rule, wait)
    return {record._name: record for record in made}
