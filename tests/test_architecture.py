# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ast
from pathlib import Path

from odoo.modules.module import Manifest
from odoo.tests import BaseCase, tagged

PURE = {
    "logistics_sync_base": ("core", "codec", "edi"),
    "logistics_sync_carrier": ("core",),
}
ALLOWED = {
    "logistics_sync_base": set(),
    "logistics_sync_carrier": {"logistics_sync_base"},
    "logistics_sync_freight_audit": {"logistics_sync_carrier"},
    "logistics_sync_ap": {"logistics_sync_base"},
}
BUSINESS_APPS = {"account", "sale", "stock", "purchase", "delivery", "sale_stock"}


def imported_names(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


@tagged("-at_install", "post_install")
class TestArchitecture(BaseCase):
    def test_dependencies_point_one_way(self):
        """N13, A24: each addon needs those below it only, so each installs alone."""
        for addon, allowed in ALLOWED.items():
            depends = set(Manifest.for_addon(addon)["depends"])
            ours = {name for name in depends if name.startswith("logistics_sync")}
            self.assertEqual(ours, allowed, addon)

    def test_the_base_knows_no_business_app(self):
        """N13, A24: messages and facts need neither stock nor accounting."""
        base = Manifest.for_addon("logistics_sync_base")
        self.assertFalse(set(base["depends"]) & BUSINESS_APPS)
        for path in Path(base.path).glob("**/*.py"):
            if "tests" in path.parts:
                continue
            for name in imported_names(path):
                app = name.removeprefix("odoo.addons.").partition(".")[0]
                self.assertNotIn(app, BUSINESS_APPS, path)

    def test_the_pure_core_imports_no_odoo(self):
        """A24, N4: what decides without a database stays testable without one."""
        checked = 0
        for addon, packages in PURE.items():
            for package in packages:
                folder = Path(Manifest.for_addon(addon).path, package)
                for path in folder.glob("**/*.py"):
                    checked += 1
                    for name in imported_names(path):
                        self.assertNotEqual(name.partition(".")[0], "odoo", path)
        self.assertGreater(checked, 30)

    def test_only_one_door_leads_to_the_network(self):
        """C1, K25: no module calls out past the limits, checks and log of the door."""
        doors = {"network_session.py", "network_door.py"}
        clients = {"requests", "urllib3", "httpx", "aiohttp"}
        modules = {"urllib.request", "http.client"}
        for addon in ALLOWED:
            base = Path(Manifest.for_addon(addon).path)
            for path in base.glob("**/*.py"):
                if "tests" in path.parts or path.name in doors:
                    continue
                for name in imported_names(path):
                    top = name.partition(".")[0]
                    is_client = name in modules or top in clients
                    self.assertFalse(is_client, f"{path} imports {name}")
