# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from pathlib import Path

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..edi.reader import read
from .common import LogisticsSyncHttpCase
from .edi_cases import EdiCase
from .x12_data import STATUS, interchange


@tagged("post_install", "-at_install")
class TestEdiGateway(EdiCase):
    def setUp(self):
        super().setUp()
        self.gateway = self.make_partner(
            "VAN",
            edi_is_gateway=True,
            edi_partner_qualifier=False,
            edi_partner_id=False,
            edi_our_id=False,
            edi_our_qualifier=False,
        )
        self.first = self.make_behind("FRST")
        self.second = self.make_behind("SCND")

    def make_behind(self, name, **values):
        return self.make_partner(
            name,
            **{
                "transport": "gateway",
                "edi_gateway_id": self.gateway.id,
                "folder_url": False,
                "outbound_folder_url": False,
            }
            | values,
        )

    def text_of(self, sender, number):
        """A status of a partner in an interchange as the partner sends it."""
        body = [line.replace("PRO-88001", f"PRO-{number}") for line in STATUS]
        text = interchange("214", body, interchange_control=number)
        return text.replace(f"{'FRST':15}", f"{sender:15}").replace(
            "*FRST*SHIPPERGS*", f"*{sender}*SHIPPERGS*"
        )

    def messages_of(self, connector):
        return self.messages.search(
            [("connector_id", "=", connector.id), ("direction", "=", "in")], order="id"
        )

    def test_each_interchange_goes_to_its_partner(self):
        """C10, D6: one file with interchanges of two partners is split to both."""
        parts = [
            self.text_of("FRST", 11).replace("\n", "\r\n"),
            self.text_of("SCND", 12),
            self.text_of("FRST", 13),
        ]
        mixed = self.drop(self.gateway, "".join(parts), "mixed.edi")
        self.drain()
        self.assertEqual(mixed.connector_id, self.gateway)
        self.assertEqual(mixed.state, "processed")
        self.assertFalse(mixed.event_ids)
        own = self.messages_of(self.first)
        self.assertEqual(
            [message._get_body_bytes().decode() for message in own],
            [parts[0], parts[2]],
        )
        other = self.messages_of(self.second)
        self.assertEqual(other._get_body_bytes().decode(), parts[1])
        self.assertEqual((own | other).origin_message_id, mixed)
        self.assertEqual((own | other).mapped("event_count"), [1, 1, 1])
        self.assertEqual(other.event_ids.connector_id, self.second)

    def test_answers_leave_through_the_gateway(self):
        """C10, D6: acknowledgements and orders for a partner go out by the gateway."""
        self.drop(self.gateway, self.text_of("SCND", 21))
        self.drain()
        order = self.send(self.second)
        self.assertEqual(order.state, "processed")
        self.drain("outbound")
        sent = [read(body)[0] for body in self.outbox(self.gateway).values()]
        found = {one.groups[0].transactions[0].set_id: one.receiver[1] for one in sent}
        self.assertEqual(found, {"850": "SCND", "997": "SCND"})
        self.assertEqual(order.acknowledgement_state, "awaiting")

    def test_a_gateway_that_is_down_holds_all_behind_it(self):
        """K10: the partners behind a gateway share its breaker and its limits."""
        self.gateway._switch_calls("stop", "The line is being moved")
        order = self.send(self.second)
        self.assertEqual((order.state, order.attempt_count), ("queued", 0))
        self.assertFalse(self.outbox(self.gateway))
        self.gateway._switch_calls("resume", "It was moved")
        self.drain("outbound")
        self.assertEqual(order.state, "processed")
        self.gateway.write({"call_rate": 1})
        orders = self.send(self.first) | self.send(self.second, key="order-2")
        self.assertEqual(orders.mapped("state"), ["processed", "queued"])
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        self.assertEqual(orders[1].waiting_for, "rate_limit")

    def test_the_acknowledgement_comes_back_through_the_gateway(self):
        """C9, C10, D6: a 997 delivered by the gateway closes the partner's document."""
        order = self.send(self.second)
        self.drop(self.gateway, self.acknowledge(order, sender="FRST"), "wrong.edi")
        self.drain()
        self.assertEqual(order.acknowledgement_state, "awaiting")
        self.assertTrue(self.get_exceptions("edi_ack_unknown"))
        self.drop(self.gateway, self.acknowledge(order, sender="SCND"), "right.edi")
        self.drain()
        self.assertEqual(order.acknowledgement_state, "accepted")

    def test_an_unknown_sender_is_a_question_and_holds_up_nobody(self):
        """C10: who is not set up is asked about by name; the others pass."""
        mixed = self.drop(
            self.gateway, self.text_of("NEWCOMER", 31) + self.text_of("SCND", 32)
        )
        self.drain()
        self.assertEqual(mixed.state, "exception")
        [question] = self.get_exceptions("edi_unknown_partner")
        self.assertIn("02 NEWCOMER", question.name)
        self.assertEqual(len(self.messages_of(self.second)), 1)
        newcomer = self.make_behind("NEWCOMER")
        question.action_retry()
        self.drain()
        self.drain()
        self.assertEqual(len(self.messages_of(newcomer)), 1)
        self.assertEqual(len(self.messages_of(self.second)), 1)
        self.assertEqual((mixed.state, question.state), ("processed", "resolved"))

    def test_a_partner_in_preparation_gets_nothing(self):
        """C10: a connector that is not live yet takes no documents."""
        self.second.state = "draft"
        mixed = self.drop(self.gateway, self.text_of("SCND", 41))
        self.assertEqual(mixed.state, "exception")
        self.assertFalse(self.messages_of(self.second))

    def test_what_the_gateway_delivers_twice_is_one_message(self):
        """C10, B6: the same interchange in another file is the same message."""
        self.drop(self.gateway, self.text_of("SCND", 51), "monday.edi")
        self.drop(
            self.gateway,
            self.text_of("FRST", 52) + self.text_of("SCND", 51),
            "tuesday.edi",
        )
        self.assertEqual(len(self.messages_of(self.second)), 1)
        self.assertEqual(len(self.messages_of(self.first)), 1)

    def test_the_qualifier_counts_too(self):
        """C10: the same id under another qualifier is another party."""
        text = self.text_of("SCND", 61).replace("*02*SCND", "*ZZ*SCND", 1)
        self.drop(self.gateway, text)
        self.assertIn("ZZ SCND", self.get_exceptions("edi_unknown_partner").name)

    def test_what_is_no_edi_is_asked_about(self):
        """C10: a file that is none stays with the gateway as a question."""
        mixed = self.drop(self.gateway, b"hello", "letter.txt")
        self.assertEqual(mixed.state, "exception")
        self.assertTrue(self.get_exceptions("unreadable", message_id=mixed.id))

    def test_a_gateway_at_rest_holds_documents_back(self):
        """D6: while the gateway is paused, its partners' documents wait."""
        self.gateway.state = "paused"
        order = self.send(self.second)
        self.assertEqual(order.state, "failed")
        self.assertEqual(self.outbox(self.gateway), {})
        self.gateway.state = "live"
        self.make_due(order)
        self.drain("outbound")
        self.assertEqual(order.state, "processed")

    def test_a_gateway_is_set_up_without_doubt(self):
        """D6: partners need a gateway and an ID of their own."""
        with self.assertRaisesRegex(ValidationError, "choose the gateway"):
            self.make_behind("X", edi_gateway_id=False)
        with self.assertRaisesRegex(ValidationError, "could not be told apart"):
            self.make_behind("X2", edi_partner_id="SCND")
        with self.assertRaisesRegex(ValidationError, "could not be told apart"):
            self.make_behind("X3", edi_partner_id="SCND", edi_partner_qualifier=False)
        with self.assertRaisesRegex(ValidationError, "not set up as a gateway"):
            self.make_behind("X4", edi_gateway_id=self.make_partner("PLAIN").id)
        with self.assertRaisesRegex(ValidationError, "through another gateway"):
            self.second.edi_is_gateway = True

    def test_the_gateway_can_be_tested(self):
        """D6: “Test connection” of a partner tries the gateway."""
        action = self.second.action_check()
        Path(self.gateway.folder_url.removeprefix("file://")).rmdir()
        broken = self.second.action_check()
        self.assertNotEqual(action["params"]["message"], broken["params"]["message"])
        self.assertEqual(broken["params"]["type"], "danger")


