# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from odoo.addons.logistics_sync_base.core.canonical import canonical_json

from .shipment_drift import OPEN_ACTIONS

CRON = "logistics_sync_carrier.ir_cron_heal_drift"


class LogisticsShipmentDrift(models.Model):
    """Makes the events partners never sent, through the inbox like any other."""

    _inherit = "logistics.shipment.drift"

    @api.private
    def _apply(self):
        """Store each missing event as a message of its partner, once.

        Its content is that of the event the partner should have sent: when that one
        comes after all, it is a duplicate.
        """
        # All messages first: a concurrent one makes the intake begin anew.
        messages = [drift._ingest_missing_event() for drift in self]
        for drift, message in zip(self, messages, strict=True):
            drift._note_action("applied", healing_message_id=message.id)
        lanes = self.connector_id._get_lanes()
        self.env["logistics.sync.message"]._dispatch(lanes)
        self.env.ref(CRON).sudo()._trigger()

    def _ingest_missing_event(self):
        self.ensure_one()
        message, _outcome = self.env["logistics.sync.message"]._ingest(
            self.connector_id,
            canonical_json([self.canonical]),
            f"drift:{self.content_key}",
            format="json",
            content_type="application/json",
            file_name=f"status-difference-{self.shipment_id.name}.json",
            origin_message_id=self.message_id.id or None,
        )
        return message

    @api.model
    def _cron_heal(self):
        """Heal each company's differences; each company's run is on record."""
        self.env["logistics.sync.batch.job"]._run_code("heal_drift")
        if self.search_count([("to_apply", "=", True)], limit=1):
            self.env.ref(CRON).sudo()._trigger()

    @api.model
    @api.private
    def _heal(self, company, limit=100):
        """Apply what the connectors' settings allow, ask about the rest, tidy up.

        Yields how many differences were worked on, after each that may be committed.
        """
        mine = [("company_id", "=", company.id)]
        for drift in self.search([*mine, ("to_apply", "=", True)], limit=limit):
            drift._apply()
            yield 1
        self._settle()
        self._note_events()
        asked = self.search(
            [
                *mine,
                ("action", "=", "none"),
                ("to_apply", "=", False),
                ("direction", "=", "ahead"),
            ],
            limit=limit,
        )
        for drift in asked:
            drift._ask()
        yield len(asked)

    @api.model
    def _settle(self, batch=1000):
        """Close what the partner's own events, or ours, have brought in step."""
        waiting = [("action", "in", OPEN_ACTIONS), ("to_apply", "=", False)]
        last = 0
        while found := self.search(
            [*waiting, ("id", ">", last)], order="id", limit=batch
        ):
            last = found[-1].id
            if agreed := found.filtered("in_step"):
                agreed._note_action("settled")

    @api.model
    def _note_events(self):
        """Tie the made events to their difference, and say where they come from."""
        for drift in self.search(
            [
                ("action", "=", "applied"),
                ("healing_event_id", "=", False),
                ("healing_message_id", "!=", False),
            ],
            limit=1000,
        ):
            event = self.env["logistics.sync.event"].search(
                [
                    ("connector_id", "=", drift.connector_id.id),
                    ("content_key", "=", drift.content_key),
                ]
            )
            if not event:
                continue
            drift.healing_event_id = event
            if event.message_id == drift.healing_message_id:
                event.source = drift._get_event_source()

    def _get_event_source(self):
        """What stands in the place of the partner's words."""
        self.ensure_one()
        return {
            "transport": "drift",
            "found_by": self.source,
            "found_at": str(self.found_at),
            "code": self.partner_code or None,
        }

    def _ask(self):
        self.ensure_one()
        shipment = self.shipment_id
        exception = self.env["logistics.sync.exception"]._raise_for(
            "status_drift",
            self.sentence,
            company=self.company_id,
            connector=self.connector_id,
            record=self,
            amount=shipment._get_amount_at_stake(self.company_id.currency_id),
        )
        self.action = "asked"
        return exception
