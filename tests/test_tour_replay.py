# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common_tour import TourCase


@tagged("post_install", "-at_install", "logistics_tour")
class TestTourReplay(TourCase):
    def test_a_clerk_replays_dead_letters(self):
        """K7, K9, K6: chosen in the list, previewed, replayed with a reason."""
        self.make_person("clerk_of_the_tour", "user")
        carrier = self.make_parcel_connector(DLV="delivered")
        numbers = [f"1Z-TOUR-{number}" for number in range(3)]
        shipments = [self.ship(self.make_order(), number) for number in numbers]
        messages = self.env["logistics.sync.message"]
        for number in numbers:
            document = {"parcel": number, "status": "DLV", "at": "2026-11-20T17:05Z"}
            messages |= self.ingest(carrier, document)
        messages._bury("Given up after 8 tries: the carrier did not answer.")
        self.start_tour(
            "/odoo", "logistics_sync_replay_dead_letters", login="clerk_of_the_tour"
        )
        self.env.invalidate_all()
        self.assertEqual(messages.mapped("replay_count"), [1, 1, 1])
        replay = messages.replay_line_ids.replay_id.filtered("started_at")
        self.assertEqual(replay.requested_by_id.login, "clerk_of_the_tour")
        self.drain()
        self.assertEqual(set(messages.mapped("state")), {"processed"})
        self.assertEqual({one.status for one in shipments}, {"delivered"})
