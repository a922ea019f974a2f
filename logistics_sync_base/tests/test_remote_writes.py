# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.service.model import get_public_method
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .access_matrix import GROUPS
from .common import LogisticsSyncCase, LogisticsSyncHttpCase

REFUSED = r"odoo\.exceptions\.(Access|User)Error"
QUESTION = "logistics.sync.exception"


@tagged("post_install", "-at_install")
class TestRemoteWrites(LogisticsSyncHttpCase):
    """What a clerk's own program gets at, with the clerk's login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("remote_clerk", "user")
        cls.clerk.password = "remote_clerk"
        cls.connector = cls.make_connector()
        cls.question = cls.env[QUESTION]._raise_for(
            "unreadable", "What is this?", connector=cls.connector
        )

    def setUp(self):
        super().setUp()
        self.authenticate("remote_clerk", "remote_clerk")

    def call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def assert_refused(self, model, method, *args, **kwargs):
        with (
            self.subTest(method=method, args=args),
            mute_logger("odoo.http"),
            self.assertRaisesRegex(JsonRpcException, REFUSED),
        ):
            self.call(model, method, *args, **kwargs)

    def test_a_question_is_worked_on_by_buttons_only(self):
        """J11, J13, M3: no remote call of a clerk writes past the buttons."""
        ids = self.question.ids
        for values in (
            {"state": "resolved"},
            {"owner_id": self.clerk.id},
            {"amount": 0},
            {"resolved_by_id": self.owner.id},
            {"sla_deadline": "2030-01-01 00:00:00"},
        ):
            self.assert_refused(QUESTION, "write", ids, values)
            self.assert_refused(QUESTION, "web_save", ids, values, {})
        self.assert_refused(QUESTION, "web_save_multi", ids, [{"team": "it"}], {})
        self.assert_refused(QUESTION, "web_resequence", ids, {}, "occurrences")
        self.assert_refused(QUESTION, "load", [".id", "state"], [[ids[0], "resolved"]])
        self.assert_refused(QUESTION, "unlink", ids)
        self.assert_refused(QUESTION, "create", [{"name": "x"}])
        self.assertEqual(self.question.state, "open")
        self.call(QUESTION, "action_take", ids)
        self.question.invalidate_recordset()
        self.assertEqual(self.question.state, "in_progress")
        self.assertEqual(self.question.owner_id, self.clerk)

    def test_a_dialog_chooses_questions_and_writes_none(self):
        """J11, M3: what comes with a dialog's list does not reach the questions."""
        changes = [Command.update(self.question.id, {"state": "resolved"})]
        for model, values in (
            ("ignore", {"reason": "Nobody needs it"}),
            ("decide", {"action": "assign"}),
        ):
            name = f"logistics.sync.exception.{model}"
            values["exception_ids"] = changes
            self.assert_refused(name, "create", [values])
            self.assert_refused(name, "web_save", [], values, {})
        self.assertEqual(self.question.state, "open")

    def test_history_is_not_written_remotely(self):
        """J13: neither a step nor an override is made up, changed or deleted."""
        step = self.question.history_ids[:1]
        for model, ids in (("history", step.ids), ("override", [1])):
            name = f"logistics.sync.exception.{model}"
            self.assert_refused(name, "write", ids, {"company_id": 1})
            self.assert_refused(name, "unlink", ids)
            self.assert_refused(name, "create", [{"exception_id": self.question.id}])


@tagged("post_install", "-at_install")
class TestDecidedFields(LogisticsSyncCase):
    """Whoever may edit a record does not edit what was decided about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("decided_manager", "manager")
        cls.connector = cls.make_connector().with_user(cls.manager)

    def test_an_administrator_makes_up_no_decision(self):
        """M3, M23: who switched, ran or revoked what, and when, is no free text."""
        job = self.env["logistics.sync.batch.job"].with_user(self.manager)
        secret = self.add_secret(self.connector.sudo()).with_user(self.manager)
        export = self.env["logistics.sync.export"].with_user(self.manager)
        export = export.create({"name": "Daily", "connector_id": self.connector.id})
        rule = self.env["logistics.sync.rollout.rule"].with_user(self.manager)
        for records, values in (
            (self.connector, {"contract_tested_by_id": self.owner.id}),
            (self.connector, {"operation_mode": "degraded"}),
            (self.connector, {"outbox_sequence": 0}),
            (secret, {"revoked_at": False}),
            (export, {"watermark": False}),
            (rule, {"state": "in_force"}),
            (job, {"requested_by_id": self.owner.id}),
        ):
            with self.subTest(values), self.assertRaisesRegex(AccessError, "set by"):
                records.write(values)
        with self.assertRaisesRegex(AccessError, "set by"):
            export.create(
                {"name": "x", "connector_id": self.connector.id, "restart_count": 3}
            )
        export.name = "Each day"
        self.assertEqual(export.name, "Each day")

    def test_every_list_of_records_with_buttons_is_closed(self):
        """M3: no list of another model that people write leads to such records."""
        guarded = {
            name
            for name, model in self.env.registry.items()
            if issubclass(model, self.env.registry["logistics.sync.buttons.only"])
            and not model._abstract
        }
        self.assertIn(QUESTION, guarded)
        users = [
            self.make_user(f"list_{role}", *groups) for role, groups in GROUPS.items()
        ]
        for name, model in self.env.items():
            if model._abstract:
                continue
            fields = [
                field.name
                for field in model._fields.values()
                if field.type in ("one2many", "many2many")
                and field.comodel_name in guarded
                and not field.context.get("logistics_sync_chosen_only")
                and (not field.compute or field.inverse)
            ]
            if not fields:
                continue
            private = False
            try:
                get_public_method(model, "write")
            except AccessError:
                private = True
            for user in users:
                records = model.with_user(user)
                open_ways = records.has_access("create") or (
                    records.has_access("write") and not private
                )
                self.assertFalse(open_ways, f"{name}: {fields} as {user.login}")
