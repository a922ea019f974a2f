# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ast
import re
from pathlib import Path

from odoo.modules.module import Manifest
from odoo.tests import TransactionCase, tagged


@tagged("-at_install", "post_install")
class TestRunbooks(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        base = Path(Manifest.for_addon("logistics_sync_base").path).resolve()
        cls.book = (base.parent / "docs" / "runbooks.md").read_text(encoding="utf-8")
        cls.anchors = re.findall(r'<a id="([^"]+)">', cls.book)
        cls.findings = base / "models" / "health_findings.py"

    def get_catalogue(self):
        """{code: section} of the kinds the addons bring."""
        rows = self.env["ir.model.data"].search(
            [
                ("model", "=", "logistics.sync.exception.code"),
                ("module", "=like", "logistics_sync%"),
            ]
        )
        kinds = self.env["logistics.sync.exception.code"].browse(rows.mapped("res_id"))
        return {kind.code: kind.runbook for kind in kinds}

    def get_finding_codes(self):
        calls = ast.walk(ast.parse(self.findings.read_text(encoding="utf-8")))
        texts = {node.value for node in calls if isinstance(node, ast.Constant)}
        written = {anchor for anchor in self.anchors if anchor.startswith("health_")}
        return {anchor for anchor in written if anchor[7:] in texts}

    def test_each_kind_of_exception_has_its_section(self):
        """N15: both lists are the same: no kind without a section, none left over."""
        catalogue = self.get_catalogue()
        self.assertGreater(len(catalogue), 50)
        sections = {name for name in self.anchors if not name.startswith("health_")}
        self.assertEqual(set(catalogue.values()), sections)
        self.assertEqual(set(catalogue), sections)
        self.assertEqual(len(self.anchors), len(set(self.anchors)))

    def test_each_section_says_what_to_look_at_and_press(self):
        """N15: a section without advice would be no help at night."""
        for section in self.book.split('<a id="')[1:]:
            anchor = section.split('"')[0]
            self.assertRegex(section, r"(?s)### .+\n\n.+\n\n- Look at: ", anchor)
            self.assertIn("\n- Press: ", section, anchor)

    def test_each_section_about_health_belongs_to_a_finding(self):
        """N15: what the Health screen can say is described, and nothing else."""
        written = {name for name in self.anchors if name.startswith("health_")}
        self.assertEqual(self.get_finding_codes(), written)
        source = self.findings.read_text(encoding="utf-8")
        told = re.findall(r'_finding\(\s*"([a-z_]+)"', source)
        self.assertGreater(len(told), 8)
        self.assertLessEqual({f"health_{code}" for code in told}, written)

    def test_each_kind_says_why_what_and_whose(self):
        """J18: a text, a cause, a team, a time, a page to read, its question too."""
        rows = self.env["logistics.sync.exception.code"].search([])
        shipped = rows.filtered(lambda kind: kind.code in self.get_catalogue())
        for kind in shipped:
            said = [kind.name, kind.hint, kind.cause, kind.team, kind.runbook_url]
            self.assertTrue(all(said) and kind.sla_hours > 0, kind.code)
            question = self.env["logistics.sync.exception"]._raise_for(
                kind.code,
                "What now?",
                subject=self.env.company,
                company=self.env.company,
            )
            self.assertEqual((question.code, question.cause), (kind.code, kind.cause))
            self.assertTrue(question.runbook_url.endswith(f"#{kind.code}"))
            self.assertTrue(question.team_id)
