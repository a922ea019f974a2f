# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tests import tagged

from ..core.outcome import Outcome
from .common import LogisticsSyncCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin


class WaitingExtension(models.Model):
    """What an addon does that holds messages back for a reason of its own."""

    _module = None
    _name = "logistics.sync.message"
    _inherit = ["logistics.sync.message"]

    waiting_for = fields.Selection(selection_add=[("test", "The test")])

    def _get_waiting_values(self):
        held = {message.id: ("test", "until tonight", "2099-01-01") for message in self}
        return super()._get_waiting_values() | held


@tagged("post_install", "-at_install")
class TestWaiting(SimulatedHandlerMixin, LogisticsSyncCase):
    def test_a_message_that_waits_says_what_for(self):
        """B1, B11: why a message does not move is readable, and gone when it does."""
        self.extend_models(WaitingExtension)
        TROUBLE["1ZA"] = Outcome.waiting("test", "Not yet")
        waiting = self.ingest(self.connector, delivery_event("1ZA"))
        done = self.ingest(self.connector, delivery_event("1ZB"))
        self.drain()
        self.assertEqual(waiting.state, "transformed")
        self.assertEqual(waiting.waiting_for, "test")
        self.assertEqual(waiting.waiting_note, "until tonight")
        self.assertEqual(str(waiting.next_attempt_at), "2099-01-01 00:00:00")
        self.assertFalse(waiting.lease_token)
        self.assertFalse(done.waiting_for)
        found = self.env["logistics.sync.message"].search(
            [("waiting_for", "!=", False)]
        )
        self.assertIn(waiting, found)
        self.assertNotIn(done, found)
        TROUBLE.clear()
        waiting._replay("A person went on")
        self.assertFalse(waiting.waiting_for)
        self.drain()
        self.assertEqual(waiting.state, "processed")
        self.assertFalse(waiting.waiting_for)
        self.assertFalse(waiting.waiting_note)
