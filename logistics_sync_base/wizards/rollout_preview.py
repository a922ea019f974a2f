# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..core import rollout
from ..core.rollout import FEATURE
from ..models.rollout_rule import IN_FORCE, INBOUND, OUTBOUND
from ..models.rollout_waiting_count import MOST_COUNTED

# So far back facts are counted, to tell how many a day would be concerned.
LOOK_BACK = "30 days"
NAMED_BY_FACTS = {FEATURE, "flow", "company", "connector"}


class LogisticsSyncRolloutPreview(models.TransientModel):
    """What would be on and off if a switch were put in force, or turned."""

    _name = "logistics.sync.rollout.preview"
    _description = "What a Switch Would Change"

    rule_id = fields.Many2one(
        "logistics.sync.rollout.rule", required=True, readonly=True
    )
    sentence = fields.Char(readonly=True)
    line_ids = fields.One2many(
        "logistics.sync.rollout.preview.line", "preview_id", readonly=True
    )

    @api.model
    @api.private
    def _create_for(self, rule):
        after = rule._get_switches_after()
        counts = defaultdict(lambda: [0, 0, 0])
        before = rule._get_switches()
        for feature, label, subject, count in self._get_groups(rule):
            case = {**subject, FEATURE: feature}
            answers = [
                chosen.is_on if chosen else True
                for chosen in (
                    rollout.decide(switches, case) for switches in (before, after)
                )
            ]
            place = 2 if answers[0] == answers[1] else int(answers[1])
            counts[feature, label][place] += count
        features = dict(rule._fields["feature"]._description_selection(self.env))
        rows = [
            {
                "feature": features[feature],
                "label": label,
                "off_count": off,
                "on_count": on,
                "same_count": same,
            }
            for (feature, label), (off, on, same) in counts.items()
        ]
        return self.create(
            {
                "rule_id": rule.id,
                "sentence": rule._get_preview_sentence(),
                "line_ids": [fields.Command.create(row) for row in rows],
            }
        )

    @api.model
    def _get_groups(self, rule):
        """Yields (feature, what is counted, {name: id}, how many); addons add theirs.

        Only what the user's companies own is counted.
        """
        self.env.flush_all()
        yield from self._get_waiting()
        if not rule._get_wants().keys() <= NAMED_BY_FACTS:
            # To which place each fact of a month belonged takes too long to find out.
            return
        label = self.env._("Facts of the last 30 days")
        told = self.env._("Facts told to partners in the last 30 days")
        companies = self.env.companies.ids
        for flow, company, connector, count in self.env.execute_query(
            SQL(
                """SELECT event_type_id, company_id, connector_id, count(*)
                     FROM logistics_sync_event
                    WHERE company_id = ANY(%s) AND connector_id IS NOT NULL
                      AND received_at > now() AT TIME ZONE 'UTC' - %s::interval
                 GROUP BY 1, 2, 3""",
                companies,
                LOOK_BACK,
            )
        ):
            subject = {"flow": flow, "company": company, "connector": connector}
            yield INBOUND, label, subject, count
        for flow, company, connector, count in self.env.execute_query(
            SQL(
                """SELECT e.event_type_id, d.company_id, s.connector_id, count(*)
                     FROM logistics_sync_delivery d
                     JOIN logistics_sync_event e ON e.id = d.event_id
                     JOIN logistics_sync_subscription s ON s.id = d.subscription_id
                    WHERE d.company_id = ANY(%s)
                      AND d.created_at > now() AT TIME ZONE 'UTC' - %s::interval
                 GROUP BY 1, 2, 3""",
                companies,
                LOOK_BACK,
            )
        ):
            subject = {"flow": flow, "company": company, "connector": connector}
            yield OUTBOUND, told, subject, count

    @api.model
    def _get_waiting(self):
        """Facts that wait for the rollout, each with where it belongs."""
        waits = self.env["logistics.sync.rollout.wait"]
        found = waits.search(
            waits._get_open_domain(), order="id desc", limit=MOST_COUNTED
        )
        label = self.env._("Facts that wait for the rollout")
        for company, some in found.sudo().grouped("company_id").items():
            events = some.event_id.with_company(company)
            placed = events.with_context(logistics_rollout_places=True)
            for subjects in placed._get_rollout_subjects().values():
                yield INBOUND, label, subjects[0], 1


class LogisticsSyncRolloutPreviewLine(models.TransientModel):
    """One kind of record of one feature: how many would change."""

    _name = "logistics.sync.rollout.preview.line"
    _description = "Change by a Switch"

    preview_id = fields.Many2one(
        "logistics.sync.rollout.preview", required=True, ondelete="cascade"
    )
    feature = fields.Char(readonly=True)
    label = fields.Char(string="What", readonly=True)
    on_count = fields.Integer(string="Switched On", readonly=True)
    off_count = fields.Integer(string="Switched Off", readonly=True)
    same_count = fields.Integer(string="As Before", readonly=True)


class LogisticsSyncRolloutRule(models.Model):
    _inherit = "logistics.sync.rollout.rule"

    def _get_switches_after(self):
        """The switches as they would be: a prepared one in force, else turned."""
        self.ensure_one()
        switches = self._get_switches()
        if self.state == IN_FORCE:
            return tuple(
                rollout.Switch(switch.key, not switch.is_on, switch.wants)
                if switch.key == self.id
                else switch
                for switch in switches
            )
        mine = self._as_switch()
        others = [switch for switch in switches if switch.wants != mine.wants]
        return (*others, mine)

    def _get_preview_sentence(self):
        self.ensure_one()
        labels = dict(self._fields["switch"]._description_selection(self.env))
        if self.state == IN_FORCE:
            turned = "off" if self.switch == "on" else "on"
            return self.env._(
                "If “%(name)s” were switched %(switch)s:",
                name=self.name,
                switch=labels[turned].lower(),
            )
        return self.env._(
            "If “%(name)s: %(switch)s” were put in force:",
            name=self.name,
            switch=labels[self.switch].lower(),
        )

    def action_preview(self):
        self.ensure_one()
        preview = self.env["logistics.sync.rollout.preview"]._create_for(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Would Change"),
            "res_model": preview._name,
            "res_id": preview.id,
            "view_mode": "form",
            "target": "new",
        }
