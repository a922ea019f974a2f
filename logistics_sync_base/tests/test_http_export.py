# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import csv
import io
import json
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import SQL

from ..core.watermark import Watermark
from .common import TOKEN, LogisticsSyncHttpCase, delivery_event

READ_TOKEN = "token-that-may-only-read-000000001"


@tagged("post_install", "-at_install")
class TestExport(LogisticsSyncHttpCase):
    def setUp(self):
        super().setUp()
        self.carrier = self.make_connector()
        self.warehouse = self.make_connector(authentication="bearer_token")
        self.add_secret(self.warehouse, READ_TOKEN, kind="read_token")

    def happen(self, *numbers):
        """Facts that were applied a while ago, all but the last minute counts."""
        messages = self.env["logistics.sync.message"].browse()
        for number in numbers:
            messages |= self.ingest(self.carrier, delivery_event(number))
        self.drain()
        self.env.invalidate_all()
        self.assertEqual(set(messages.mapped("state")), {"processed"})
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_event SET processed_at =
                          processed_at - interval '2 minutes'
                    WHERE message_id IN %s""",
                messages._ids,
            )
        )
        self.env.invalidate_all()

    def fetch(self, token=READ_TOKEN, dataset="events", **parameters):
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        return self.url_open(
            f"/logistics_sync/v1/{self.warehouse.code}/export/{dataset}?{query}",
            headers={"Authorization": f"Bearer {token}"},
        )

    def get_references(self, answer):
        return [row["reference"] for row in answer["rows"]]

    # ---------------------------------------------------------------- fetch
    def test_the_second_run_brings_only_what_changed(self):
        """D17: a warehouse goes on at its mark, without gaps and without doubles."""
        self.happen("E-1", "E-2")
        first = self.fetch().json()
        self.assertEqual(set(self.get_references(first)), {"E-1", "E-2"})
        again = self.fetch(since=first["next_since"]).json()
        self.assertEqual(
            (again["rows"], again["next_since"]), ([], first["next_since"])
        )
        self.happen("E-3")
        self.env.cr.execute(
            "UPDATE logistics_sync_event SET processed_at = processed_at "
            "+ interval '30 seconds' WHERE reference = 'E-3'"
        )
        third = self.fetch(since=first["next_since"]).json()
        self.assertEqual(self.get_references(third), ["E-3"])

    def test_pages_lose_nothing(self):
        """D17: rows that changed in the same second are told apart by their id."""
        self.happen(*(f"P-{number}" for number in range(5)))
        seen, since, more = [], "", True
        while more:
            page = self.fetch(limit=2, since=since).json()
            seen += self.get_references(page)
            since, more = page["next_since"], page["more"]
        self.assertEqual(sorted(seen), [f"P-{number}" for number in range(5)])

    def test_the_last_minute_waits(self):
        """D17: what may still be joined by an older change is not given out yet."""
        self.ingest(self.carrier, delivery_event("F-1"))
        self.drain()
        self.assertEqual(self.fetch().json()["rows"], [])

    def test_every_dataset_can_be_read(self):
        """D17: events, messages, exceptions and figures of each day have rows."""
        self.happen("G-1")
        self.env.cr.execute(
            "UPDATE logistics_sync_message SET received_at = received_at "
            "- interval '2 days', finished_at = finished_at - interval '2 minutes'"
        )
        self.env["logistics.sync.exception"]._raise_for(
            "unreachable", "Nobody answers.", connector=self.carrier
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE logistics_sync_exception SET write_date = now() "
            "- interval '10 minutes'"
        )
        for dataset in ("events", "messages", "exceptions", "daily_figures"):
            answer = self.fetch(dataset=dataset).json()
            (row,) = [
                row for row in answer["rows"] if row["connector"] == self.carrier.code
            ]
            self.assertTrue(row["changed_at"].endswith("Z"), dataset)
        self.assertEqual((row["received"], row["finished"]), (1, 1))

    # ------------------------------------------------------------- security
    def test_a_reading_token_cannot_write(self):
        """D17: it opens neither the door for events nor the outbox."""
        headers = {"Authorization": f"Bearer {READ_TOKEN}"}
        body = json.dumps(delivery_event("H-1")).encode()
        answer = self.post(self.warehouse, body, headers)
        self.assertEqual(answer.status_code, 401)
        answer = self.url_open(
            f"/logistics_sync/v1/{self.warehouse.code}/outbox/acks",
            data=json.dumps({"message_ids": ["x"]}),
            headers=headers,
        )
        self.assertEqual(answer.status_code, 401)
        self.assertFalse(
            self.env["logistics.sync.message"].search(
                [("connector_id", "=", self.warehouse.id)]
            )
        )

    def test_a_token_to_post_does_not_read_everything(self):
        """D17: what a carrier posts with opens no figures of the others."""
        self.add_secret(self.warehouse, TOKEN, kind="access_token")
        self.assertEqual(self.fetch(token=TOKEN).status_code, 401)

    def test_what_is_asked_wrongly_is_refused_by_name(self):
        """D17: no token, an unknown dataset and a mark of nobody have their answers."""
        self.assertEqual(self.fetch(token="x" * 30).status_code, 401)
        self.assertEqual(self.fetch(dataset="secrets").status_code, 404)
        answer = self.fetch(since="yesterday")
        self.assertEqual((answer.status_code, answer.json()["field"]), (400, "since"))

    def test_only_the_own_company_is_read(self):
        """D17: a token of one company never reads the facts of another."""
        company = self.env["res.company"].create({"name": "Sister"})
        self.carrier = self.make_connector(company_id=company.id)
        self.happen("I-1")
        self.assertEqual(self.fetch().json()["rows"], [])

    # ------------------------------------------------------------- schedule
    def test_what_a_reader_may_not_be_told_is_not_in_the_export(self):
        """M27: a reader without the right to an event gets neither it nor its news."""
        self.event_type.copy({"name": "Bill", "code": "secret_fact"})
        self.set_plan("secret_fact", "record_only")
        self.happen("E-1")
        message = self.ingest(
            self.carrier, delivery_event("E-2", event_type="secret_fact")
        )
        self.drain()
        self.env.invalidate_all()
        questions = self.env["logistics.sync.exception"]
        for event in self.env["logistics.sync.event"].search([]):
            questions |= questions._raise_for("unreadable", "Which?", event=event)
        questions |= questions._raise_for("unreadable", "Why?", connector=self.carrier)
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE logistics_sync_event SET processed_at = now() - interval '1 h';
               UPDATE logistics_sync_message SET finished_at = now() - interval '1 h';
               UPDATE logistics_sync_exception SET write_date = now() - interval '1 h'
            """
        )
        self.env.invalidate_all()

        def count(dataset):
            return len(self.fetch(dataset=dataset).json()["rows"])

        everything = {"events": 2, "messages": 2, "exceptions": 3}
        self.assertEqual({name: count(name) for name in everything}, everything)
        self.warehouse.consume_type_ids = self.event_type
        self.assertEqual(
            {name: count(name) for name in everything},
            {"events": 1, "messages": 1, "exceptions": 1},
        )
        [row] = self.fetch(dataset="events").json()["rows"]
        self.assertEqual(row["reference"], "E-1")
        for dataset in everything:
            self.assertNotIn(message.public_id, self.fetch(dataset=dataset).text)

    def test_a_scheduled_export_writes_each_change_once(self):
        """D17: the batch writes a file, the second run one with the changes only."""
        root = self.make_folder()
        self.warehouse.write({"outbound_folder_url": f"file://{root}"})
        export = self.env["logistics.sync.export"].create(
            {"name": "Events", "connector_id": self.warehouse.id, "file_format": "csv"}
        )
        self.happen("J-1", "J-2")
        seen = []
        for _run in range(2):
            export.next_run_at = "2026-01-01 00:00:00"
            self.trigger_cron("logistics_sync_base.ir_cron_export")
            self.drain("outbound")
            self.env.invalidate_all()
            seen.append(export.last_count)
        self.assertEqual(seen, [2, 0])
        export.action_restart()
        export._run()
        self.drain("outbound")
        written = self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.warehouse.id), ("direction", "=", "out")]
        )
        self.assertEqual(written.mapped("state"), ["processed"] * 2, "begun anew")
        (path,) = root.iterdir()
        rows = list(csv.DictReader(io.StringIO(path.read_text())))
        self.assertEqual({row["reference"] for row in rows}, {"J-1", "J-2"})
        self.assertEqual(json.loads(rows[0]["canonical"])["milestone"], "delivered")


@tagged("post_install", "-at_install")
class TestWatermark(LogisticsSyncHttpCase):
    @settings(max_examples=50, deadline=None, derandomize=True)
    @given(
        st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)),
        st.integers(0, 10**15),
    )
    def test_a_mark_survives_being_written(self, moment, last_id):
        """D17: a mark given out is understood when it comes back."""
        mark = Watermark(moment, last_id)
        self.assertEqual(Watermark.parse(str(mark)), mark)
