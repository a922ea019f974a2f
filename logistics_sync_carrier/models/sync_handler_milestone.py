# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import binascii

from odoo import api, fields, models

from odoo.addons.logistics_sync_base.core.outcome import Outcome

from ..core.ranking import localise
from .shipment_matching import references_of
from .sync_handler import is_notice


class LogisticsSyncHandler(models.AbstractModel):
    """Put events on the timelines of their shipments, in sets."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _consequence_record_milestone(self, events):
        outcomes, known = self._sort_out_milestones(events)
        linked = self._get_linked(known)
        for event in known.filtered(lambda event: event.id not in linked):
            outcomes[event.id] = Outcome.business(
                "unknown_tracking",
                self.env._(
                    "%(connector)s reports on %(given)s, which is not linked to a "
                    "shipment.",
                    connector=event.connector_id.name,
                    given=self._describe_references(event),
                ),
            )
        shipments = self.env["logistics.shipment"].browse(
            sorted({shipment.id for shipment in linked.values()})
        )
        locked = shipments._lock_timelines()
        ready = known.filtered(
            lambda event: event.id in linked and linked[event.id] in locked
        )
        for event in known.filtered(lambda event: event.id in linked) - ready:
            outcomes[event.id] = Outcome.transient(
                self.env._("The shipment is being changed by someone else.")
            )
        if ready:
            outcomes.update(self._record_milestones(ready, linked, locked))
        return outcomes

    @api.model
    def _sort_out_milestones(self, events):
        """Outcomes of the events without a milestone we know, and the other events."""
        catalogue = self.env["logistics.milestone.type"]._get_catalogue()
        outcomes, known = {}, []
        for event in events:
            code = (event.canonical or {}).get("milestone")
            if code is None:
                outcomes[event.id] = Outcome.skipped(self.env._("No milestone in it"))
            elif code == "unknown" or code not in catalogue:
                outcomes[event.id] = Outcome.business(
                    "unknown_code",
                    self.env._(
                        "%(connector)s sent the status “%(code)s” for %(given)s; "
                        "nobody has said what it means.",
                        connector=event.connector_id.name,
                        code=event.external_code or code,
                        given=self._describe_references(event),
                    ),
                )
            else:
                known.append(event.id)
        return outcomes, events.browse(known)

    @api.model
    def _record_milestones(self, events, linked, shipments):
        packages = self._get_packages(events, shipments)
        legs = self._get_legs(shipments)
        now = fields.Datetime.now()
        rows = [
            self._prepare_milestone(event, linked[event.id], packages, legs, now)
            for event in events
        ]
        milestones = shipments._record_milestones(rows)
        fresh = set(milestones.event_id.ids)
        again = self.env._("On the timeline already")
        return {
            event.id: Outcome.done(
                linked[event.id], note=None if event.id in fresh else again
            )
            for event in events
        }

    @api.model
    def _get_packages(self, events, shipments):
        """{(shipment id, tracking number): package id}"""
        numbers = {references_of(event).get("tracking_number") for event in events}
        packages = self.env["logistics.shipment.package"].search_fetch(
            [
                ("shipment_id", "in", shipments.ids),
                ("tracking_number", "in", list(numbers - {None})),
            ],
            ["shipment_id", "tracking_number"],
        )
        return {
            (package.shipment_id.id, package.tracking_number): package.id
            for package in packages
        }

    @api.model
    def _get_legs(self, shipments):
        """{shipment id: legs in order}"""
        legs = self.env["logistics.shipment.leg"].search(
            [("shipment_id", "in", shipments.ids)]
        )
        return {shipment.id: some for shipment, some in legs.grouped("shipment_id").items()}

    @api.model
    def _prepare_milestone(self, event, shipment, packages, legs, now):
        """One row of the timeline: its columns and the code of its type."""
        canonical = event.canonical
        catalogue = self.env["logistics.milestone.type"]._get_catalogue()
        # A ship notice speaks of all packages, even where it leads with one number.
        number = None if is_notice(event) else references_of(event).get(
            "tracking_number"
        )
        leg, final = self._find_leg(canonical, legs.get(shipment.id))
        kind = localise(
            catalogue[canonical["milestone"]][1],
            catalogue["interline_transfer"][1],
            final_leg=final,
        )
        return {
            "shipment_id": shipment.id,
            "company_id": event.company_id.id,
            "package_id": packages.get((shipment.id, number)),
            "leg_id": leg.id if leg else None,
            "type_id": catalogue[kind.code][0],
            "type_code": kind.code,
            "classifier": event.classifier or "actual",
            "reason": canonical.get("reason"),
            "scope": canonical.get("scope"),
            "moved_state": False,
            "occurred_at": event.occurred_at or None,
            "occurred_offset": event.occurred_offset,
            "occurred_precision": event.occurred_precision or "none",
            "estimated_at": self._get_estimate(event),
            "received_at": event.received_at or now,
            "processed_at": now,
            "location": self._format_location(canonical.get("location")),
            "connector_id": event.connector_id.id,
            "event_id": event.id,
            "message_id": event.message_id.id,
            "correlation_id": event.correlation_id or None,
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
    def _get_estimate(self, event):
        """When the delivery is expected according to this event, or None."""
        estimate = (event.canonical.get("estimated_delivery") or {}).get("utc")
        if estimate:
            return fields.Datetime.to_datetime(estimate.rstrip("Z").replace("T", " "))
        if event.classifier != "actual" and event.canonical["milestone"] == "delivered":
            return event.occurred_at or None
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
        linked = self._get_linked(events)
        outcomes = {}
        for event in events:
            proof = (event.canonical or {}).get("proof_of_delivery") or {}
            shipment = linked.get(event.id)
            if not shipment or not (proof.get("signed_by") or proof.get("document")):
                outcomes[event.id] = Outcome.skipped(
                    self.env._("No proof of delivery in it")
                )
                continue
            try:
                shipment._capture_pod(event, proof)
            except (binascii.Error, ValueError):
                outcomes[event.id] = Outcome.business(
                    "invalid_field",
                    self.env._(
                        "%(connector)s sent a proof of delivery for %(given)s that "
                        "cannot be read: its document is not valid base64.",
                        connector=event.connector_id.name,
                        given=self._describe_references(event),
                    ),
                    record=shipment,
                )
                continue
            outcomes[event.id] = Outcome.done(shipment)
        return outcomes

