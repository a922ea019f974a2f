# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..core import checkpoints
from ..core.checkpoints import Fact
from .order_checkpoint_facts import WAITS_FOR, latest

CLOSED_RELEASES = ("invoiced", "nothing")
READY_RELEASES = ("eligible", "to_approve", "failed", *CLOSED_RELEASES)
PHYSICAL = (
    checkpoints.RELEASED,
    checkpoints.WAREHOUSE,
    checkpoints.BOOKED,
    checkpoints.PICKED_UP,
    checkpoints.DELIVERED,
    checkpoints.POD,
)


class LogisticsOrderCheckpoint(models.Model):
    """Reads from documents which steps of an order were reached, and when."""

    _inherit = "logistics.order.checkpoint"

    @api.model
    def _get_order_facts(self, row, transfers, shipments, releases, invoices):
        """{kind: Fact} of the steps this order has reached."""
        facts = {
            checkpoints.RELEASED: self._read_released(row, transfers),
            checkpoints.WAREHOUSE: self._read_confirmed(transfers),
            checkpoints.ELIGIBLE: self._read_eligible(releases),
            checkpoints.INVOICED: self._read_invoiced(row, releases, invoices),
        }
        # News of one part of an order says nothing about the rest of it.
        if shipments and facts[checkpoints.WAREHOUSE]:
            facts[checkpoints.BOOKED] = self._read_booked(shipments)
            facts[checkpoints.PICKED_UP] = self._read_told(shipments, "picked_up")
            facts[checkpoints.DELIVERED] = self._read_delivered(shipments)
            facts[checkpoints.POD] = self._read_proof(shipments)
        if facts[checkpoints.INVOICED] and invoices:
            facts[checkpoints.POSTED] = self._read_posted(invoices)
        return {kind: fact for kind, fact in facts.items() if fact}

    @api.model
    def _read_released(self, row, transfers):
        if not row["has_goods"]:
            return Fact(row["confirmed_at"], row["confirmed_at"])
        if not transfers:
            return None
        at = min(transfer["created_at"] for transfer in transfers)
        return Fact(at, at)

    @api.model
    def _read_confirmed(self, transfers):
        if not transfers or not all(
            transfer["state"] == "done" or transfer["confirmation"]
            for transfer in transfers
        ):
            return None
        return self._last(
            Fact(item["occurred_at"], item["received_at"], item["connector_id"])
            if item["received_at"]
            else Fact(item["date_done"], item["date_done"])
            for item in transfers
        )

    @api.model
    def _read_booked(self, shipments):
        """The carrier said so, or a number of its own was given to the goods."""
        told = [self._as_fact(shipment["booked"]) for shipment in shipments]
        numbered = [shipment["numbered_at"] for shipment in shipments]
        found = [
            fact or (at and Fact(at, at))
            for fact, at in zip(told, numbered, strict=True)
        ]
        return self._last(found) if all(found) else None

    @api.model
    def _read_told(self, shipments, name):
        found = [self._as_fact(shipment[name]) for shipment in shipments]
        return self._last(found) if all(found) else None

    @api.model
    def _read_delivered(self, shipments):
        if any(shipment["status"] != "delivered" for shipment in shipments):
            return None
        return self._read_told(shipments, "delivered") or Fact(
            latest(shipment["delivered_at"] for shipment in shipments)
        )

    @api.model
    def _read_proof(self, shipments):
        if not all(shipment["has_pod"] for shipment in shipments):
            return None
        return self._last(
            Fact(
                shipment["pod_at"],
                shipment["pod_received_at"],
                (self._as_fact(shipment["signed"]) or Fact(None)).source,
            )
            for shipment in shipments
        )

    @api.model
    def _read_eligible(self, releases):
        if not releases or any(
            release["state"] not in READY_RELEASES for release in releases
        ):
            return None
        at = latest(release["eligible_at"] for release in releases)
        return Fact(at, at)

    @api.model
    def _read_invoiced(self, row, releases, invoices):
        closed = releases and all(
            release["state"] in CLOSED_RELEASES for release in releases
        )
        billed = row["invoice_status"] in ("invoiced", "upselling")
        if not invoices or not (billed or (closed and row["invoice_status"] == "no")):
            return None
        at = latest(invoice["made_at"] for invoice in invoices)
        return Fact(at, at)

    @api.model
    def _read_posted(self, invoices):
        if any(invoice["state"] != "posted" for invoice in invoices):
            return None
        at = latest(invoice["posted_at"] for invoice in invoices)
        return Fact(at, at)

    @api.model
    def _as_fact(self, told):
        """A Fact of (time, heard, partner) as the query of shipments gives it."""
        if not told:
            return None
        at, heard, connector = told
        to_datetime = fields.Datetime.to_datetime
        return Fact(to_datetime(at), to_datetime(heard), connector)

    @api.model
    def _last(self, facts):
        """The fact that completed a step which several documents have to reach."""
        facts = list(facts)
        last = max(facts, key=lambda fact: (fact.told_at is None, fact.told_at or 0))
        at = latest(fact.at for fact in facts)
        return Fact(at, last.told_at, last.source)

    # --------------------------------------------------------------- needs
    @api.model
    def _get_not_needed(self, row, facts, releases, demands):
        """Steps this order does not go through."""
        skipped = set()
        if row["state"] == "cancel":
            return set(checkpoints.KINDS) - set(facts)
        if not row["has_goods"]:
            skipped.update(PHYSICAL[1:])
        wanted = demands[None] | demands[row["company_id"]]
        if releases:
            wanted = {kind for item in releases for kind in item["demanded"]}
        if "proof_of_delivery" not in wanted:
            skipped.add(checkpoints.POD)
        if not wanted or not row["has_goods"]:
            skipped.add(checkpoints.ELIGIBLE)
        return skipped - set(facts)

    @api.model
    def _get_waits(self, releases, not_needed):
        """{step: the steps it really waits for}, where a release knows them."""
        waits = {}
        missing = {kind for release in releases for kind in release["missing"]}
        if releases and missing:
            waits[checkpoints.ELIGIBLE] = {
                step for kind in missing for step in WAITS_FOR.get(kind, ())
            }
        if checkpoints.ELIGIBLE in not_needed:
            waits[checkpoints.INVOICED] = {checkpoints.WAREHOUSE}
        return waits
