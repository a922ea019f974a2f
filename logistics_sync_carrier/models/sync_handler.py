# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, models

from odoo.addons.logistics_sync_base.core.outcome import Outcome

from ..core import matching
from .shipment_matching import references_of


class LogisticsSyncHandler(models.AbstractModel):
    """Link events to shipments."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _consequence_link_shipment(self, events):
        """Find the shipment of every event; ship notices create theirs."""
        facts = events._read_facts()
        linked = {
            event_id: shipment
            for event_id, shipment in self._get_linked(events, facts).items()
            # A notice is judged again until it has its shipment.
            if not facts[event_id].is_notice or shipment.notice_event_id.id == event_id
        }
        outcomes = {
            event_id: Outcome.done(shipment) for event_id, shipment in linked.items()
        }
        rest = [fact for fact in facts.values() if fact.id not in linked]
        # Notices first: a scan of the same batch may speak of their shipment.
        notices = [fact.id for fact in rest if fact.is_notice]
        if notices:
            outcomes.update(self._link_notices(events.browse(notices)))
        outcomes.update(self._link_scans([fact for fact in rest if not fact.is_notice]))
        self._attach(
            {
                event_id: outcome.res_id
                for event_id, outcome in outcomes.items()
                if outcome.is_final and event_id not in linked
            }
        )
        return outcomes

    @api.model
    def _get_linked(self, events, facts=None):
        """{event id: shipment} of events that have theirs already."""
        facts = events._read_facts() if facts is None else facts
        by_event = {
            fact.id: fact.shipment_id for fact in facts.values() if fact.shipment_id
        }
        shipments = self.env["logistics.shipment"].browse(set(by_event.values()))
        alive = {shipment.id: shipment for shipment in shipments.exists()}
        return {
            event_id: alive[shipment_id]
            for event_id, shipment_id in by_event.items()
            if shipment_id in alive
        }

    @api.model
    def _attach(self, shipment_by_event):
        """Note on events which shipment they are about: the next steps rely on it."""
        if not shipment_by_event:
            return
        events = self.env["logistics.sync.event"].browse(shipment_by_event)
        events.flush_recordset(["res_model", "res_id"])
        self.env.cr.execute_values(
            """UPDATE logistics_sync_event e
                  SET res_model = 'logistics.shipment', res_id = v.shipment_id
                 FROM (VALUES %s) AS v (id, shipment_id) WHERE e.id = v.id""",
            list(shipment_by_event.items()),
            page_size=len(shipment_by_event),
        )
        events.invalidate_recordset(["res_model", "res_id"], flush=False)
        for fact in events._read_facts().values():
            fact.res_model = "logistics.shipment"
            fact.res_id = shipment_by_event[fact.id]

    # ---------------------------------------------------------------- scans
    @api.model
    def _link_scans(self, facts):
        Shipment = self.env["logistics.shipment"]
        outcomes, new_numbers = {}, defaultdict(dict)
        matches = Shipment._match(facts) if facts else {}
        for fact in facts:
            verdict, package_id = matches[fact.id]
            if verdict.result != matching.FOUND:
                event = self.env["logistics.sync.event"].browse(fact.id)
                outcomes[fact.id] = self._refuse_link(event, verdict)
                continue
            shipment = Shipment.browse(verdict.shipment)
            number = fact.references.get("tracking_number")
            if number and not package_id:
                new_numbers[shipment][number] = True
            outcomes[fact.id] = Outcome.done(shipment)
        for shipment, numbers in new_numbers.items():
            shipment._add_tracking_numbers(numbers)
        return outcomes

    @api.model
    def _refuse_link(self, event, verdict):
        """The question for a person when the references do not name one shipment."""
        given = self._describe_references(event)
        connector = event.connector_id.name
        if verdict.result == matching.CONFLICT:
            return Outcome.business(
                "conflicting_references",
                self.env._(
                    "%(connector)s names %(first)s and %(second)s together, but they "
                    "belong to different shipments.",
                    connector=connector,
                    first=self._describe_clue(verdict.against[0]),
                    second=self._describe_clue(verdict.against[1]),
                ),
            )
        if verdict.result == matching.AMBIGUOUS:
            names = self.env["logistics.shipment"].browse(verdict.candidates)
            return Outcome.business(
                "ambiguous_reference",
                self.env._(
                    "%(connector)s reports on %(given)s, which fits several "
                    "shipments: %(names)s.",
                    connector=connector,
                    given=given,
                    names=", ".join(sorted(names.mapped("name"))),
                ),
            )
        if verdict.result == matching.NOT_SHIPPED:
            sentence = self.env._(
                "%(connector)s reports on %(given)s, but nothing was shipped for it "
                "in Odoo yet.",
                connector=connector,
                given=given,
            )
        else:
            sentence = self.env._(
                "%(connector)s reports on %(given)s, which no shipment in Odoo has.",
                connector=connector,
                given=given,
            )
        return Outcome.business("unknown_tracking", sentence)

    @api.model
    def _describe_references(self, event):
        found = references_of(event)
        if not found:
            return self.env._("a shipment without any number")
        clues = [matching.Clue(kind, value, None) for kind, value in found.items()]
        return ", ".join(self._describe_clue(clue) for clue in clues)

    @api.model
    def _describe_clue(self, clue):
        labels = {
            "tracking_number": self.env._("tracking number %s", clue.value),
            "shipment": self.env._("shipment %s", clue.value),
            "order": self.env._("order %s", clue.value),
            "delivery": self.env._("delivery %s", clue.value),
            "bill_of_lading": self.env._("bill of lading %s", clue.value),
            "pro_number": self.env._("PRO number %s", clue.value),
        }
        return labels.get(clue.kind, clue.value)
