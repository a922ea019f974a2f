# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import LogisticsSyncCase


@tagged("post_install", "-at_install")
class TestFailureTrends(LogisticsSyncCase):
    def trend(self, *connectors):
        """{(connector, kind): failures}"""
        rows = self.env["logistics.sync.failure"]._read_group(
            [("connector_id", "in", [connector.id for connector in connectors])],
            ["connector_id", "kind", "at:day"],
            ["count:sum"],
        )
        return {(connector, kind): count for connector, kind, _day, count in rows}

    def test_failures_a_day_by_partner(self):
        """L11: exceptions, dead letters and refused requests, each partner its own."""
        north, south = self.make_connector(), self.make_connector()
        exceptions = self.env["logistics.sync.exception"]
        for _time in range(2):
            exceptions._raise_for("unreadable", "Cannot be read.", connector=north)
        exceptions._raise_for("dead_letter", "Gave up.", connector=north)
        refusals = self.env["logistics.sync.security.event"]
        for _time in range(3):
            refusals._add_refusal(south, "mismatch", "192.0.2.7")
        self.assertEqual(
            self.trend(north, south),
            {
                (north, "exception"): 2,
                (north, "dead_letter"): 1,
                (south, "refused"): 3,
            },
        )

    def test_the_chart_is_a_line_a_partner(self):
        """L11: a line graph of failures by day, one line for each partner."""
        view = self.env["logistics.sync.failure"].get_view(view_type="graph")
        self.assertIn('type="line"', view["arch"])
        self.assertIn('interval="day"', view["arch"])
        self.assertIn('name="connector_id"', view["arch"])

    def test_who_sees_it(self):
        """L11: clerks and auditors read the trend of their own companies."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        connector = self.make_connector()
        self.env["logistics.sync.exception"]._raise_for(
            "unreadable", "Cannot be read.", connector=connector
        )
        failures = self.env["logistics.sync.failure"]
        domain = [("connector_id", "=", connector.id)]
        clerk = self.make_user("trend_clerk", "user")
        stranger = self.make_user("trend_stranger", "user", companies=other)
        self.assertEqual(failures.with_user(clerk).search_count(domain), 1)
        self.assertEqual(failures.with_user(stranger).search_count(domain), 0)
        (row,) = failures.with_user(clerk).search(domain)
        self.assertEqual((row.kind, row.count), ("exception", 1))
