# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Command
from odoo.tests import tagged

from .common import LogisticsSyncCase


@tagged("post_install", "-at_install")
class TestRecordNames(LogisticsSyncCase):
    def test_no_record_is_called_by_a_stored_key(self):
        """J1: what a choice stands for is its label, never the key behind it."""
        keyed = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("logistics.") and model._auto and not model._abstract
            for field in [model._fields.get(model._rec_name)]
            if field is not None and field.type == "selection"
        }
        self.assertIn("logistics.sync.approval.limit", keyed)
        plain = self.env.registry["base"]._compute_display_name
        for name in sorted(keyed):
            with self.subTest(model=name):
                model = self.env.registry[name]
                self.assertIsNot(model._compute_display_name, plain)

    def test_a_limit_is_called_by_what_it_limits(self):
        """J1: the name of a limit on the trail and above its form is in words."""
        limit = self.env["logistics.sync.approval.limit"].create(
            {"kind": "exception", "amount": 500}
        )
        labels = dict(limit._fields["kind"]._description_selection(self.env))
        self.assertEqual(limit.display_name, labels["exception"])

    def test_the_trail_tells_values_as_a_reader_understands_them(self):
        """M25, J1: yes and no, money with its currency, nothing where nothing is."""
        limit = self.env["logistics.sync.approval.limit"].create(
            {"kind": "exception", "amount": 500}
        )
        told = limit._tell_values({"amount", "kind"})
        currency = limit.currency_id.name
        self.assertIn(f"500.00 {currency}", told.values())
        mapping = self.env["logistics.sync.mapping"].create(
            {
                "name": "Invoices",
                "rule_ids": [Command.create({"target": "carrier", "constant": "X"})],
            }
        )
        rule = mapping.rule_ids
        told = rule._tell_values({"expression", "is_required"})
        self.assertEqual(set(told.values()), {"", "No"})
