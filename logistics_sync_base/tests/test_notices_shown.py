# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LogisticsSyncHttpCase

# Waits for the strip, whose words the test looks at.
LOOK = """
const look = () => {
    const strip = document.querySelector(".o_logistics_notices");
    if (!strip) { setTimeout(look, 100); return; }
    if (strip.innerText.includes("%s")) { console.log("test successful"); }
    else { console.error(strip.innerText); }
};
look();
"""


@tagged("post_install", "-at_install", "logistics_tour")
class TestNoticesShown(LogisticsSyncHttpCase):
    """The strip above the queue, as a clerk sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("notice_reader", "user")
        cls.clerk.password = "notice_reader"
        now = fields.Datetime.now()
        cls.env["logistics.sync.quiet.time"].create(
            {
                "name": "Month-end close",
                "recurrence": "once",
                "date_start": now - timedelta(hours=1),
                "date_end": now + timedelta(hours=1),
            }
        )

    def look(self, words):
        path = "/odoo/logistics-exceptions"
        self.browser_js(path, LOOK % words, login="notice_reader", timeout=120)

    def test_what_is_not_as_usual_stands_above_the_queue(self):
        """O20, K14: a closing is told where the clerk works."""
        self.look("Month-end close")

    @mute_logger("odoo.sql_db", "odoo.http")
    def test_what_cannot_be_found_out_is_no_ordinary_day(self):
        """O20, J6: without an answer of the server the strip says so."""
        self.env.cr.execute(
            "ALTER TABLE logistics_sync_outage RENAME TO logistics_sync_outage_away"
        )
        self.look("could not be found out")
