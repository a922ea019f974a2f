# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.service.model import get_public_method
from odoo.tests import tagged

from . import (
    audit_samples,
    batch_samples,
    exception_samples,
    gate_samples,
    onboarding_samples,
    replay_samples,
    sequencing_samples,
    setup_samples,
)
from .access_matrix import GROUPS, MATRIX, OPERATIONS, ROLES, SHARED
from .common import LogisticsSyncCase, delivery_event


def get_own_models(env):
    """Stored models that this addon defines."""
    rows = env["ir.model.data"].search(
        [("module", "=", "logistics_sync_base"), ("model", "=", "ir.model")]
    )
    models = env["ir.model"].browse(rows.mapped("res_id")).mapped("model")
    return {
        name
        for name in models
        if name.startswith("logistics.sync.") and not env[name]._abstract
    }


@tagged("post_install", "-at_install")
class TestRoles(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: cls.make_user(f"role_{role}", *GROUPS[role]) for role in ROLES
        }

    def test_the_matrix_covers_every_model(self):
        """M3: no model of the addon is outside the matrix."""
        self.assertEqual(get_own_models(self.env), set(MATRIX))

    def test_each_role_may_do_what_the_matrix_says(self):
        """M3: create, read, update, delete of 5 roles (and none) on every model."""
        for model, allowed in MATRIX.items():
            for role, letters in zip(ROLES, allowed, strict=True):
                records = self.env[model].with_user(self.users[role])
                for letter, operation in OPERATIONS.items():
                    with self.subTest(model=model, role=role, operation=operation):
                        self.assertEqual(
                            records.has_access(operation), letter in letters
                        )

    def test_the_auditor_writes_nothing(self):
        """M3: read only means that a write raises, whatever the field."""
        connector = self.make_connector()
        with self.assertRaises(AccessError):
            connector.with_user(self.users["auditor"]).name = "changed"

    def test_the_roles_are_one_choice_in_the_user_form(self):
        """M3: the four working roles are levels of one privilege, audit another."""
        clerk = self.env.ref("logistics_sync_base.group_logistics_user")
        manager = self.env.ref("logistics_sync_base.group_logistics_manager")
        auditor = self.env.ref("logistics_sync_base.group_logistics_auditor")
        self.assertEqual(clerk.privilege_id, manager.privilege_id)
        self.assertNotEqual(clerk.privilege_id, auditor.privilege_id)
        self.assertIn(clerk, manager.all_implied_ids)
        self.assertNotIn(clerk, auditor.all_implied_ids)

    def test_no_method_behind_the_door_can_be_called_remotely(self):
        """M3, J7: what stores, replays or resolves is not callable over RPC."""
        private = {
            "logistics.sync.message": ("_ingest", "_drain", "_replay", "_dispatch"),
            "logistics.sync.event": ("_reprocess", "_ignore"),
            "logistics.sync.exception": ("_raise_for", "_resolve"),
            "logistics.sync.credential": ("_set_secret", "_generate"),
        }
        for model, names in private.items():
            for name in names:
                self.assertTrue(callable(getattr(self.env[model], name)))
                with self.assertRaises(AccessError):
                    get_public_method(self.env[model], name)


