# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Business steps of an addon that exists in tests only.

The effect of ``test_effect`` is a partner record per event, so that effects can be
counted. What goes wrong is told by the event's reference, see ``TROUBLE``.
"""

from odoo import api, fields, models

from ..core.outcome import Outcome

# {reference: exception to raise, or Outcome to answer}; emptied by each test.
TROUBLE = {}
EFFECT = "logistics-sync-test-effect"


class HandlerExtension(models.AbstractModel):
    _module = None
    _name = "logistics.sync.handler"
    _inherit = ["logistics.sync.handler"]

    @api.model
    def _enrich(self, events):
        result = super()._enrich(events)
        for event in events:
            event.enrichment = {
                **(event.enrichment or {}),
                "company": event.company_id.name,
            }
        return result

    @api.model
    def _consequence_test_look(self, events):
        return {event.id: Outcome.done(note="Looked") for event in events}

    @api.model
    def _consequence_test_effect(self, events):
        outcomes = {}
        for event in events:
            trouble = TROUBLE.get(event.reference)
            if isinstance(trouble, Exception):
                raise trouble
            outcomes[event.id] = trouble or Outcome.done(
                self.env["res.partner"].create({"name": event.reference, "ref": EFFECT})
            )
        return outcomes

    @api.model
    def _consequence_test_commit(self, events):
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return {event.id: Outcome.done() for event in events}

    @api.model
    def _consequence_test_silent(self, events):
        return {}


class ConsequenceExtension(models.Model):
    _module = None
    _name = "logistics.sync.event.consequence"
    _inherit = ["logistics.sync.event.consequence"]

    code = fields.Selection(
        selection_add=[
            ("test_look", "Look"),
            ("test_effect", "Have an effect"),
            ("test_silent", "Answer nothing"),
            ("test_commit", "Commit in the middle"),
            ("test_absent", "Of an addon that is gone"),
        ],
        ondelete={
            "test_look": "cascade",
            "test_effect": "cascade",
            "test_silent": "cascade",
            "test_commit": "cascade",
            "test_absent": "cascade",
        },
    )


class SimulatedHandlerMixin:
    """Mixed into a test class before LogisticsSyncCase."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.extend_models(HandlerExtension, ConsequenceExtension)
        cls.set_plan("test_fact", "test_look", "test_effect")
        cls.connector = cls.make_connector()

    def setUp(self):
        super().setUp()
        TROUBLE.clear()
        self.addCleanup(TROUBLE.clear)

    def count_effects(self, *references):
        domain = [("ref", "=", EFFECT)]
        if references:
            domain.append(("name", "in", references))
        return self.env["res.partner"].search_count(domain)
