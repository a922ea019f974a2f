# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import BaseCase

from ..adapters.base import Adapter
from ..adapters.registry import AdapterConflict, get_adapters, register
from ..adapters.results import Delivery


class TestRegistry(BaseCase):
    def test_an_adapter_says_who_it_is(self):
        """D24: a class without a name or transport is refused when it registers."""

        class Nameless(Adapter):
            transport = "folder"
            code = "nameless"

        with self.assertRaisesRegex(AdapterConflict, "does not say its name"):
            register(Nameless)

    def test_two_adapters_cannot_be_the_same(self):
        """D24: a second class of the same transport, code and version is refused."""

        class Impostor(Adapter):
            transport = "folder"
            code = "generic"
            name = "Impostor"

        with self.assertRaisesRegex(AdapterConflict, "FolderAdapter"):
            register(Impostor)

    def test_adapters_of_other_addons_are_not_offered(self):
        """D24: only classes of the addons asked for are there."""
        codes = {
            (adapter.transport, adapter.code)
            for adapter in get_adapters({"logistics_sync_base"})
        }
        self.assertIn(("folder", "generic"), codes)
        self.assertFalse(get_adapters({"sale"}))

    def test_a_delivery_always_says_what_it_is(self):
        """C21: each result names its kind; text goes along with what failed."""
        self.assertEqual(Delivery.success(external_id="9").external_id, "9")
        self.assertEqual(Delivery.business("refused", "No.").code, "refused")
        late = Delivery.transient("Busy.", retry_after=30).noting(status=503)
        self.assertEqual(
            (late.kind, late.retry_after, late.status), ("transient", 30, 503)
        )