@tagged("post_install", "-at_install")
class TestEdiGatewayOverHttp(LogisticsSyncHttpCase):
    def test_a_gateway_may_post_to_us(self):
        """C10, D6: the gateway's API posts a signed file; each partner gets its own."""
        gateway = self.make_connector(format="x12", edi_is_gateway=True)
        self.add_secret(gateway)
        partners = [
            self.make_connector(
                format="x12",
                transport="gateway",
                edi_gateway_id=gateway.id,
                edi_partner_id=name,
            )
            for name in ("FRST", "SCND")
        ]
        text = interchange("214", STATUS)
        both = text + text.replace(f"{'FRST':15}", f"{'SCND':15}")
        answer = self.post_signed(
            gateway, both.encode(), **{"Content-Type": "application/edi-x12"}
        )
        self.assertEqual(answer.status_code, 202)
        self.drain()
        self.drain()
        for partner in partners:
            message = self.env["logistics.sync.message"].search(
                [("connector_id", "=", partner.id), ("direction", "=", "in")]
            )
            self.assertEqual(message.event_count, 1)
            self.assertEqual(
                message.origin_message_id.public_id, answer.json()["message_id"]
            )
            # Nobody but the gateway delivers for them.
            self.add_secret(partner)
            refused = self.post_signed(partner, text.encode())
            self.assertEqual(refused.status_code, 404)
