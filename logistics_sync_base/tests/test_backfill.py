# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import TOKEN, LogisticsSyncHttpCase, delivery_event
from .simulated_handler import SimulatedHandlerMixin
from .test_publishing import PublishingCase
from .x12_data import STATUS, interchange


class BackfillMixin:
    def make_run(self, *contents, connector=None, **values):
        """A run with these files, each a document or its bytes; not started."""
        files = [
            content if isinstance(content, bytes) else json.dumps(content).encode()
            for content in contents
        ]
        return self.env["logistics.sync.backfill"].create(
            {
                "name": "History",
                "connector_id": (connector or self.teller).id,
                "reason": "We moved from another system",
                "attachment_ids": [
                    Command.create(
                        {"name": f"{place}.json", "datas": base64.b64encode(raw)}
                    )
                    for place, raw in enumerate(files)
                ],
                **values,
            }
        )

    def load(self, *contents, **values):
        run = self.make_run(*contents, **values)
        run.action_start()
        self.drain("batch")
        return run

    def get_messages(self, run):
        return self.env["logistics.sync.message"].search([("backfill_id", "=", run.id)])


@tagged("post_install", "-at_install")
class TestBackfill(BackfillMixin, SimulatedHandlerMixin, PublishingCase):
    def test_history_is_recorded_and_nothing_follows(self):
        """B25: facts are on record with their mark; effects are left out."""
        self.subscribe()
        self.set_plan("test_fact", "test_effect", "record_only")
        run = self.load([delivery_event(f"B-{number}") for number in range(100)])
        message = self.get_messages(run)
        self.assertEqual((message.state, message.done_count), ("processed", 100))
        self.assertEqual((run.event_count, run.done_count), (100, 100))
        self.assertEqual(message.event_ids.backfill_id, run)
        self.assertFalse(self.count_effects())
        self.assertFalse(self.get_owed())
        self.assertEqual(
            [step["result"] for step in message.event_ids[0].steps],
            ["skipped", "done"],
        )
        self.tell("B-today")
        self.assertEqual(self.count_effects("B-today"), 1)
        self.assertEqual(len(self.get_owed()), 1)

    def test_a_subscriber_hears_nothing_even_of_what_handlers_publish(self):
        """B25: what Odoo would tell because of history stays untold."""
        self.subscribe()
        event = self.env["logistics.sync.event"]
        silent = self.get_messages(self.load([delivery_event("B-1")]))._as_history()
        silent.env["logistics.sync.event"]._publish("test_fact", delivery_event("B-2"))
        self.assertFalse(self.get_owed())
        event._publish("test_fact", delivery_event("B-2"))
        self.assertEqual(len(self.get_owed()), 1)

    def test_the_same_file_is_loaded_once(self):
        """B25, A10: a file that was loaded before is counted, not loaded again."""
        document = [delivery_event("B-1")]
        self.load(document)
        run = self.load(document, [delivery_event("B-1"), delivery_event("B-3")])
        self.assertEqual((run.known_count, run.message_count), (1, 1))
        self.assertEqual((run.event_count, run.duplicate_count), (1, 1))

    def test_history_waits_behind_the_work_of_today(self):
        """B25: it is on the batch lane, whatever the connector's own is."""
        run = self.make_run([delivery_event("B-1")])
        run.action_start()
        message = self.get_messages(run)
        self.assertEqual(message.channel, "batch")
        self.drain()
        self.assertEqual(message.state, "received")
        self.assertEqual((run.state, run.open_count), ("running", 1))
        self.drain("batch")
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        self.assertEqual((message.state, run.state), ("processed", "done"))
        self.assertTrue(run.finished_at)

    def test_what_failed_stays_history_when_it_is_replayed(self):
        """B25, K7: a second try, and a corrected copy, are as silent as the first."""
        self.set_plan("test_fact", "test_effect", "record_only")
        run = self.load(b"{")
        message = self.get_messages(run)
        self.assertEqual((message.state, run.problem_count), ("exception", 1))
        self.assertFalse(self.get_exceptions(message_id=message.id))
        self.confirm_replay(run.action_try_again())
        self.drain("batch")
        self.assertFalse(self.get_exceptions(message_id=message.id))
        copy = message._replay("Repaired", payload=json.dumps([delivery_event("B-1")]))
        self.drain("batch")
        self.assertEqual((copy.state, copy.backfill_id), ("processed", run))
        self.assertFalse(self.count_effects())

    def test_an_old_interchange_is_not_acknowledged(self):
        """B25, C9: partners get no acknowledgement of what they sent long ago."""
        connector = self.make_connector(format="x12")
        old = interchange("214", STATUS)
        old = old if isinstance(old, bytes) else old.encode()
        run = self.load(old, connector=connector)
        self.assertTrue(self.get_messages(run))
        self.assertFalse(
            self.env["logistics.sync.message"].search(
                [("connector_id", "=", connector.id), ("direction", "=", "out")]
            )
        )
        message = self.ingest(connector, old + b"\n")
        self.drain()
        self.assertTrue(message.consequent_message_ids)

    def test_only_an_administrator_loads_history(self):
        """B25, M3: clerks and finance see runs, and make none."""
        run = self.make_run([delivery_event("B-1")])
        for role in ("user", "operations", "finance", "auditor"):
            user = self.make_user(f"history_{role}", role)
            with self.assertRaises(AccessError):
                run.with_user(user).action_start()
        manager = self.make_user("history_manager", "manager")
        with self.assertRaisesRegex(UserError, "Add the files"):
            self.make_run().with_user(manager).action_start()
        with self.assertRaisesRegex(UserError, "is empty"):
            self.make_run(b"").with_user(manager).action_start()
        own = self.make_run([delivery_event("B-2")]).with_user(manager)
        own.action_start()
        self.assertEqual(own.requested_by_id, manager)
        clerk = self.make_user("history_reader", "user")
        self.assertTrue(own.with_user(clerk).attachment_ids.mapped("name"))
        with self.assertRaisesRegex(UserError, "started already"):
            own.action_start()


@tagged("post_install", "-at_install")
class TestBackfillWindow(BackfillMixin, SimulatedHandlerMixin, LogisticsSyncHttpCase):
    def test_what_comes_while_a_run_is_open_is_history(self):
        """B25: between opening and closing a run, what a partner posts is history."""
        connector = self.make_connector(authentication="bearer_token")
        self.add_secret(connector, TOKEN, "access_token")
        self.post_document(connector, "W-before")
        run = self.make_run(connector=connector, kind="window")
        run.action_start()
        with self.assertRaisesRegex(UserError, "close it first"):
            self.make_run(connector=connector, kind="window").action_start()
        self.post_document(connector, "W-within")
        run.action_close()
        self.post_document(connector, "W-after")
        self.drain()
        self.drain("batch")
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        self.assertEqual(self.get_messages(run).event_ids.reference, "W-within")
        self.assertEqual(self.count_effects("W-before", "W-after"), 2)
        self.assertFalse(self.count_effects("W-within"))
        self.assertEqual((run.state, run.done_count), ("done", 1))

    def post_document(self, connector, reference):
        headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": reference}
        headers["Content-Type"] = "application/json"
        body = json.dumps([delivery_event(reference)]).encode()
        self.assertEqual(self.post(connector, body, headers).status_code, 202)
