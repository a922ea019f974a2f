# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import binascii

from odoo import api, fields, models

from odoo.addons.logistics_sync_base.core.outcome import Outcome

from ..core.ranking import localise


class LogisticsSyncHandler(models.AbstractModel):
    """Put events on the timelines of their shipments, in sets."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _consequence_record_milestone(self, events):
        facts = events._read_facts()
        outcomes = self._refuse_milestones(facts)
        known = {key: fact for key, fact in facts.items() if key not in outcomes}
        linked = self._get_linked(events, known)
        shipments = self.env["logistics.shipment"].union(*linked.values())
        locked = shipments._lock_timelines()
        locked_ids = set(locked.ids)
        ready = []
        for fact in known.values():
            if fact.id not in linked:
                outcomes[fact.id] = self._refuse_unlinked(events.browse(fact.id))
            elif linked[fact.id].id not in locked_ids:
                outcomes[fact.id] = Outcome.transient(
                    self.env._("The shipment is being changed by someone else.")
                )
            else:
                ready.append(fact)
        if ready:
            outcomes.update(self._record_milestones(ready, linked, locked))
        return outcomes

    @api.model
    def _refuse_milestones(self, facts):
        """Outcomes of the events without a milestone, or with one nobody knows."""
        catalogue = self.env["logistics.milestone.type"]._get_catalogue()
        outcomes = {}
        for fact in facts.values():
            code = fact.canonical.get("milestone")
            if code is None:
                outcomes[fact.id] = Outcome.skipped(self.env._("No milestone in it"))
            elif code == "unknown" or code not in catalogue:
                event = self.env["logistics.sync.event"].browse(fact.id)
                outcomes[fact.id] = Outcome.business(
                    "unknown_code",
                    self.env._(
                        "%(connector)s sent the status “%(code)s” for %(given)s; "
                        "nobody has said what it means.",
                        connector=event.connector_id.name,
                        code=event.external_code or code,
                        given=self._describe_references(event),
                    ),
                )
        return outcomes

    @api.model
    def _refuse_unlinked(self, event):
        return Outcome.business(
            "unknown_tracking",
            self.env._(
                "%(connector)s reports on %(given)s, which has no shipment.",
                connector=event.connector_id.name,
                given=self._describe_references(event),
            ),
        )

    @api.model
    def _record_milestones(self, facts, linked, shipments):
        packages = self._get_packages(facts)
        legs = self._get_legs(shipments)
        now = fields.Datetime.now()
        rows = [
            self._prepare_milestone(
                fact, linked[fact.id].id, packages, legs.get(linked[fact.id].id), now
            )
            for fact in facts
        ]
        fresh = shipments._record_milestones(rows)
        again = self.env._("On the timeline already")
        return {
            fact.id: Outcome.done(
                linked[fact.id], note=None if fact.id in fresh else again
            )
            for fact in facts
        }

    @api.model
    def _get_packages(self, facts):
        """{(shipment id, tracking number): package id}"""
        wanted = {
            (fact.company_id, fact.references["tracking_number"])
            for fact in facts
            if "tracking_number" in fact.references
        }
        found = self.env["logistics.shipment"]._find_by_tracking(wanted)
        return {
            (shipment_id, number): package_id
            for (_company, number), (package_id, shipment_id) in found.items()
        }

    @api.model
    def _get_legs(self, shipments):
        """{shipment id: legs in order}"""
        legs = self.env["logistics.shipment.leg"].search(
            [("shipment_id", "in", shipments.ids)]
        )
        return {
            shipment.id: some for shipment, some in legs.grouped("shipment_id").items()
        }

    @api.model
    def _prepare_milestone(self, fact, shipment_id, packages, legs, now):
        """One row of the timeline: its columns and the code of its type."""
        canonical = fact.canonical
        catalogue = self.env["logistics.milestone.type"]._get_catalogue()
        number = fact.references.get("tracking_number")
        leg, final = self._find_leg(canonical, legs)
        kind = localise(
            catalogue[canonical["milestone"]][1],
            catalogue["interline_transfer"][1],
            final_leg=final,
        )
        return {
            "shipment_id": shipment_id,
            "company_id": fact.company_id,
            # A ship notice speaks of all packages, even if it leads with one number.
            "package_id": None
            if fact.is_notice
            else packages.get((shipment_id, number)),
            "leg_id": leg.id if leg else None,
            "type_id": catalogue[kind.code][0],
            "type_code": kind.code,
            "classifier": fact.classifier or "actual",
            "reason": canonical.get("reason"),
            "scope": canonical.get("scope"),
            "moved_state": False,
            "occurred_at": fact.occurred_at,
            "occurred_offset": fact.occurred_offset,
            "occurred_precision": fact.occurred_precision or "none",
            "estimated_at": self._get_estimate(fact),
            "received_at": fact.received_at or now,
            "processed_at": now,
            "location": self._format_location(canonical.get("location")),
            "connector_id": fact.connector_id,
            "event_id": fact.id,
            "correlation_id": fact.correlation_id,
        }

    @api.model
    def _find_leg(self, canonical, legs):
        """(leg the carrier of this fact drives, whether it is the last one)."""
        carrier = (canonical.get("carrier") or "").upper()
        if not legs or not carrier:
            return None, True
        mine = legs.filtered(lambda leg: (leg.scac or "").upper() == carrier)
        if not mine:
            return None, True
        return mine[-1], mine[-1] == legs[-1]

    @api.model
    def _get_estimate(self, fact):
        """When the delivery is expected according to this event, or None."""
        estimate = (fact.canonical.get("estimated_delivery") or {}).get("utc")
        if estimate:
            return fields.Datetime.to_datetime(estimate.rstrip("Z").replace("T", " "))
        if fact.classifier != "actual" and fact.canonical["milestone"] == "delivered":
            return fact.occurred_at
        return None

    @api.model
    def _format_location(self, location):
        if not location:
            return None
        keys = ("name", "city", "state", "postal_code", "country")
        return ", ".join(filter(None, (location.get(key) for key in keys))) or None

    # ------------------------------------------------------ proof of delivery
    @api.model
    def _consequence_capture_pod(self, events):
        """Keep signature and document with the shipment."""
        facts = events._read_facts()
        linked = self._get_linked(events, facts)
        return {
            fact.id: self._capture_pod(fact, linked.get(fact.id))
            for fact in facts.values()
        }

    @api.model
    def _capture_pod(self, fact, shipment):
        proof = fact.canonical.get("proof_of_delivery") or {}
        if not shipment or not (proof.get("signed_by") or proof.get("document")):
            return Outcome.skipped(self.env._("No proof of delivery in it"))
        try:
            shipment._capture_pod(fact, proof)
        except (binascii.Error, ValueError):
            event = self.env["logistics.sync.event"].browse(fact.id)
            return Outcome.business(
                "invalid_field",
                self.env._(
                    "%(connector)s sent a proof of delivery for %(given)s that cannot "
                    "be read: its document is not valid base64.",
                    connector=event.connector_id.name,
                    given=self._describe_references(event),
                ),
                record=shipment,
            )
        return Outcome.done(shipment)
