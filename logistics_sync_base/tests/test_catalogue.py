# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ast
from pathlib import Path

from odoo.exceptions import ValidationError
from odoo.modules.module import Manifest
from odoo.tests import Form, tagged

from .common import LogisticsSyncCase

ADDON = Path(__file__).resolve().parents[1]
SHIPPED = """order_released shipment_created booking_confirmed label_created
    pick_confirmed packed shipped shipment_manifested tracking_assigned picked_up
    in_transit delayed customs_hold customs_cleared departure_estimated export_cleared
    delivery_attempted exception delivered pod_received rate_adjusted
    freight_charge_posted invoice_generated payment_posted vendor_approved po_released
    receipt_done invoice_approved payment_completed""".split()
BUSINESS_APPS = ("stock", "sale", "account", "purchase")


@tagged("post_install", "-at_install")
class TestCatalogue(LogisticsSyncCase):
    def test_every_named_event_type_is_shipped(self):
        """A10: each event type that was asked for is there and active."""
        codes = self.env["logistics.sync.event.type"].search([]).mapped("code")
        self.assertFalse(set(SHIPPED) - set(codes))

    def test_money_is_financial_and_goods_are_operational(self):
        """A10: both categories are used, money under financial."""
        types = self.env["logistics.sync.event.type"].search([("code", "in", SHIPPED)])
        category = dict(
            zip(types.mapped("code"), types.mapped("category"), strict=True)
        )
        self.assertEqual(category["payment_posted"], "financial")
        self.assertEqual(category["freight_charge_posted"], "financial")
        self.assertEqual(category["delivered"], "operational")

    def test_the_form_shows_every_field_of_governance(self):
        """A11, A10: source, targets, owner, SLA, retries, priority, category."""
        form = Form(self.event_type)
        form.category = "financial"
        form.source_system = "carrier"
        form.target_systems = "finance, portal"
        form.owner_id = self.owner
        form.sla_minutes = 30
        form.retry_policy_id = self.env.ref("logistics_sync_base.retry_policy_patient")
        form.priority = 3
        saved = form.save()
        self.assertEqual(saved.retry_policy_id.max_attempts, 20)
        self.assertEqual((saved.category, saved.priority), ("financial", 3))

    def test_an_active_type_needs_an_owner(self):
        """A11: no owner, no active event type."""
        with self.assertRaisesRegex(ValidationError, "business owner"):
            self.event_type.owner_id = False

    def test_an_active_type_needs_an_sla(self):
        """A11: no SLA, no active event type."""
        with self.assertRaisesRegex(ValidationError, "SLA"):
            self.event_type.sla_minutes = 0

    def test_an_inactive_type_may_be_incomplete(self):
        """A11: the rule holds for active types only."""
        self.event_type.write({"active": False, "owner_id": False, "sla_minutes": 0})
        self.assertFalse(self.event_type.owner_id)

    def test_every_exception_code_raised_is_in_the_catalogue(self):
        """J1: each code used in the sources has a kind, team, SLA and hint."""
        known = self.env["logistics.sync.exception.code"].search([])
        for code in known:
            self.assertTrue(code.hint and code.sla_hours > 0, code.code)
        raised = {
            node.args[0].value
            for tree in self.get_trees()
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and node.args
            and getattr(node.func, "attr", getattr(node.func, "id", ""))
            in ("_raise_for", "BusinessError")
            and isinstance(node.args[0], ast.Constant)
        }
        self.assertIn("schema_drift", raised)
        self.assertFalse(raised - set(known.mapped("code")))

    def get_trees(self):
        for folder in ("models", "controllers", "wizards", "codec", "core", "edi"):
            for source in (ADDON / folder).glob("*.py"):
                yield ast.parse(source.read_text(encoding="utf-8"))

    def test_no_business_app_below_the_engine(self):
        """A24: the base addon cannot write stock, sales or accounting records."""
        depends = Manifest.for_addon("logistics_sync_base")["depends"]
        self.assertEqual(sorted(depends), ["mail", "queue_job"])
        for tree in self.get_trees():
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom | ast.Import):
                    names = [alias.name for alias in node.names]
                    names.append(getattr(node, "module", None) or "")
                    for name in names:
                        self.assertFalse(
                            name.startswith("odoo.addons.")
                            and not name.startswith("odoo.addons.logistics_sync_base"),
                            name,
                        )
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    root, __, rest = node.value.partition(".")
                    self.assertFalse(
                        root in BUSINESS_APPS and rest in ("picking", "order", "move"),
                        node.value,
                    )

    def test_the_pure_core_does_not_know_odoo(self):
        """A24: codecs and transport rules import nothing of Odoo."""
        for folder in ("codec", "core", "edi"):
            for source in (ADDON / folder).glob("*.py"):
                for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
                    if isinstance(node, ast.ImportFrom) and not node.level:
                        self.assertNotEqual((node.module or "").split(".")[0], "odoo")
                    if isinstance(node, ast.Import):
                        roots = {alias.name.split(".")[0] for alias in node.names}
                        self.assertNotIn("odoo", roots)
