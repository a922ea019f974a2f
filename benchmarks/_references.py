# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The two ways an Odoo integration is usually built, doing the same shipment write.

Both call :class:`ScanHandler`: plain ORM code for one event, without our inbox,
attempts, content keys or mapping; its code table is a dictionary. Both start from
committed work (an exchange record with its file; a pending job with its payload).

* ``edi_core_oca``: ``backend.exchange_process(record)`` for each record in turn. As in
  the module's own cron there is one commit at the end, not one per record.
* ``queue_job``: one job per event, through the methods its runner's HTTP request calls
  (enqueued, acquired, performed, done, with their commits). What the runner adds in
  life (its own process, one HTTP request per job) is left out.
"""

import base64
import json
from datetime import UTC, datetime

import _stage  # configures Odoo before its addons are imported
import _workload

from odoo import fields, models
from odoo.orm.model_classes import add_to_registry

from odoo.addons.logistics_sync_carrier.core.ranking import key_of
from odoo.addons.queue_job.controllers.main import RunJobController
from odoo.addons.queue_job.job import Job

HANDLER = "logistics.benchmark.handler"


class ScanHandler(models.AbstractModel):
    _name = HANDLER
    _inherit = ["edi.oca.handler.process"]
    _description = "Scan of a parcel, one at a time"
    _module = "edi_core_oca"
    _register = False

    def process(self, exchange_record):
        """What edi_core_oca calls for one record."""
        self.apply_scan(exchange_record._get_file_content())

    def apply_scan(self, text):
        """Put one scan on the timeline of its shipment and move the shipment on."""
        scan = json.loads(text)
        package = self.env["logistics.shipment.package"].search(
            [("tracking_number", "=", scan["parcel"]["number"])], limit=1
        )
        values = self._prepare_milestone(scan, package)
        same_fact = [
            (name, "=", values[name])
            for name in ("shipment_id", "package_id", "type_id", "classifier")
        ]
        same_fact.append(("occurred_at", "=", values["occurred_at"]))
        milestones = self.env["logistics.shipment.milestone"]
        if not milestones.search_count(same_fact, limit=1):
            self._move_on(package, milestones.create(values))

    def _prepare_milestone(self, scan, package):
        code, classifier = _workload.CODES[scan["status"]["code"]]
        told = datetime.fromisoformat(scan["scanned_at"])
        now = fields.Datetime.now()
        site = scan["site"]
        return {
            "shipment_id": package.shipment_id.id,
            "company_id": package.company_id.id,
            "package_id": package.id,
            "type_id": self.env["logistics.milestone.type"]._get_catalogue()[code][0],
            "classifier": classifier,
            "scope": "package",
            "occurred_at": told.astimezone(UTC).replace(tzinfo=None),
            "occurred_offset": int(told.utcoffset().total_seconds() // 60),
            "occurred_precision": "second",
            "received_at": now,
            "processed_at": now,
            "location": ", ".join(
                site[name] for name in ("name", "city", "state", "zip", "country")
            ),
        }

    def _move_on(self, package, milestone):
        catalogue = self.env["logistics.milestone.type"]._get_catalogue()
        kind = catalogue[milestone.type_id.code][1]
        shipment = package.shipment_id
        known = shipment.milestone_type_id.code
        values = {"last_received_at": milestone.received_at}
        if milestone.classifier != "actual":
            values["estimated_delivery_at"] = milestone.occurred_at
        elif kind.key > key_of(catalogue[known][1] if known else None):
            state = {"milestone_type_id": milestone.type_id.id, "status": kind.status}
            if kind.is_delivered:
                state["delivered_at"] = milestone.occurred_at
            package.write(state)
            if not shipment.shipped_at:
                values["shipped_at"] = milestone.occurred_at
            values.update(state, last_moved_at=milestone.occurred_at)
            milestone.moved_state = True
        shipment.write(values)


def open_registry():
    """The registry with the handler, as if an addon that has it were installed."""
    registry = _stage.open_registry()
    add_to_registry(registry, ScanHandler)
    with registry.cursor() as cr:
        registry._setup_models__(cr, [HANDLER])
        registry.init_models(cr, [HANDLER], {"models_to_check": True})
    return registry


# ------------------------------------------------------------------ edi_core_oca
def receive_by_edi(env, documents):
    """Committed exchange records that wait to be processed: {key: record ids}"""
    backend_type = env["edi.backend.type"].create({"name": "Scans", "code": "scans"})
    backend = env["edi.backend"].create(
        {"name": "Scans", "backend_type_id": backend_type.id}
    )
    env["edi.exchange.type"].create(
        {
            "name": "Scan",
            "code": "scan",
            "direction": "input",
            "backend_id": backend.id,
            "backend_type_id": backend_type.id,
            "exchange_file_ext": "json",
            "exchange_filename_pattern": "{record.identifier}",
            "process_model_id": env["ir.model"]._get(HANDLER).id,
            "receive_model_id": env["ir.model"]._get("edi.oca.handler.noop").id,
        }
    )
    waiting = {}
    for key, bodies in documents.items():
        waiting[key] = [
            backend.create_record(
                "scan",
                {
                    "exchange_file": base64.b64encode(body),
                    "edi_exchange_state": "input_received",
                },
            ).id
            for body in bodies
        ]
    env.cr.commit()
    return waiting


def process_by_edi(env, record_ids):
    """One record after the other, then the commit."""
    records = env["edi.exchange.record"].browse(record_ids)
    backend = records.backend_id
    for record in records:
        backend.exchange_process(record)
    env.cr.commit()
    assert set(records.mapped("edi_exchange_state")) == {"input_processed"}


# --------------------------------------------------------------------- queue_job
def receive_by_jobs(env, documents):
    """The uuids of committed jobs, one for each document."""
    handler = env[HANDLER]
    jobs = [handler.with_delay().apply_scan(body.decode()) for body in documents]
    env.cr.commit()
    return [job.uuid for job in jobs]


def process_by_jobs(env, uuids):
    """Each job through its life: the runner's step, then the request's steps."""
    for uuid in uuids:
        job = Job.load(env, uuid)
        job.set_enqueued()
        job.store()
        env.cr.commit()
        acquired = RunJobController._acquire_job(env, uuid)
        RunJobController._runjob(env, acquired)
    states = env["queue.job"].search([("uuid", "in", uuids)]).mapped("state")
    assert set(states) == {"done"}, set(states)