@tagged("post_install", "-at_install")
class TestCompanies(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other Company"})
        cls.connector = cls.make_connector(
            company_id=cls.other.id, authentication="bearer_token"
        )
        cls.natives = [
            cls.make_user(f"native_{role}", role, companies=cls.other)
            for role in ("manager", "auditor")
        ]
        cls.strangers = [
            cls.make_user(f"stranger_{role}", role) for role in ("manager", "auditor")
        ]

    def make_one_of_each(self):
        """A record of every model that belongs to a company, in the other company."""
        subscription = self.env["logistics.sync.subscription"].create(
            {
                "name": "Subscription of the other company",
                "connector_id": self.connector.id,
                "include_own": True,
                "condition_ids": [
                    Command.create({"path": "scope", "operator": "is_set"})
                ],
            }
        )
        message = self.ingest(self.connector, delivery_event("T-1", scope="leg"))
        self.drain()
        mapping = self.env["logistics.sync.mapping"].create(
            {
                "name": "Mapping of the other company",
                "company_id": self.other.id,
                "rule_ids": [Command.create({"target": "carrier", "constant": "X"})],
                "column_ids": [Command.create({"name": "a"})],
                "record_ids": [Command.create({"name": "a", "value": "A"})],
                "xsd_ids": [Command.create({"name": "a.xsd", "content": b"eA=="})],
                "sample_ids": [Command.create({"name": "a", "body": "{}"})],
            }
        )
        security = self.env["logistics.sync.security.event"]
        security._add_refusal(self.connector, "mismatch", "192.0.2.1")
        version = self.env["logistics.sync.contract.version"].create(
            {"name": "2024-10", "connector_id": self.connector.id}
        )
        self.env["logistics.sync.version.use"].create(
            {
                "version_id": version.id,
                "connector_id": self.connector.id,
                "company_id": self.other.id,
                "day": "2026-11-20",
                "last_seen_at": "2026-11-20 10:00:00",
            }
        )
        question = self.env["logistics.sync.exception"]._raise_for(
            "unreadable", "A question", message=message
        )
        references = self.env["logistics.sync.reference.list"].create(
            {
                "connector_id": self.connector.id,
                "kind": "carrier",
                "reference_ids": [Command.create({"external_code": "X"})],
            }
        )
        return {
            "logistics.sync.connector": self.connector,
            "logistics.sync.connector.document": self.env[
                "logistics.sync.connector.document"
            ].create({"connector_id": self.connector.id, "mapping_id": mapping.id}),
            "logistics.sync.credential": self.add_secret(
                self.connector, "token-of-the-other-company", "access_token"
            ),
            "logistics.sync.access.token": self.env[
                "logistics.sync.access.token"
            ].create({"connector_id": self.connector.id, "expires_at": "2026-11-20"}),
            "logistics.sync.security.event": security.search(
                [("connector_id", "=", self.connector.id)]
            ),
            "logistics.sync.message": message,
            "logistics.sync.attempt": message.attempt_ids,
            "logistics.sync.event": message.event_ids,
            "logistics.sync.subscription": subscription,
            "logistics.sync.subscription.condition": subscription.condition_ids,
            "logistics.sync.delivery": subscription.delivery_ids,
            "logistics.sync.mapping": mapping,
            "logistics.sync.mapping.rule": mapping.rule_ids,
            "logistics.sync.mapping.column": mapping.column_ids,
            "logistics.sync.mapping.record": mapping.record_ids,
            "logistics.sync.folder.file": self.env["logistics.sync.folder.file"].create(
                {"connector_id": self.connector.id, "name": "a", "signature": "1:"}
            ),
            "logistics.sync.mapping.xsd": mapping.xsd_ids,
            "logistics.sync.mapping.sample": mapping.sample_ids,
            "logistics.sync.code.map": self.env["logistics.sync.code.map"].create(
                {
                    "connector_id": self.connector.id,
                    "external_code": "X",
                    "internal_code": "delivered",
                }
            ),
            "logistics.sync.external.ref": self.env[
                "logistics.sync.external.ref"
            ].create(
                {
                    "connector_id": self.connector.id,
                    "kind": "order",
                    "external_id": "PO-1",
                    "res_model": "res.partner",
                    "res_id": self.env.user.partner_id.id,
                }
            ),
            "logistics.sync.contract.test": self.env[
                "logistics.sync.contract.test"
            ].create(
                {"connector_id": self.connector.id, "name": "A", "result": "passed"}
            ),
            "logistics.sync.export": self.env["logistics.sync.export"].create(
                {"name": "Daily events", "connector_id": self.connector.id}
            ),
            "logistics.sync.document": self.env["logistics.sync.document"].create(
                {
                    "kind": "supplier_invoice",
                    "number": "INV-1",
                    "canonical": {"number": "INV-1"},
                    "event_id": message.event_ids.id,
                    "message_id": message.id,
                    "connector_id": self.connector.id,
                    "company_id": self.other.id,
                }
            ),
            "logistics.sync.priority.rule": self.env[
                "logistics.sync.priority.rule"
            ].create({"name": "Close", "company_id": self.other.id}),
            "logistics.sync.reference.list": references,
            "logistics.sync.reference": references.reference_ids,
            "logistics.sync.contract.version": version,
            "logistics.sync.version.use": version.use_ids,
            "logistics.sync.exception": question,
            "logistics.sync.failure": self.env["logistics.sync.failure"].search(
                [("connector_id", "=", self.connector.id), ("kind", "=", "exception")]
            ),
            **audit_samples.make(message),
            **setup_samples.make(self.connector),
            **exception_samples.make(question),
            **batch_samples.make(message.event_ids),
            **gate_samples.make(self.connector, self.event_type),
            **sequencing_samples.make(self.connector, self.event_type),
            **replay_samples.make(message),
            **onboarding_samples.make(self.connector),
        }

    def test_records_of_another_company_are_invisible(self):
        """M3: every model with a company is closed to users of another one."""
        samples = self.make_one_of_each()
        persistent = {
            name for name in get_own_models(self.env) if not self.env[name]._transient
        }
        self.assertEqual(set(samples) | SHARED, persistent)
        for model, record in samples.items():
            self.assertTrue(record, model)
            domain = [("id", "in", record.ids)]
            with self.subTest(model=model):
                records = self.env[model]
                readers = [
                    user
                    for user in self.natives
                    if records.with_user(user).has_access("read")
                ]
                self.assertTrue(readers)
                for user in readers:
                    self.assertTrue(records.with_user(user).search(domain))
                for user in self.strangers:
                    if records.with_user(user).has_access("read"):
                        self.assertFalse(records.with_user(user).search(domain))
                    with self.assertRaises(AccessError):
                        record.with_user(user).read(["display_name"])

    def test_messages_and_events_belong_to_the_connector_s_company(self):
        """M3: whoever the worker is, records carry the partner's company."""
        samples = self.make_one_of_each()
        for model in ("message", "event", "attempt", "exception"):
            self.assertEqual(
                samples[f"logistics.sync.{model}"].company_id, self.other, model
            )

    def test_a_shared_mapping_serves_every_company(self):
        """M3: a mapping without company is visible to all."""
        mapping = self.make_mapping({"milestone": {"constant": "delivered"}})
        for user in (*self.natives, *self.strangers):
            self.assertTrue(mapping.with_user(user).has_access("read"))

    def test_a_mapping_of_another_company_cannot_be_chosen(self):
        """M3: a connector takes mappings of its own company or shared ones."""
        foreign = self.make_mapping(
            {"milestone": {"constant": "delivered"}},
            company_id=self.env.company.id,
        )
        with self.assertRaisesRegex(Exception, "ompan"):
            self.connector.mapping_id = foreign
