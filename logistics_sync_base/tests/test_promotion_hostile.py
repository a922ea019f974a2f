# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from copy import deepcopy

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..core.setup_bundle import get_digest
from .promotion_case import PromotionCase

# Places in a file, and values nobody's setup has there.
WRONG = (
    (("connector", "priority"), 10**30),
    (("connector", "priority"), {"a": 1}),
    (("connector", "timezone"), ["UTC"]),
    (("connector", "retry_policy_id"), {"a": [1]}),
    (("connector", "publish_type_ids"), [[1]]),
    (("connector", "mapping_id"), {"name": [], "digest": {}}),
    (("connector", "credential_ids"), [{"hint": "x"}]),
    (("addresses",), {"outbound_url": 5}),
    (("addresses",), []),
    (("codes",), [{"key": "x"}]),
    (("documents", 0, "mapping_id"), 1),
    (("mappings", 0, "rule_ids"), "x"),
    (("mappings", 0, "rule_ids", 0), 7),
    (("mappings", 0, "name"), None),
    (("subscriptions", 0, "condition_ids"), [None]),
)


@tagged("post_install", "-at_install")
class TestHostilePromotion(PromotionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bundle = cls.read_bundle(cls, cls.export(cls))

    # The database itself refuses a row that lacks a value.
    @mute_logger("odoo.sql_db")
    def test_values_of_another_kind_are_refused(self):
        """M19: whatever stands in a file, the answer is a sentence, and nothing is
        taken over."""
        before = self.connector._get_setup()
        for (*path, last), value in WRONG:
            with self.subTest(place=(*path, last), value=value):
                bundle = deepcopy(self.bundle)
                node = bundle["setup"]
                for part in path:
                    node = node[part]
                node[last] = value
                with self.assertRaises(UserError) as caught:
                    self.bring(self.reseal(bundle))
                told = str(caught.exception)
                for word in ("psycopg", "unhashable", "NoneType", "_id"):
                    self.assertNotIn(word, told)
        self.assertEqual(self.connector._get_setup(), before)

    def test_an_environment_nobody_knows(self):
        """M19: where a file comes from is one of the known environments."""
        raw = self.reseal(self.bundle, environment="staging")
        with self.assertRaisesRegex(UserError, "“staging” it comes from"):
            self.bring(raw)

    def change_mapping(self, **values):
        changed = deepcopy(self.bundle["setup"]["mappings"][0])
        changed["rule_ids"][0]["default_value"] = "lost"
        return changed | values

    def test_no_mapping_comes_along_unseen(self):
        """M19 M20: a mapping of somebody else does not ride on this approval."""
        bundle = deepcopy(self.bundle)
        bundle["setup"]["mappings"].append(self.change_mapping(name="Of others"))
        told = self.refused(self.reseal(bundle))
        self.assertEqual(
            told, ["The mapping “Of others” in the file belongs to nothing."]
        )

    def test_the_mapping_is_the_one_it_names(self):
        """M19: the file holds each mapping once, and in the version referred to."""
        bundle = deepcopy(self.bundle)
        bundle["setup"]["mappings"].insert(0, self.change_mapping())
        self.assertIn("in two versions", self.refused(self.reseal(bundle))[0])
        bundle["setup"]["mappings"].pop()
        told = self.refused(self.reseal(bundle))
        self.assertIn("not in the file in the version", told[0])

    def test_mappings_of_versions_are_shown(self):
        """M19: what reads an older version of their documents is in the plan too."""
        versions = self.env["logistics.sync.contract.version"]
        versions.create(
            {
                "kind": "schema",
                "name": "v1",
                "connector_id": self.connector.id,
                "mapping_id": self.mapping.id,
            }
        )
        self.connector.document_ids.unlink()
        self.connector.mapping_id = False
        bundle = self.read_bundle(self.export())
        changed = self.change_mapping()
        reference = {"name": changed["name"], "digest": get_digest(changed)}
        bundle["setup"]["mappings"] = [changed]
        bundle["setup"]["versions"][0]["mapping_id"] = reference
        plan, refused = (
            self.env["logistics.sync.promotion"]
            .sudo()
            ._make_plan(self.reopen(self.reseal(bundle)), self.env.company, self.author)
        )
        self.assertFalse(refused)
        self.assertIn("lost", [row.get("after") for row in plan])

    def reopen(self, raw):
        return self.env["logistics.sync.promotion"].sudo()._open(raw)

    def test_approved_is_what_was_shown(self):
        """M20: a connector changed meanwhile asks for another look at the import."""
        raw = self.get_raw(self.export())
        self.connector.priority = 3
        promotion = self.bring(raw)
        self.connector.timezone = "UTC"
        with self.assertRaisesRegex(UserError, "has changed since"):
            promotion.with_user(self.second).action_approve()
        self.assertEqual(self.connector.priority, 3)
        promotion.with_user(self.second).action_refuse()
        again = self.bring(raw)
        again.with_user(self.second).action_approve()
        self.assertEqual(self.connector.timezone, "Europe/Berlin")
