# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestCachedRecords(TransactionCase):
    """Rules that are looked up in a cache."""

    def test_a_change_counts_after_its_commit(self):
        """N4: what another thread looked up before the commit is forgotten after it."""
        types = self.env["logistics.sync.event.type"].search([], limit=2)
        rule = self.env["logistics.sync.sequence.rule"].create(
            {
                "event_type_id": types[0].id,
                "prerequisite_ids": types[1].ids,
                "company_id": self.env.company.id,
            }
        )
        rules = self.env["logistics.sync.sequence.rule"]
        company_id = self.env.company.id
        self.assertIn(types[0].id, rules._get_waiting_types(company_id))
        self.env.flush_all()
        # As another thread saw it before: the change is in no snapshot but ours.
        self.env.cr.execute(
            "UPDATE logistics_sync_sequence_rule SET active = false WHERE id = %s",
            [rule.id],
        )
        rules.invalidate_model()
        self.assertIn(types[0].id, rules._get_waiting_types(company_id))
        self.env.cr.postcommit.run()
        self.assertNotIn(types[0].id, rules._get_waiting_types(company_id))
