# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What tests of replays share: people, dead letters, and the dialog."""

from ..exceptions import PermanentError
from .common import LogisticsSyncCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin

REASON = "The partner's system works again"


class ReplayCase(SimulatedHandlerMixin, LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("replay_clerk", "user")
        cls.operator = cls.make_user("replay_operator", "operations")
        cls.finance = cls.make_user("replay_finance", "finance")
        cls.approver = cls.make_user("replay_approver", "finance")
        cls.manager = cls.make_user("replay_manager", "manager")

    def process(self, *references, connector=None):
        message = self.ingest(
            connector or self.connector, [delivery_event(name) for name in references]
        )
        self.drain()
        return message

    def bury(self, *references, connector=None):
        """Messages, one a reference, that ended as dead letters; then trouble ends."""
        TROUBLE.update((name, PermanentError("never")) for name in references)
        messages = self.env["logistics.sync.message"]
        for name in references:
            messages |= self.ingest(connector or self.connector, delivery_event(name))
        self.drain()
        self.drain("financial")
        self.assertEqual(set(messages.mapped("state")), {"dead"})
        TROUBLE.clear()
        return messages

    def make_financial(self):
        """From now on, what the test's partner tells is about money."""
        self.event_type.category = "financial"

    def ask(self, user, messages=None, reason=REASON, **values):
        """The dialog as a user filled it in, opened from a selection or the menu."""
        wizards = self.env["logistics.sync.replay.wizard"].with_user(user)
        if messages is None:
            return wizards.create({"reason": reason, **values})
        action = messages.with_user(user).action_replay()
        wizard = wizards.browse(action["res_id"])
        wizard.write({"reason": reason, **values})
        return wizard

    def preview(self, wizard):
        """The plan; it is made on a connection of its own."""
        with self.enter_registry_test_mode():
            action = wizard.action_preview()
        return self.env[action["res_model"]].browse(action["res_id"])

    def start(self, wizard):
        action = wizard.action_start()
        return self.env[action["res_model"]].browse(action["res_id"])
