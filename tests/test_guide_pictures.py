# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The guides show the pictures that ``make pictures`` takes, and no other."""

import ast
import re
from pathlib import Path

from odoo.modules.module import Manifest
from odoo.tests import BaseCase, tagged

LARGEST_BYTES = 150_000
SHOWN = r"!\[[^\]]+\]\(([^)]+)\)"


@tagged("post_install", "-at_install")
class TestGuidePictures(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        base = Path(Manifest.for_addon("logistics_sync_base").path).resolve()
        cls.root = base.parent
        cls.folder = cls.root / "docs" / "images"

    def get_shown(self):
        """The files that the guides show."""
        pages = [self.root / "README.md", *(self.root / "docs").glob("*.md")]
        return {
            (page.parent / path).resolve()
            for page in pages
            for path in re.findall(SHOWN, page.read_text(encoding="utf-8"))
        }

    def get_taken(self):
        """The names of the pictures the tours take."""
        source = (self.root / "tools/demo/pictures.py").read_text(encoding="utf-8")
        return {
            node.args[0].value
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Picture"
        }

    def test_guides_show_the_pictures_the_tours_take(self):
        """N15: each picture a guide shows exists and is taken by a tour."""
        shown = self.get_shown()
        self.assertGreater(len(shown), 10)
        self.assertEqual({path.stem for path in shown}, self.get_taken())
        self.assertEqual(shown, {path.resolve() for path in self.folder.glob("*.png")})

    def test_pictures_are_small(self):
        """N15: a clone stays small, and a page is shown at once."""
        for path in self.folder.glob("*.png"):
            with self.subTest(path.name):
                self.assertTrue(path.read_bytes().startswith(b"\x89PNG"))
                self.assertLess(path.stat().st_size, LARGEST_BYTES)
