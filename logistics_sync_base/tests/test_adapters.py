# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..adapters.folder import FolderAdapter
from .test_folders import FolderCase


@tagged("post_install", "-at_install")
class TestConnectorAdapter(FolderCase):
    def test_the_form_tells_what_the_adapter_can_do(self):
        """D24: the adapter comes from the registry and shows its capabilities."""
        self.watch()
        self.assertIsInstance(self.connector._get_adapter(), FolderAdapter)
        self.assertIn("fetches documents", self.connector.adapter_capabilities)
        self.connector.transport = "webhook"
        self.assertNotIn("fetches", self.connector.adapter_capabilities)

    def test_the_connection_of_a_folder_can_be_tested(self):
        """C1: the answer is one sentence; a missing folder is named."""
        self.watch()
        answer = self.connector.action_check()["params"]
        self.assertEqual(answer["type"], "success")
        self.watch(folder_url=f"file://{self.root}/nowhere")
        answer = self.connector.action_check()["params"]
        self.assertEqual(answer["type"], "danger")
        self.assertIn("nowhere", answer["message"])

    def test_an_adapter_nobody_installed_is_refused(self):
        """D28: a version that does not exist for the transport cannot be chosen."""
        versions = dict(self.connector._selection_adapter_version())
        self.assertIn("1", versions)
        with self.assertRaisesRegex(ValidationError, "version 99"):
            self.connector.adapter_version = "99"
