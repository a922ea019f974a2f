# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import LogisticsSyncCase


@tagged("post_install", "-at_install")
class TestReferences(LogisticsSyncCase):
    """A partner's codes, read in and decided about before the go-live."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("manager_of_references", "manager")
        cls.operator = cls.make_user("operator_of_references", "operations")
        cls.clerk = cls.make_user("clerk_of_references", "user")
        cls.connector = cls.make_connector(state="draft", authentication="bearer_token")
        cls.connector.transport = "folder"
        cls.connector.folder_url = "memory://references"

    def read_in(self, text, kind=False, user=None):
        wizard = (
            self.env["logistics.sync.reference.import"]
            .with_user(user or self.operator)
            .create(
                {
                    "connector_id": self.connector.id,
                    "kind": kind,
                    "file": base64.b64encode(text.encode()),
                }
            )
        )
        action = wizard.action_import()
        return self.env["logistics.sync.reference"].search(action["domain"])

    def go_live(self):
        self.connector.with_user(self.manager).state = "live"

    def test_unmapped_carriers_and_taxes_hold_up_the_go_live(self):
        """A18: Readiness lists unmapped carriers and taxes; going live raises until a
        person has decided about each."""
        found = self.read_in("kind,code,name\ncarrier,UPSN,UPS\ntax,S,Standard\n")
        html = self.connector.with_user(self.manager).readiness_html
        self.assertIn("(carrier) have no meaning here yet: UPSN", html)
        self.assertIn("(tax rule) have no meaning here yet: S", html)
        with self.assertRaisesRegex(ValidationError, "UPSN"):
            self.go_live()
        carrier, tax = found.sorted("kind")
        for reference in (carrier, tax):
            reference.with_user(self.operator).internal_code = reference.name
        carrier.with_user(self.operator).action_confirm()
        with self.assertRaisesRegex(ValidationError, "tax rule"):
            self.go_live()
        tax.with_user(self.operator).action_mark_unused()
        self.assertEqual(carrier.decided_by_id, self.operator)
        self.go_live()
        table = self.env["logistics.sync.code.map"]._load_table(self.connector)
        self.assertEqual(table["carrier", "UPSN"][0], "UPS")

    def test_a_list_that_was_never_fed_holds_up_the_go_live(self):
        """A18: a list that is required but was never fed blocks going live."""
        self.env["logistics.sync.reference.list"].create(
            {"connector_id": self.connector.id, "kind": "warehouse"}
        )
        with self.assertRaisesRegex(ValidationError, "“warehouse” were read in yet"):
            self.go_live()
        self.connector.reference_list_ids.unlink()
        self.go_live()

    def test_codes_that_have_a_meaning_are_known_at_once(self):
        """A18: only unresolved codes wait for a person; decisions stay."""
        self.env["logistics.sync.code.map"]._set_meaning(
            self.connector, "carrier", "DHLX", "DHL", "actual"
        )
        found = self.read_in("code\nDHLX\nUPSN\n", "carrier")
        self.assertEqual(
            {one.external_code: one.state for one in found},
            {"DHLX": "confirmed", "UPSN": "open"},
        )
        found.filtered(lambda one: one.state == "open").action_mark_unused()
        again = self.read_in("code,name\nUPSN,United\nNEW,\n", "carrier")
        self.assertEqual(
            {one.external_code: one.state for one in again},
            {"UPSN": "unused", "NEW": "open"},
        )

    def test_suggestions_wait_for_a_person(self):
        """A18: a suggestion is shown and means nothing before it is confirmed."""
        (reference,) = self.read_in("code\nusd\n", "currency")
        self.assertEqual(reference._get_record(), self.env.ref("base.USD"))
        self.assertEqual((reference.state, reference.reason), ("open", "code"))
        codes = self.env["logistics.sync.code.map"]
        self.assertFalse(codes._load_table(self.connector).get(("currency", "usd")))
        reference.with_user(self.operator).action_confirm()
        self.assertEqual(codes._load_table(self.connector)["currency", "usd"][0], "USD")

    def test_a_bad_file_changes_nothing(self):
        """A18: a file with a fault is refused as a whole, naming row or kind."""
        before = self.env["logistics.sync.reference"].search_count([])
        with self.assertRaisesRegex(UserError, "Row 3"):
            self.read_in("code,name\nA,x\n,y\n", "carrier")
        with self.assertRaisesRegex(UserError, "“spoon” is none of"):
            self.read_in("kind,code\ncarrier,A\nspoon,B\n")
        self.assertEqual(self.env["logistics.sync.reference"].search_count([]), before)

    def test_confirming_nothing_is_refused_by_name(self):
        """A18: a code without a meaning cannot be confirmed."""
        (reference,) = self.read_in("code\nUPSN\n", "carrier")
        with self.assertRaisesRegex(UserError, "UPSN"):
            reference.action_confirm()

    def test_only_operations_decide(self):
        """A18: who only reads cannot import codes nor decide about them."""
        (reference,) = self.read_in("code\nUPSN\n", "carrier")
        with self.assertRaises(AccessError):
            reference.with_user(self.clerk).action_mark_unused()
        with self.assertRaises(AccessError):
            self.read_in("code\nX\n", "carrier", self.clerk)
