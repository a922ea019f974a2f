# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.logistics_sync_base.tests.partner_server import PartnerServer, Reply

MILESTONES = ("picked_up", "in_transit", "out_for_delivery", "delivered")


class PolledCarrier:
    """Mixed into a case: a carrier whose list of scans grows, asked by a mark."""

    def serve_scans(self, **values):
        """(carrier, connector, server); the carrier answers unless it ``is_away``."""
        carrier = {"scans": [], "is_away": False}

        def list_scans(request):
            if carrier["is_away"]:
                return None
            mark = request.query.get("since", "")
            return Reply({"scans": [s for s in carrier["scans"] if s["at"] > mark]})

        server = self.enterContext(PartnerServer({"/scans": list_scans}))
        connector = self.make_connector(
            transport="rest",
            base_url=server.url,
            allow_private_network=True,
            allow_plain_http=True,
            rest_poll_path="scans",
            rest_items_path="scans",
            rest_mark_path="at",
            mapping_id=self.make_mapping(
                {
                    "references.tracking_number": "parcel",
                    "milestone": "milestone",
                    "occurred_at": {"expression": "at", "transform": "datetime"},
                }
            ).id,
            **values,
        )
        return carrier, connector, server

    def add_scan(self, carrier, number, milestone):
        """Each milestone comes an hour after the one before."""
        hour = 8 + MILESTONES.index(milestone)
        at = f"2026-11-20T{hour:02d}:00:00+00:00"
        carrier["scans"].append({"parcel": number, "milestone": milestone, "at": at})
