# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ..core.outcome import Outcome
from .backfill import HISTORY
from .rollout_rule import INBOUND, OUTBOUND


class LogisticsSyncEvent(models.Model):
    """Facts of flows that are not rolled out here are kept until they are.

    Costs a look at a cache where everything is on.
    """

    _inherit = "logistics.sync.event"

    def _run_consequences(self, isolated=False):
        # A load of history is a decision of its own and changes no document.
        if self.env.context.get(HISTORY):
            return super()._run_consequences(isolated)
        off = self._find_not_rolled_out()
        if not off:
            return super()._run_consequences(isolated)
        held = self.browse(key for key in self.ids if key in off)
        held._hold_for_rollout(off)
        ready = self - held
        if ready:
            super(LogisticsSyncEvent, ready)._run_consequences(isolated)
        return None

    @api.private
    def _find_not_rolled_out(self):
        """{event id: id of the switch that keeps it, or None}; addons add theirs.

        Called for the events of one company.
        """
        rules = self.env["logistics.sync.rollout.rule"]
        if rules._get_settled(INBOUND) is True:
            return {}
        return self._find_off(INBOUND, self._get_rollout_subjects())

    def _find_off(self, feature, subjects):
        """{event id: id of the switch} of those for which a feature is off."""
        rules = self.env["logistics.sync.rollout.rule"]
        found = {}
        for event_id in self.ids:
            for subject in subjects[event_id]:
                is_on, rule_id = rules._find_switch(feature, subject)
                if not is_on:
                    found[event_id] = rule_id
                    break
        return found

    @api.private
    def _get_rollout_subjects(self):
        """{event id: [{name: id}, ...]}; domain addons add where it belongs."""
        return {
            event.id: [
                {
                    "flow": event.event_type_id.id,
                    "company": event.company_id.id,
                    "connector": event.connector_id.id,
                }
            ]
            for event in self
        }

    def _hold_for_rollout(self, off):
        note = self.env._("Not rolled out here yet")
        self._close_held(dict.fromkeys(self.ids, Outcome.waiting("rollout", note)))
        waits = self.env["logistics.sync.rollout.wait"].sudo()
        waits._hold({event: off[event.id] for event in self})

    # ------------------------------------------------------------- published
    @api.model
    @api.private
    def _may_publish(self, event_type_code, company, record=None):
        """Whether partners are told of this flow here; asked before it is written."""
        rules = self.env["logistics.sync.rollout.rule"]
        settled = rules._get_settled(OUTBOUND)
        if settled is not None:
            return settled
        place = {"company": company.id}
        subjects = [place]
        if record is not None and hasattr(record, "_get_rollout_subjects"):
            found = record.sudo()._get_rollout_subjects()[record.id]
            subjects = [place | subject for subject in found]
        flow = self._get_published_type(event_type_code).id
        # Partners that are switched by themselves are told apart where it is owed.
        return any(
            rules._is_on(OUTBOUND, {**subject, "flow": flow, "connector": connector})
            for subject in subjects
            for connector in (None, *rules._get_named_connectors())
        )

    @api.model
    @api.private
    def _publish(
        self, event_type_code, canonical, record=None, company=None, correlation_id=None
    ):
        of = company or (record and record.company_id) or self.env.company
        if not self._may_publish(event_type_code, of, record):
            return self.browse()
        return super()._publish(
            event_type_code, canonical, record, company, correlation_id
        )

    @api.model
    @api.private
    def _wake_held(self, companies, references):
        """Judge again what is held, now that something of these numbers is known."""
        if not references:
            return
        rows = self.env.execute_query(
            SQL(
                """SELECT w.id FROM logistics_sync_rollout_wait w
                     JOIN logistics_sync_event e ON e.id = w.event_id
                    WHERE w.ended_at IS NULL AND e.state = 'waiting'
                      AND w.company_id = ANY(%s) AND e.reference = ANY(%s)""",
                companies.ids,
                list(references),
            )
        )
        waits = self.env["logistics.sync.rollout.wait"].sudo()
        waits.browse([row_id for (row_id,) in rows])._take_up(
            self.env._("What it is about is known now")
        )
