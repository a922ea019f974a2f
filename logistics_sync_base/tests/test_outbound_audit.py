# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import delivery_event
from .edi_cases import EdiCase
from .partner_server import Reply
from .test_acknowledgements import TestAcknowledgements
from .test_webhooks_out import WebhookCase
from .x12_data import STATUS, interchange


@tagged("post_install", "-at_install")
class TestOutboundAudit(WebhookCase):
    """What leaves Odoo has its stages in the trail, as what comes has."""

    def get_entries(self, stage):
        self.env.cr.flush()
        entries = self.env["logistics.sync.audit.entry"]
        return entries.search([("stage", "=", stage)])

    def tell_order(self):
        self.subscriber.write({"ack_expected": "acceptance", "ack_hours": 2})
        self.ordered = self.env.ref("logistics_sync_base.event_type_order_received")
        self.subscription = self.subscribe(types=self.ordered)
        return TestAcknowledgements.send_order(self)

    def test_one_told_event_shows_its_stages(self):
        """M23: told, written, handed over, answered: actor, time, before and after."""
        message = self.tell_order()
        event = message.delivery_ids.event_id
        TestAcknowledgements.acknowledge(
            self, message_id=message.public_id, number="S00041"
        )
        self.assertEqual(message.acknowledgement_state, "accepted")
        self.env.cr.flush()
        seals = self.env["logistics.sync.audit.seal"]
        seals._seal_all()
        auditor = self.make_user("outbound_auditor", "auditor")
        trail = event.with_user(auditor)._get_audit_trail()
        self.assertLessEqual(
            {"creation", "transformation", "approval", "posting"},
            {stage["stage"] for stage in trail},
        )
        told = [stage for stage in trail if self.subscriber.name in stage["note"]]
        self.assertEqual(
            [stage["after"] for stage in told], ["Processed", "Accepted"], trail
        )
        for stage in trail[-4:]:
            self.assertTrue(stage["at"] and stage["actor"] and stage["is_sealed"])
        [written] = [stage for stage in trail if stage["digest"] == message.body_sha256]
        self.assertIn("S00041", written["before"])
        self.assertIn("S00041", written["after"])
        self.assertEqual(seals._verify(), [])
        # And what was sent is what the trail says was sent.
        self.env.cr.execute(
            "UPDATE logistics_sync_message SET body_sha256 = 'x' WHERE id = %s",
            [message.id],
        )
        [finding] = seals._verify()
        self.assertIn(str(message.id), finding)

    def test_a_set_costs_one_entry_a_stage(self):
        """M23: fifty events told in one transaction are one entry, not fifty."""
        self.subscribe()
        self.env.cr.flush()
        before = len(self.get_entries("owed"))
        for number in range(50):
            self.ingest(self.teller, delivery_event(f"1Z{number}"))
        self.drain()
        [entry] = self.get_entries("owed")[: -before or None]
        self.assertEqual(len(entry.covered.splitlines()), 50)
        self.assertEqual(entry.company_id, self.subscriber.company_id)

    def test_what_was_not_handed_over_has_no_entry(self):
        """M23: a partner that is down was told nothing."""
        self.subscribe()
        self.answer({"detail": "out of order"}, 500)
        self.tell("1Z1")
        self.deliver()
        self.assertFalse(self.get_entries("sending"))
        self.partner.routes.clear()
        self.partner.routes["/hooks/odoo"] = Reply()
        self.make_due(self.get_owed())
        self.deliver()
        self.assertEqual(len(self.get_entries("sending")), 1)


@tagged("post_install", "-at_install")
class TestOutboundAuditOfEdi(EdiCase):
    def get_owed_entries(self):
        self.env.cr.flush()
        entries = self.env["logistics.sync.audit.entry"]
        return entries.search([("stage", "=", "owed")], order="id")

    def test_our_answers_and_documents_are_owed_once(self):
        """M23: an order and a receipt we write are on record once, asked for twice."""
        partner = self.make_partner("FRST")
        order = self.send(partner)
        [entry] = self.get_owed_entries()
        self.assertEqual(entry.first_id, order.id)
        self.assertEqual(self.send(partner), order)
        self.assertEqual(self.get_owed_entries(), entry)
        message = self.drop(partner, interchange("214", STATUS))
        [__, answer] = self.get_owed_entries()
        self.assertEqual(answer.first_id, message.consequent_message_ids.id)
        message._owe(b"Once more", message.consequent_message_ids.idempotency_key)
        self.assertEqual(len(self.get_owed_entries()), 2)

    def test_nothing_noted_of_nothing(self):
        """M23: a stage that no message reached has no entry, and stops nothing."""
        self.env["logistics.sync.message"]._note_outbound("sending")
        self.assertFalse(self.get_owed_entries())
