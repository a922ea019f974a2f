# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models, tools

from ..core import rollout
from ..core.rollout import FEATURE, Switch
from .rollout_rule import IN_FORCE


class LogisticsSyncRolloutRule(models.Model):
    """Answers whether something is on; reads the switches once into a cache."""

    _inherit = "logistics.sync.rollout.rule"

    def _as_switch(self):
        self.ensure_one()
        wants = frozenset(self._get_wants().items())
        return Switch(self.id, self.switch == "on", wants)

    @api.model
    @tools.ormcache()
    def _get_switches(self):
        """All switches in force, as the pure core reads them."""
        rules = self.sudo().search([("state", "=", IN_FORCE)])
        return tuple(rule._as_switch() for rule in rules)

    @api.model
    @tools.ormcache()
    def _get_named(self):
        """Names of what any switch in force tells apart, such as "company"."""
        return frozenset(
            name for switch in self._get_switches() for name, _value in switch.wants
        )

    @api.model
    @tools.ormcache()
    def _get_named_connectors(self):
        """Ids of the partner systems that have switches of their own."""
        return tuple(
            {
                value
                for switch in self._get_switches()
                for name, value in switch.wants
                if name == "connector"
            }
        )

    @api.model
    @tools.ormcache("feature")
    def _get_settled(self, feature):
        """True or False when a feature is on or off everywhere; None when it depends.

        Asked before anything is read about the cases.
        """
        return rollout.settle(self._get_switches(), feature)

    @api.model
    @tools.ormcache("feature", "subject")
    def _decide(self, feature, subject):
        """(whether it is on, id of the switch that says so or None)"""
        chosen = rollout.decide(
            self._get_switches(), {**dict(subject), FEATURE: feature}
        )
        return (chosen.is_on, chosen.key) if chosen else (True, None)

    @api.model
    @api.private
    def _find_switch(self, feature, subject):
        """(whether it is on, id of the switch that says so or None).

        ``subject`` is {name: id}, as in :meth:`_get_dimensions`; what is unknown may
        be None or left out.
        """
        named = self._get_named()
        known = sorted(
            (name, value) for name, value in subject.items() if value and name in named
        )
        return self._decide(feature, tuple(known))

    @api.model
    @api.private
    def _is_on(self, feature, subject):
        """Whether a feature is on for {name: id}; a look at a cache."""
        settled = self._get_settled(feature)
        if settled is not None:
            return settled
        return self._find_switch(feature, subject)[0]

    @api.model
    @api.private
    def _filter_on(self, feature, records):
        """Those of the records for which a feature is on.

        The records tell ``_get_rollout_subjects()``: {record id: [subject, ...]}. Off
        for one of several, such as a shipment from two warehouses, is off.
        """
        settled = self._get_settled(feature)
        if settled is not None or not records:
            return records if settled is not False else records.browse()
        subjects = records.sudo()._get_rollout_subjects()
        return records.filtered(
            lambda record: all(
                self._find_switch(feature, subject)[0]
                for subject in subjects[record.id]
            )
        )
