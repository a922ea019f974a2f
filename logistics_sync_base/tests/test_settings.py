# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
import tempfile
from pathlib import Path

from odoo.tests import BaseCase, tagged
from odoo.tools import config

from ..settings import get_setting


@tagged("-at_install", "post_install")
class TestSettings(BaseCase):
    def setUp(self):
        super().setUp()
        handle, name = tempfile.mkstemp(suffix=".conf")
        os.close(handle)
        self.file = Path(name)
        self.addCleanup(self.file.unlink)
        before = config["config"]
        config["config"] = name
        self.addCleanup(config.__setitem__, "config", before)
        os.environ.pop("LOGISTICS_SYNC_HARBOUR", None)

    def test_the_configuration_file_sets_it(self):
        """N8: a section of its own, so that Odoo warns about no unknown option."""
        self.file.write_text("[options]\n\n[logistics_sync]\nharbour = north\n")
        self.assertEqual(get_setting("harbour"), "north")
        self.assertEqual(get_setting("pier", "none"), "none")

    def test_an_edited_file_is_read_again(self):
        """N8: no restart is needed to allow one more folder."""
        self.file.write_text("[logistics_sync]\nharbour = north\n")
        self.assertEqual(get_setting("harbour"), "north")
        self.file.write_text("[logistics_sync]\nharbour = south\n")
        os.utime(self.file, ns=(1, 1))
        self.assertEqual(get_setting("harbour"), "south")

    def test_the_environment_wins(self):
        """N8: containers set what files do not know."""
        self.file.write_text("[logistics_sync]\nharbour = north\n")
        os.environ["LOGISTICS_SYNC_HARBOUR"] = "east"
        self.addCleanup(os.environ.pop, "LOGISTICS_SYNC_HARBOUR")
        self.assertEqual(get_setting("harbour"), "east")
