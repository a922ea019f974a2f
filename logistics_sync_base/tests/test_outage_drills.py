# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .gate_case import GateCase
from .partner_server import PartnerServer, Reply
from .test_webhooks_out import PATH


@tagged("post_install", "-at_install")
class TestNetworkOutage(GateCase):
    def test_nobody_answers_for_a_while(self):
        """K21: a network outage: backlog, one alert, health tells; then catch-up."""
        self.partner.close()
        messages = self.tell_many(8)
        self.deliver()
        # Noticed after the first few, which then wait with the others.
        self.assertEqual(self.gate.state, "open")
        self.assertLess(sum(messages.mapped("attempt_count")), len(messages))
        self.assertNotIn("processed", messages.mapped("state"))
        alert = self.get_exceptions("partner_down", connector_id=self.subscriber.id)
        self.assertEqual(len(alert), 1)
        self.assertEqual(alert.failure_layer, "transport")
        self.assertEqual(alert.activity_ids.user_id, self.subscriber.owner_id)
        health = self.env["logistics.sync.health"]
        findings = health._find(health._measure(self.env.company))
        [finding] = [one for one in findings if one["code"] == "calls_stopped"]
        self.assertIn(self.subscriber.name, finding["sentence"])
        self.assertFalse(health._is_stalled(), "waiting for a partner is no stall")
        # The network is back.
        self.partner = self.enterContext(PartnerServer({PATH: Reply()}))
        self.listen(self.subscriber)
        self.let_pass(self.subscriber.breaker_cool_down + 60)
        self.make_due(messages.filtered(lambda message: message.state == "failed"))
        self.deliver()
        self.deliver()
        self.assertEqual(set(messages.mapped("state")), {"processed"})
        self.assertEqual(
            sorted(self.get_parcels()), [f"1Z{number:04d}" for number in range(8)]
        )
        rest = self.get_parcels()[1:]
        self.assertEqual(rest, sorted(rest), "after the trial call the oldest first")
        self.assertEqual(alert.state, "resolved")
