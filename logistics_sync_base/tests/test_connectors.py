# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LogisticsSyncCase, delivery_event


@tagged("post_install", "-at_install")
class TestConnectors(LogisticsSyncCase):
    def test_a_code_is_part_of_a_web_address(self):
        """C2: a code that cannot stand in an address is refused."""
        for code in ("With Space", "Ünicode", "a", "up/down", ""):
            with self.assertRaisesRegex(ValidationError, "web address"):
                self.make_connector(code="fine").code = code
            self.env["logistics.sync.connector"].search(
                [("code", "=", "fine")]
            ).unlink()

    def test_two_connectors_have_two_addresses(self):
        """C2, C3: a code is taken once."""
        self.make_connector(code="taken")
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.make_connector(code="taken")

    def test_the_form_shows_the_address_for_the_partner(self):
        """C2, C3: the versioned address is read in the connector's form."""
        connector = self.make_connector(code="parcel-two")
        self.assertTrue(
            connector.inbound_address.endswith("/logistics_sync/v1/parcel-two/events")
        )

    def test_a_file_connector_needs_a_mapping_to_go_live(self):
        """C11, J7: a connector that could read nothing does not go live."""
        with self.assertRaisesRegex(ValidationError, "active mapping"):
            self.make_connector(format="csv")

    def test_a_folder_connector_needs_its_folder_to_go_live(self):
        """C11: a watched folder must be named."""
        with self.assertRaisesRegex(ValidationError, "folder"):
            self.make_connector(transport="folder")

    def test_a_time_zone_must_exist(self):
        """A1: times without offset are read in a zone that exists."""
        with self.assertRaisesRegex(ValidationError, "time zone"):
            self.make_connector(timezone="Mars/Olympus")

    def test_the_connector_counts_its_traffic(self):
        """J1, B1: the form leads to the messages and open questions of a partner."""
        connector = self.make_connector()
        self.ingest(connector, delivery_event("T-1"))
        message = self.ingest(connector, delivery_event("T-2", event_type="odd_one"))
        self.drain()
        connector.invalidate_recordset()
        self.assertEqual(connector.sync_message_count, 2)
        self.assertEqual(connector.open_exception_count, 1)
        action = connector.action_view_exceptions()
        questions = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(questions.message_id, message)

    def test_a_code_row_is_of_one_partner_or_one_list(self):
        """A24, J11: a row of the code table belongs to exactly one scope."""
        connector = self.make_connector()
        for values in (
            {},
            {"connector_id": connector.id, "code_list": "x12.214.AT701"},
        ):
            with (
                self.assertRaises(psycopg2.errors.CheckViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env["logistics.sync.code.map"].create(
                    {"external_code": "X", "internal_code": "delivered"} | values
                )

    def test_the_partner_s_own_row_wins_over_the_shared_list(self):
        """J11: what was decided for one partner holds before the common meaning."""
        codes = self.env["logistics.sync.code.map"]
        connector = self.make_connector(code_list="test.list, other.list")
        codes.create(
            {"code_list": "test.list", "external_code": "X", "internal_code": "shared"}
        )
        self.assertEqual(
            codes._load_table(connector)["milestone", "X"], ("shared", "actual")
        )
        codes._set_meaning(connector, "milestone", "X", "own", "estimated")
        self.assertEqual(
            codes._load_table(connector)["milestone", "X"], ("own", "estimated")
        )
        another = self.make_connector(code_list="test.list")
        self.assertEqual(
            codes._load_table(another)["milestone", "X"], ("shared", "actual")
        )

    def test_a_meaning_decided_again_changes_the_row(self):
        """J11: the second answer about a code replaces the first."""
        connector = self.make_connector()
        codes = self.env["logistics.sync.code.map"]
        for meaning in ("delivered", "in_transit"):
            codes._set_meaning(connector, "milestone", "X", meaning, "actual")
        rows = codes.search([("connector_id", "=", connector.id)])
        self.assertEqual(rows.mapped("internal_code"), ["in_transit"])
