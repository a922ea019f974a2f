# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.tests import tagged

from odoo.addons.logistics_sync_base.tests.common import LogisticsSyncCase


@tagged("post_install", "-at_install")
class TestCarrierTemplates(LogisticsSyncCase):
    def begin(self, name):
        template = self.env.ref(f"logistics_sync_carrier.connector_template_{name}")
        onboarding = self.env["logistics.sync.onboarding"].create(
            {"name": template.name, "template_id": template.id}
        )
        onboarding.action_begin()
        return onboarding

    def test_a_carrier_says_what_it_offers(self):
        """D25: labels, rates and proof of delivery are flags of the connector."""
        connector = self.begin("carrier_webhook").connector_id
        flags = ("offers_label", "offers_rates", "offers_pod", "offers_push")
        self.assertEqual([connector[flag] for flag in flags], [True] * 4)
        polled = self.begin("carrier_polled").connector_id
        self.assertEqual([polled[flag] for flag in flags], [False, False, True, False])
        self.assertTrue(polled.offers_poll)
        view = self.env["logistics.sync.connector"].get_view(view_type="form")
        shown = {node.get("name") for node in etree.fromstring(view["arch"]).iter()}
        self.assertLessEqual(set(flags), shown)
        template = self.env["logistics.sync.connector.template"].browse(
            polled.action_save_as_template()["res_id"]
        )
        self.assertIs(template.settings["offers_pod"], True)

    def test_a_warehouse_by_edi_needs_its_mappings_and_codes(self):
        """D27: the template of a 3PL asks for what its documents need."""
        onboarding = self.begin("carrier_3pl")
        connector = onboarding.connector_id
        self.assertEqual((connector.format, connector.kind), ("x12", "3pl"))
        self.assertEqual(
            connector.reference_list_ids.mapped("kind"), ["warehouse", "product"]
        )
        missing = onboarding._get_missing()
        self.assertIn("945, 944", missing["reading"])
        for words in ("Our ID", "Folder to Watch", "Outbound Folder"):
            self.assertIn(words, missing["address"])
        self.assertIn("really sends it", missing["samples"])

    def test_an_ltl_carrier_needs_its_answers_read(self):
        """D27: the 214 is read by itself; what the answer to a tender means is said."""
        onboarding = self.begin("carrier_ltl")
        missing = onboarding._get_missing()
        self.assertIn("read: 990", missing["reading"])
        self.assertIn("Partner's Qualifier", missing["address"])
