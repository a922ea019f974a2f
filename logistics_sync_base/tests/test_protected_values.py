# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import json

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..core.masking import mask_error, mask_trace
from .common import LogisticsSyncCase, delivery_event

NAME = "Margarete Mustermann"


@tagged("post_install", "-at_install")
class TestProtectedValues(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("protected_clerk", "user")
        cls.privileged = cls.make_user("protected_seer", "user", "personal")
        cls.message = cls.ingest(
            cls.make_connector(),
            delivery_event(
                "T-1", proof_of_delivery={"signed_by": NAME, "document": None}
            ),
        )

    def setUp(self):
        super().setUp()
        self.drain()
        self.event = self.message.event_ids
        self.env.invalidate_all()

    def test_a_clerk_sees_a_mask(self):
        """M9: on the screen of a clerk only the last four characters stand."""
        message = self.message.with_user(self.clerk)
        self.assertNotIn(NAME, message.body_text)
        self.assertIn("***mann", message.body_text)
        event = self.event.with_user(self.clerk)
        for text in (event.canonical_text, event.canonical_html):
            self.assertNotIn(NAME, text)
            self.assertIn("***mann", text)

    def test_a_large_document_is_masked_before_it_is_cut(self):
        """M9: the part that fits on the screen is of a document masked as a whole."""
        rows = [{"signed_by": NAME, "note": "x" * 1000}] * 600
        message = self.ingest(self.make_connector(), json.dumps(rows).encode(), "big")
        seen = message.with_user(self.clerk)
        self.assertIn("too large to be laid out", seen.reading_html)
        for text in (seen.body_text, seen.reading_html):
            self.assertNotIn(NAME, text)
            self.assertIn("***mann", text)

    def test_a_flat_file_is_masked_by_its_layout(self):
        """M9, M10: a file without a header, on the screen, downloaded and kept."""
        mapping = self.make_mapping(
            {"references.tracking_number": "no"},
            columns=[{"name": "no", "start": 1}, {"name": "signed_by", "start": 2}],
            has_header=False,
            format="csv",
        )
        connector = self.make_connector(format="csv", mapping_id=mapping.id)
        message = self.ingest(connector, f"T-1,{NAME}\n".encode(), format="csv")
        seen = message.with_user(self.clerk)
        self.assertEqual(seen.body_text.strip(), "T-1,***mann")
        self.assertNotIn(NAME, seen.reading_html)
        [row] = seen.read(["body"])
        self.assertNotIn(NAME.encode(), base64.b64decode(row["body"]))
        connector.payload_policy = "masked"
        message._keep_as_asked()
        self.assertEqual(message.body_kept, "masked")
        self.assertNotIn(NAME.encode(), message._get_body_bytes())

    def test_a_remote_call_gets_the_mask_too(self):
        """M9: read and search_read of a clerk, an administrator or a seer are masked"""
        for user in (self.clerk, self.privileged, self.env.ref("base.user_admin")):
            [row] = self.message.with_user(user).read(["body", "body_text"])
            self.assertNotIn(NAME, base64.b64decode(row["body"]).decode())
            self.assertNotIn(NAME, row["body_text"])
            [row] = self.event.with_user(user).search_read(
                [("id", "=", self.event.id)], ["canonical", "source"]
            )
            self.assertEqual(
                row["canonical"]["proof_of_delivery"]["signed_by"], "***mann"
            )
            [row] = self.event.with_user(user).web_read({"canonical": {}})
            self.assertNotIn(NAME, json.dumps(row["canonical"]))

    def test_an_exported_list_holds_no_document(self):
        """M9: the export of a list writes a mask where a document would stand."""
        admin = self.env.ref("base.user_admin")
        rows = self.event.with_user(admin).export_data(["reference", "canonical"])
        self.assertEqual(rows["datas"], [["T-1", "***"]])
        rows = self.message.with_user(admin).export_data(["event_ids/canonical"])
        self.assertEqual(rows["datas"], [["***"]])

    def test_the_work_goes_on_with_the_values(self):
        """M9: masking is for people; the rules of the house read what was sent."""
        signed = self.event.canonical["proof_of_delivery"]["signed_by"]
        self.assertEqual(signed, NAME)
        raw = self.message.with_user(self.clerk)._get_body_bytes()
        self.assertIn(NAME.encode(), raw)

    def look(self, user, **record):
        wizard = self.env["logistics.sync.look"].with_user(user)
        return wizard.create({"reason": "A question of the consignee", **record})

    def test_who_may_sees_the_value_and_it_is_logged(self):
        """M9: the value is shown on request; who, when and why stay on record."""
        for record in ({"message_id": self.message.id}, {"event_id": self.event.id}):
            look = self.look(self.privileged, **record)
            self.assertFalse(look.text)
            look.action_show()
            self.assertIn(NAME, look.text)
            entry = self.env["logistics.sync.audit.entry"].search([], limit=1)
            self.assertEqual((entry.stage, entry.user_id), ("look", self.privileged))
            self.assertEqual(entry.content["reason"], "A question of the consignee")
            self.assertNotIn(NAME, json.dumps(entry.content))

    def test_a_look_is_a_security_event(self):
        """M33: who looked at protected values is listed, and nobody is alarmed."""
        for _time in range(30):
            self.look(self.privileged, message_id=self.message.id).action_show()
        row = self.env["logistics.sync.security.event"].search(
            [("connector_id", "=", self.message.connector_id.id)]
        )
        self.assertEqual((row.reason, row.count), ("masked_access", 30))
        self.assertEqual(row.remote_address, self.privileged.login)
        self.assertFalse(self.get_exceptions("security_alert"))

    def test_who_may_not_is_refused(self):
        """M9: without the right there is no look, and no entry about one."""
        with self.assertRaises(AccessError):
            self.look(self.clerk, message_id=self.message.id)
        look = self.look(self.privileged, message_id=self.message.id)
        self.privileged.group_ids -= self.env.ref(
            "logistics_sync_base.group_logistics_personal"
        )
        with self.assertRaises(AccessError):
            look.action_show()

    def test_nothing_is_shown_without_an_entry(self):
        """M9: a remote call neither says that it was shown nor changes what of."""
        look = self.look(
            self.privileged, message_id=self.message.id, is_shown=True, text=NAME
        )
        self.assertFalse(look.is_shown or look.text or look.file)
        other = self.ingest(self.message.connector_id, delivery_event("T-2"))
        for values in ({"is_shown": True}, {"message_id": other.id}):
            with self.assertRaises(AccessError):
                look.write(values)
        self.assertFalse(look.text)
        look.reason = " "
        with self.assertRaisesRegex(UserError, "why"):
            look.action_show()

    def test_a_context_from_outside_opens_nothing(self):
        """M9: no remote call can claim that a look was allowed."""
        for claim in (True, "x", 1):
            message = self.message.with_user(self.clerk).with_context(
                logistics_sync_look=claim
            )
            self.assertNotIn(NAME, message.body_text)

    @mute_logger("odoo.sql_db")
    def test_an_error_of_the_database_tells_no_row(self):
        """M3, M9: neither the row nor a value stands where an error is kept."""
        query = "INSERT INTO logistics_sync_data_class (path, note) VALUES (%s, %s)"
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(query, ["x", NAME])
        except IntegrityError as error:
            self.assertIn(NAME, str(error))
            try:
                raise ValueError("Later") from error
            except ValueError as later:
                trace = mask_trace(later)
            for text in (mask_error(error), trace):
                self.assertNotIn(NAME, text)
                self.assertIn("violates not-null constraint", text)
            self.assertIn("ValueError: Later", trace)
        else:
            self.fail("a class without a level was stored")
        self.assertEqual(mask_error(ValueError()), "ValueError")

    def test_a_class_is_data(self):
        """M10: an administrator's rule of one partner changes what is shown at once."""
        rule = self.env["logistics.sync.data.class"].create(
            {
                "path": "references.tracking_number",
                "level": "personal",
                "connector_id": self.message.connector_id.id,
            }
        )
        event = self.event.with_user(self.clerk)
        self.assertNotIn("T-1", event.canonical_text)
        rule.active = False
        event.invalidate_recordset()
        self.assertIn("T-1", event.canonical_text)
        with self.assertRaises(ValidationError):
            rule.path = "*"
