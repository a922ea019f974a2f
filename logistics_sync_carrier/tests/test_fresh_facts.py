# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.tests import tagged

from odoo.addons.logistics_sync_base.models.event_processing import RUN_CACHE
from odoo.addons.logistics_sync_base.models.fresh_events import (
    FRESH_CACHE,
    get_fresh_rows,
)

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestFreshFacts(ShipmentCase):
    def _store(self, *documents):
        """(message, its events), stored and not processed."""
        message = self.post(*documents)
        __, events = message._transform(fields.Datetime.now())
        self.env.cr.cache[RUN_CACHE] = {}
        self.addCleanup(self.env.cr.cache.pop, RUN_CACHE, None)
        self.addCleanup(self.env.cr.cache.pop, FRESH_CACHE, None)
        return message, events

    def test_same_as_read_back(self):
        """K2, E9: facts known from storing are those that the database would give."""
        message, events = self._store(
            self.scan("in_transit", tracking_number=" 1Z001 ", carrier="UPSN"),
            self.scan(
                "delivered",
                at="2026-11-20T23:59:59Z",
                tracking_number="1Z002",
                order="S00001",
                location={"name": None, "city": "Köln", "state": None}
                | {"country": "DE", "postal_code": "50667"},
                proof_of_delivery={"signed_by": "Ann", "document": None},
            ),
            self.scan("lost", at=None, tracking_number="1Z003"),
        )
        self.assertEqual(len(events), 3, message.error)
        self.assertEqual(list(get_fresh_rows(self.env.cr, events.ids)), events.ids)
        known = events._read_facts()
        del self.env.cr.cache[FRESH_CACHE]
        self.env.cr.cache[RUN_CACHE] = {}
        self.assertEqual(known, events._read_facts())

    def test_gone_after_the_set(self):
        """K2: nothing of one set is left to be taken for true in the next one."""
        self.ship(self.create_order(), tracking="1Z001")
        self.receive(self.scan(tracking_number="1Z001"))
        self.assertNotIn(FRESH_CACHE, self.env.cr.cache)
        message = self.post(self.scan("delivered", tracking_number="1Z001"))
        message._process_isolated(fields.Datetime.now())
        self.assertEqual(message.event_ids.state, "done")
        self.assertNotIn(FRESH_CACHE, self.env.cr.cache)
