# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import json
from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..core.audit_chain import check_export
from .common import EVENT_TYPE, LogisticsSyncCase, delivery_event


class AuditCase(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entries = cls.env["logistics.sync.audit.entry"]
        cls.seals = cls.env["logistics.sync.audit.seal"]
        cls.auditor = cls.make_user("audit_reader", "auditor")
        cls.connector = cls.make_connector()

    def process(self, *numbers, connector=None, **values):
        """Messages with one fact each, processed as one set."""
        messages = [
            self.ingest(connector or self.connector, delivery_event(number, **values))
            for number in numbers
        ]
        self.drain()
        return self.env["logistics.sync.message"].union(*messages)

    def corrupt(self, statement, *values):
        """What somebody with full rights on the server could do."""
        tables = ("logistics_sync_audit_entry", "logistics_sync_audit_seal")
        for table in tables:
            self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.env.cr.execute(statement, values)
        for table in tables:
            self.env.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestAuditTrail(AuditCase):
    def test_an_event_shows_its_four_stages(self):
        """M23: creation, transformation, approval, posting with actor and times."""
        mapping = self.make_mapping(
            {
                "event_type": {"constant": EVENT_TYPE},
                "milestone": {"constant": "delivered"},
                "classifier": {"constant": "actual"},
                "scope": {"constant": "package"},
                "occurred_at": {"expression": "at", "transform": "datetime"},
                "references.tracking_number": "parcel",
            }
        )
        connector = self.make_connector(mapping_id=mapping.id)
        document = {"parcel": "T-4711", "at": "2026-11-20T10:00:00Z"}
        message = self.ingest(connector, document)
        self.drain()
        event = message.event_ids
        self.assertEqual(event.state, "done", event.error)
        self.seals._seal_all()
        trail = event.with_user(self.auditor)._get_audit_trail()
        by_stage = {stage["stage"]: stage for stage in trail}
        self.assertEqual(
            list(by_stage), ["creation", "transformation", "approval", "posting"]
        )
        self.assertTrue(all(stage["at"] and stage["actor"] for stage in trail))
        self.assertEqual(by_stage["creation"]["actor"], connector.name)
        self.assertIn(message.body_sha256, by_stage["creation"]["after"])
        self.assertIn("T-4711", by_stage["transformation"]["before"])
        self.assertIn("delivered", by_stage["transformation"]["after"])
        self.assertIn(mapping.display_name, by_stage["transformation"]["note"])
        self.assertEqual(by_stage["approval"]["after"], "state: Active")
        self.assertEqual(by_stage["posting"]["before"], "To do")
        self.assertEqual(by_stage["posting"]["after"], "Applied")
        self.assertTrue(by_stage["posting"]["is_sealed"])
        self.assertIn("T-4711", event.with_user(self.auditor).audit_html)

    def test_a_set_costs_one_statement_a_stage(self):
        """M23: a hundred facts of one set are two entries, not two hundred rows."""
        before = self.entries.search_count([])
        messages = self.process(*(f"T-{number}" for number in range(100)))
        self.assertEqual(messages.mapped("state"), ["processed"] * 100)
        created = self.entries.search([], limit=self.entries.search_count([]) - before)
        self.assertEqual(sorted(created.mapped("stage")), ["creation", "posting"])

    def test_what_odoo_tells_is_on_record(self):
        """M23: an event Odoo published has its entry with the transaction."""
        event = self.env["logistics.sync.event"]._publish(
            EVENT_TYPE, delivery_event("OWN-1")
        )
        self.env.cr.flush()
        self.seals._seal_all()
        [stage] = event._get_creation()
        self.assertTrue(stage["is_sealed"])
        self.assertEqual(self.seals._verify(), [])

    def test_a_set_that_odoo_tells_is_one_entry(self):
        """M23, B13: what is told of many documents at once is on record as each is."""
        self.env["logistics.sync.subscription"].create(
            {"name": "Everything", "connector_id": self.make_connector().id}
        )
        documents = [delivery_event("OWN-1"), delivery_event("OWN-2")]
        told = [(document, self.connector, None) for document in documents]
        events = self.env["logistics.sync.event"]._publish_set(EVENT_TYPE, told)
        self.env.cr.flush()
        [entry] = self.entries.search([("stage", "=", "publishing")])
        covered = [line.split("|")[0] for line in entry.covered.splitlines()]
        self.assertEqual(covered, [str(event.id) for event in events])

    def test_an_approval_is_on_record(self):
        """M20, M23: who approved which version of a mapping, before and after."""
        author, other = (
            self.make_user(name, "manager") for name in ("map_author", "map_approver")
        )
        mapping = self.env["logistics.sync.mapping"].with_user(author)
        mapping = mapping.create(
            {
                "name": "Audited",
                "rule_ids": [
                    Command.create({"target": "milestone", "constant": "delivered"})
                ],
            }
        )
        with self.assertRaises(UserError):
            mapping.action_approve()
        mapping.with_user(other).action_approve()
        entry = self.entries.search(
            [("res_model", "=", mapping._name), ("res_id", "=", mapping.id)], limit=1
        )
        self.assertEqual((entry.stage, entry.actor), ("approval", other.name))
        self.assertEqual(entry.content["before"], {"state": "Draft"})
        self.assertEqual(entry.content["after"], {"state": "Approved"})


@tagged("post_install", "-at_install")
class TestAuditGuards(AuditCase):
    def setUp(self):
        super().setUp()
        self.process("T-1", "T-2")
        self.seals._seal_all()
        self.entry = self.entries.search([], limit=1)

    def test_nobody_changes_or_deletes_an_entry(self):
        """M26: write and unlink are refused, as administrator and as superuser."""
        admin = self.env.ref("base.user_admin")
        for records in (
            self.entry.with_user(admin),
            self.entry.sudo(),
            self.entry.seal_id.sudo(),
        ):
            with self.assertRaises(UserError):
                records.write({"display_name": "x"})
            with self.assertRaises(UserError):
                records.unlink()
        with self.assertRaises(AccessError):
            self.entries.with_user(admin).create({"at": "2026-11-20", "stage": "look"})

    @mute_logger("odoo.sql_db")
    def test_postgresql_refuses_it_too(self):
        """M26: UPDATE, DELETE and TRUNCATE are refused by the database itself."""
        for statement in (
            "UPDATE logistics_sync_audit_entry SET actor = 'nobody'",
            "UPDATE logistics_sync_audit_entry SET seal_id = NULL",
            "DELETE FROM logistics_sync_audit_entry",
            "TRUNCATE logistics_sync_audit_entry CASCADE",
            "UPDATE logistics_sync_audit_seal SET hash = ''",
            "DELETE FROM logistics_sync_audit_seal",
            "TRUNCATE logistics_sync_audit_seal CASCADE",
        ):
            with (
                self.subTest(statement),
                self.assertRaises(psycopg2.errors.InsufficientPrivilege),
                self.env.cr.savepoint(flush=False),
            ):
                self.env.cr.execute(statement)

    @mute_logger("odoo.sql_db")
    def test_an_open_entry_takes_a_seal_and_nothing_else(self):
        """M26: before it is sealed an entry cannot be changed either."""
        self.process("T-3")
        with (
            self.assertRaises(psycopg2.errors.InsufficientPrivilege),
            self.env.cr.savepoint(flush=False),
        ):
            self.env.cr.execute(
                """UPDATE logistics_sync_audit_entry SET seal_id = %s, actor = 'x'
                    WHERE seal_id IS NULL""",
                [self.entry.seal_id.id],
            )

    def test_a_changed_entry_is_found(self):
        """M26: the verifier names the entry somebody changed behind our back."""
        self.assertEqual(self.seals._verify(), [])
        self.corrupt(
            "UPDATE logistics_sync_audit_entry SET actor = 'nobody' WHERE id = %s",
            self.entry.id,
        )
        [finding] = self.seals._verify()
        self.assertIn(str(self.entry.id), finding)

    def test_a_removed_entry_is_found(self):
        """M26: an entry that is gone leaves a seal that does not fit."""
        self.corrupt(
            "DELETE FROM logistics_sync_audit_entry WHERE id = %s", self.entry.id
        )
        self.assertTrue(self.seals._verify())

    def test_an_entry_sealed_anew_breaks_the_chain(self):
        """M26: forging one seal is found at the next one."""
        first = self.entry.seal_id
        self.process("T-4")
        self.seals._seal_all()
        self.corrupt(
            "UPDATE logistics_sync_audit_seal SET hash = repeat('0', 64) WHERE id = %s",
            first.id,
        )
        self.assertGreaterEqual(len(self.seals._verify()), 2)

    def test_a_changed_event_is_found(self):
        """M23, M26: what an event says cannot be changed without being noticed."""
        event = self.env["logistics.sync.event"].search([], limit=1)
        self.env.cr.execute(
            """UPDATE logistics_sync_event
                  SET canonical = jsonb_set(canonical, '{milestone}', '"lost"')
                WHERE id = %s""",
            [event.id],
        )
        [finding] = self.seals._verify()
        self.assertIn(str(event.id), finding)
        self.env.cr.execute(
            "UPDATE logistics_sync_message SET body_sha256 = '0' WHERE id = %s",
            [event.message_id.id],
        )
        self.assertIn(str(event.message_id.id), " ".join(self.seals._verify()))

    def test_the_seals_are_made_by_the_scheduler(self):
        """M26: the scheduled job seals what was noted, each seal tied to the last."""
        last = self.seals.search([], limit=1)
        self.process("T-5")
        self.trigger_cron("logistics_sync_base.ir_cron_seal")
        fresh = self.seals.search([], limit=1)
        self.assertEqual(fresh.previous_hash, last.hash)
        self.assertFalse(self.entries.search([("seal_id", "=", False)]))


@tagged("post_install", "-at_install")
class TestAuditReport(AuditCase):
    def setUp(self):
        super().setUp()
        self.process("T-1")
        self.report = Form(
            self.env["logistics.sync.audit.report"].with_user(self.auditor)
        ).save()

    def test_the_auditor_checks_by_a_button(self):
        """M26: the button says that all is well, or what is not."""
        self.assertIn("Audit Trail", self.report.action_check()["name"])
        self.assertEqual(self.report.state, "sound")
        self.assertIn(self.seals.search([], limit=1).hash, self.report.result)
        self.corrupt("UPDATE logistics_sync_audit_entry SET actor = 'x'")
        self.report.action_check()
        self.assertEqual(self.report.state, "broken")

    def test_a_period_is_exported_and_checked_elsewhere(self):
        """M26: the file of a period is checked without this database."""
        self.report.action_export()
        lines = base64.b64decode(self.report.file).decode().splitlines()
        self.assertEqual(check_export(lines), [])
        texts = [json.loads(line).get("text", "") for line in lines]
        self.assertTrue(any('"creation"' in text for text in texts))
        forged = [line.replace("processed", "ignored") for line in lines]
        self.assertIn("changed", [found.kind for found in check_export(forged)])
        without = lines[1:]
        self.assertIn("missing", [found.kind for found in check_export(without)])
        self.assertEqual(self.entries.search([], limit=1).stage, "export")

    def test_another_period_is_not_in_the_file(self):
        """M26: only the period asked for is exported."""
        self.report.action_check()
        day = fields.Date.today() + timedelta(days=1)
        self.report.since = self.report.until = day
        self.report.action_export()
        self.assertFalse(base64.b64decode(self.report.file or b""))

    def test_a_clerk_neither_reads_nor_exports(self):
        """M3, M26: the trail is for auditors and administrators."""
        clerk = self.make_user("audit_clerk", "user")
        with self.assertRaises(AccessError):
            self.entries.with_user(clerk).search([])
        with self.assertRaises(AccessError):
            self.report.with_user(clerk).action_export()
