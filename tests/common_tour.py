# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests that click through the backend share."""

from odoo import Command

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon

from .common import SuiteCommon


class TourCase(SuiteCommon, AccountTestInvoicingHttpCommon):
    """A person with a role of the suite clicks in a real browser."""

    def start_tour(self, url_path, tour_name, **kwargs):
        # Two jobs share the cores of a test run, and the first screen builds assets.
        kwargs.setdefault("timeout", 240)
        return super().start_tour(url_path, tour_name, **kwargs)

    @classmethod
    def make_person(cls, login, role, *groups):
        """A user who logs in with the login as password, with one role of the suite."""
        user = cls.make_user(login, role)
        user.write(
            {
                "password": login,
                "group_ids": [Command.link(cls.env.ref(name).id) for name in groups],
            }
        )
        return user

    @classmethod
    def make_parcel_connector(cls, **codes):
        """A carrier that posts JSON in words of its own; codes it uses: meaning."""
        mapping = cls.make_mapping(
            {
                "references.tracking_number": "parcel",
                "milestone": {
                    "expression": "status",
                    "transform": "code",
                    "options": '{"kind": "milestone"}',
                },
                "occurred_at": {"expression": "at", "transform": "datetime"},
            }
        )
        connector = cls.make_connector(name="Rhine Parcel", mapping_id=mapping.id)
        for code, meaning in codes.items():
            cls.env["logistics.sync.code.map"].create(
                {
                    "connector_id": connector.id,
                    "kind": "milestone",
                    "external_code": code,
                    "internal_code": meaning,
                }
            )
        return connector

    def tell(self, connector, tracking_number, status):
        """What the carrier says about a parcel, taken in and processed."""
        message = self.ingest(
            connector,
            {
                "parcel": tracking_number,
                "status": status,
                "at": "2026-11-20T17:05:00Z",
            },
        )
        self.drain()
        return message
