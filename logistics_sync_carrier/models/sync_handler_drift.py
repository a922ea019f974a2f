# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.logistics_sync_base.core.canonical import content_key
from odoo.addons.logistics_sync_base.core.outcome import Outcome

from ..core.drift import AHEAD, Statement, compare, event_of
from .shipment_drift_healing import CRON


class LogisticsSyncHandler(models.AbstractModel):
    """Compares a partner's status list with our shipments, in sets."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _consequence_compare_status(self, events):
        """List where the partner's picture differs; nothing is changed here."""
        facts = events._read_facts()
        outcomes = self._refuse_milestones(facts)
        linked = self._get_linked(events, facts)
        catalogue = self.env["logistics.milestone.type"]._get_catalogue()
        packages = self._get_packages(facts.values())
        statements, subjects = [], {}
        for fact in facts.values():
            if fact.id in outcomes:
                continue
            if fact.id not in linked:
                outcomes[fact.id] = self._refuse_unlinked(events.browse(fact.id))
                continue
            shipment = linked[fact.id]
            number = fact.references.get("tracking_number")
            package = packages.get((shipment.id, number))
            subjects[fact.id] = shipment, package
            statements.append(
                Statement(
                    fact.id,
                    (shipment.id, package),
                    catalogue[fact.canonical["milestone"]][1],
                    fact.classifier or "actual",
                    fact.occurred_at,
                )
            )
        known = self._get_known_kinds(subjects.values())
        verdicts = compare(statements, known)
        self._list_drift(events, facts, subjects, verdicts)
        for event_id, (shipment, _package) in subjects.items():
            note = self._describe_verdict(verdicts[event_id])
            outcomes[event_id] = Outcome.done(shipment, note=note)
        return outcomes

    @api.model
    def _get_known_kinds(self, subjects):
        """{(shipment id, package id): the milestone we have}"""
        kinds = self.env["logistics.shipment"]._get_kinds()
        packages = self.env["logistics.shipment.package"]
        known = {}
        for shipment, package_id in subjects:
            subject = packages.browse(package_id) if package_id else shipment
            type_id = subject.milestone_type_id.id
            known[shipment.id, package_id] = kinds[type_id] if type_id else None
        return known

    @api.model
    def _describe_verdict(self, verdict):
        if verdict.superseded:
            return self.env._("Not the latest statement")
        if verdict.direction is None:
            return self.env._("In step")
        if verdict.direction == AHEAD:
            return self.env._("The partner is further than Odoo")
        return self.env._("The partner is behind Odoo")

    @api.model
    def _list_drift(self, events, facts, subjects, verdicts):
        drifts = self.env["logistics.shipment.drift"].sudo()
        rows = {}
        for event in events:
            verdict = verdicts.get(event.id)
            if verdict and verdict.direction:
                row = self._prepare_drift(
                    event, facts[event.id], *subjects[event.id], verdict.direction
                )
                rows[event.connector_id.id, row["content_key"]] = row
        if not rows:
            return
        known = drifts.search(
            [
                ("connector_id", "in", [connector for connector, _key in rows]),
                ("content_key", "in", [key for _connector, key in rows]),
            ]
        )
        for drift in known:
            rows.pop((drift.connector_id.id, drift.content_key), None)
            drift.write(
                {
                    "last_seen_at": fields.Datetime.now(),
                    "times_seen": drift.times_seen + 1,
                }
            )
        drifts.create(list(rows.values()))
        self.env.ref(CRON).sudo()._trigger()

    @api.model
    def _prepare_drift(self, event, fact, shipment, package_id, direction):
        catalogue = self.env["logistics.milestone.type"]._get_catalogue()
        type_id, kind = catalogue[fact.canonical["milestone"]]
        subject = (
            self.env["logistics.shipment.package"].browse(package_id)
            if package_id
            else shipment
        )
        canonical = event_of(fact.canonical)
        pulled = event.message_id.is_pulled_status
        return {
            "shipment_id": shipment.id,
            "package_id": package_id,
            "company_id": fact.company_id,
            "connector_id": fact.connector_id,
            "source": "pull" if pulled else "list",
            "direction": direction,
            "our_type_id": subject.milestone_type_id.id,
            "our_status": subject.status,
            "their_type_id": type_id,
            "their_status": kind.status,
            "partner_code": event.external_code,
            "occurred_at": fact.occurred_at,
            "occurred_offset": fact.occurred_offset,
            "canonical": canonical,
            "content_key": content_key(
                fact.connector_id, canonical, event.external_code
            ),
            "message_id": fact.message_id,
            "to_apply": direction == AHEAD
            and event.connector_id.drift_policy == "apply",
        }
