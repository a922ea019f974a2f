# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..exceptions import PermanentError
from .common import TOKEN, LogisticsSyncHttpCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin

REPLAY_TOKEN = "token-that-may-ask-for-replays-0001"
REASON = "We were down and work again"
WORDS = st.none() | st.booleans() | st.integers() | st.text(max_size=6)


@tagged("post_install", "-at_install")
class TestReplayInterface(SimulatedHandlerMixin, LogisticsSyncHttpCase):
    def setUp(self):
        super().setUp()
        self.add_secret(self.connector, REPLAY_TOKEN, kind="replay_token")

    def bury(self, *references, connector=None):
        TROUBLE.update((name, PermanentError("never")) for name in references)
        messages = self.env["logistics.sync.message"]
        for name in references:
            messages |= self.ingest(connector or self.connector, delivery_event(name))
        self.drain()
        TROUBLE.clear()
        self.assertEqual(set(messages.mapped("state")), {"dead"})
        return messages

    def ask(self, token=REPLAY_TOKEN, **wanted):
        return self.url_open(
            f"/logistics_sync/v1/{self.connector.code}/replays",
            json={"reason": REASON} | wanted,
            headers={"Authorization": f"Bearer {token}"},
        )

    def look(self, replay_id, token=REPLAY_TOKEN, connector=None):
        code = (connector or self.connector).code
        return self.url_open(
            f"/logistics_sync/v1/{code}/replays/{replay_id}",
            headers={"Authorization": f"Bearer {token}"},
        )

    def test_dead_letters_are_replayed_by_a_partner_s_system(self):
        """K7: by ids or by state and time; the answer counts, a second one follows."""
        messages = self.bury("H-1", "H-2", "H-3")
        answer = self.ask(message_ids=[messages[0].public_id])
        self.assertEqual(answer.status_code, 202, answer.text)
        self.assertEqual((answer.json()["chosen"], answer.json()["replayed"]), (1, 1))
        answer = self.ask(states=["dead"], received_from="2026-01-01T00:00:00+01:00")
        self.assertEqual(answer.json()["replayed"], 2)
        self.assertEqual(self.look(answer.json()["replay_id"]).json()["open"], 2)
        self.drain()
        self.assertEqual(self.look(answer.json()["replay_id"]).json()["succeeded"], 2)
        self.assertEqual(set(messages.mapped("state")), {"processed"})
        replay = messages[0].replay_line_ids.replay_id
        self.assertEqual((replay.source, replay.reason), ("api", REASON))
        self.assertEqual(replay.credential_id.kind, "replay_token")

    def test_a_dry_run_tells_and_does_nothing(self):
        """K9: the plan of each message comes back, and nothing is replayed."""
        message = self.bury("H-1")
        answer = self.ask(states=["dead"], dry_run=True)
        self.assertEqual(answer.status_code, 200, answer.text)
        [line] = answer.json()["messages"]
        self.assertEqual(line["plan"], "apply")
        self.assertEqual(line["detail"], "1 will be applied")
        self.env.invalidate_all()
        self.assertEqual((message.state, message.replay_count), ("dead", 0))
        self.assertFalse(self.count_effects("H-1"))

    def test_money_waits_for_a_person(self):
        """K9: a token never starts what is about money; Finance approves it."""
        self.event_type.category = "financial"
        message = self.bury("H-1")
        answer = self.ask(states=["dead"])
        self.assertEqual(answer.json()["state"], "to_approve")
        self.assertEqual((message.state, message.replay_count), ("dead", 0))
        replay = message.replay_line_ids.replay_id
        finance = self.make_user("api_finance", "finance")
        replay.with_user(finance).action_approve()
        self.assertEqual(message.state, "queued")

    def test_only_its_own_messages(self):
        """K7, M3: neither messages nor replays of another connector are reached."""
        other = self.make_connector()
        self.add_secret(other, "token-of-another-system-00000001", "replay_token")
        foreign = self.bury("H-1", connector=other)
        answer = self.ask(message_ids=[foreign.public_id])
        self.assertEqual(answer.status_code, 422)
        self.assertIn("nothing can be replayed", answer.json()["detail"])
        self.bury("H-2")
        number = self.ask(states=["dead"]).json()["replay_id"]
        token = "token-of-another-system-00000001"
        self.assertEqual(self.look(number, token, other).status_code, 404)
        self.assertEqual(self.look("x1").status_code, 404)
        self.assertFalse(foreign.replay_count)

    def test_limits_hold_and_leave_nothing(self):
        """K9: more than allowed is refused as a whole."""
        self.env["logistics.sync.replay.policy"].create(
            {"company_id": self.env.company.id, "max_messages": 1}
        )
        self.bury("H-1", "H-2")
        answer = self.ask(states=["dead"])
        self.assertEqual(answer.status_code, 422)
        self.assertIn("at most 1 ", answer.json()["detail"])
        self.assertFalse(
            self.env["logistics.sync.replay"].search([("source", "=", "api")])
        )

    def test_another_token_does_not_open_it(self):
        """K9, M3: posting or reading tokens ask for no replay."""
        self.add_secret(self.connector, TOKEN, "access_token")
        for token in (TOKEN, "nonsense-nonsense-nonsense"):
            self.assertEqual(self.ask(token, states=["dead"]).status_code, 401)

    def test_each_field_is_named_when_it_is_wrong(self):
        """K7: a request that cannot be understood says which field and what helps."""
        self.bury("H-1")
        for name, value in (
            ("reason", "  "),
            ("message_ids", []),
            ("states", ["alive"]),
            ("received_from", "2026-11-20T10:00:00"),
            ("received_to", 5),
            ("begin_with", "somewhere"),
            ("mapping", "best"),
            ("dry_run", "yes"),
            ("unknown", 1),
        ):
            answer = self.ask(**{"states": ["dead"], name: value})
            self.assertEqual(answer.status_code, 422, name)
            self.assertEqual(answer.json()["field"], name)
            self.assertTrue(answer.json()["remedy"])
        self.assertEqual(self.ask().json()["field"], "message_ids")

    @settings(max_examples=25, deadline=None, database=None, derandomize=True)
    @given(st.dictionaries(st.sampled_from(["states", "mapping", "dry_run"]), WORDS))
    def test_nonsense_is_refused_not_crashed_on(self, wanted):
        """K7: whatever is in the fields, the answer is one that was described."""
        self.assertIn(self.ask(**wanted).status_code, (200, 202, 422))
