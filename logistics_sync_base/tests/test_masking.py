# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..core.collecting import get_terms
from ..models.message_payload import ENCRYPTED
from .common import LogisticsSyncCase, delivery_event

PERSON = {
    "name": "Wilhelmine Abendroth",
    "email": "wilhelmine@abendroth.example",
    "phone": "+43 660 1234567",
    "street": "Kirschblütengasse 12",
    "street2": "Stiege Abendroth",
}
SIGNER = "Balthasar Nachtigall"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
# The trail is added to only, also by whoever masks.
KEPT = ("logistics_sync_audit_entry", "logistics_sync_audit_seal")


@tagged("post_install", "-at_install")
class TestMasking(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = cls.make_user("system_person", "manager")
        cls.system.group_ids = [Command.link(cls.env.ref("base.group_system").id)]
        cls.env["logistics.sync.environment"]._declare("test")
        cls.customer = cls.env["res.partner"].create(
            PERSON
            | {
                "comment": f"Ask for {PERSON['name']}",
                "image_1920": base64.b64encode(PICTURE),
                "bank_ids": [Command.create({"acc_number": "AT611904300234573201"})],
            }
        )
        cls.person = cls.make_user("nachtigall")
        cls.person.write(
            {"login": "balthasar@nachtigall.example", "password": "a-real-secret"}
        )
        cls.connector = cls.make_connector()
        cls.message = cls.ingest(
            cls.connector,
            delivery_event(
                "TN-1", proof_of_delivery={"signed_by": SIGNER, "document": None}
            ),
            headers={"X-Sender": PERSON["email"]},
        )
        cls.env.flush_all()

    def start(self, database=None, user=None):
        masking = self.env["logistics.sync.masking.start"]
        wizard = masking.with_user(user or self.system).create(
            {"database": database or self.env.cr.dbname}
        )
        wizard.action_start()
        return self.env["logistics.sync.masking"].search([], limit=1)

    def find(self, *words):
        """{table: rows} in which one of the words stands anywhere."""
        tables = self.env.execute_query(
            SQL(
                """SELECT tablename FROM pg_tables
                    WHERE schemaname = 'public' AND tablename NOT IN %s""",
                KEPT,
            )
        )
        found = {}
        for (table,) in tables:
            [(count,)] = self.env.execute_query(
                SQL(
                    """SELECT count(*) FROM (SELECT lower(t::text) AS told FROM %s t) x
                        WHERE EXISTS (SELECT FROM unnest(%s) AS word
                                       WHERE strpos(x.told, word) > 0)""",
                    SQL.identifier(table),
                    [word.lower() for word in words],
                )
            )
            if count:
                found[table] = count
        return found

    def test_nobody_is_left(self):
        """M18: no name, address, number or document tells of anybody real."""
        self.drain()
        question = self.env["logistics.sync.exception"]._raise_for(
            "unreadable", f"{SIGNER} signed, not {PERSON['name']}", message=self.message
        )
        self.customer.message_post(body=f"Called {PERSON['phone']}")
        self.env.cr.execute(
            "UPDATE res_partner SET properties = %s WHERE id = %s",
            [json.dumps({"a1": f"Sister of {PERSON['name']}"}), self.customer.id],
        )
        picture = self.env["ir.attachment"].search_count(self.pictures())
        self.assertTrue(picture)
        words = [*PERSON.values(), SIGNER, self.person.name, self.person.login]
        words.append("AT6119043002345732")
        masking = self.start()
        self.trigger_cron("logistics_sync_base.ir_cron_masking")
        self.env.invalidate_all()
        self.assertEqual((masking.state, masking.progress), ("done", 100))
        self.assertGreater(masking.done_count, 3)
        self.assertEqual(self.find(*words), {})
        self.assertNotIn(SIGNER.encode(), self.message._get_body_bytes())
        self.assertEqual(self.message.body_kept, "masked")
        self.assertEqual(self.customer.name, f"Contact {self.customer.id}")
        self.assertFalse(self.env["ir.attachment"].search_count(self.pictures()))
        self.assertIn("[erased]", question.name)
        self.assertFalse(masking.sudo().terms)
        noted = self.env["logistics.sync.audit.entry"].search(
            [("stage", "=", "masking")]
        )
        self.assertEqual(len(noted), 2)
        self.assertEqual(noted[1].user_id, self.system)

    def test_documents_are_told_apart_and_searched(self):
        """M18: each document keeps its own words but those that name somebody, also in
        free text."""
        name, street = PERSON["name"], PERSON["street"]
        texts = (f"Leave it with {name.upper()}", f"To {street}, please", "Ring twice")
        messages = self.env["logistics.sync.message"]
        for text in texts:
            messages |= self.ingest(self.connector, {"remark": text})
        # Rows written again stand in another order in the table.
        self.env.cr.execute(
            "UPDATE logistics_sync_message SET state = state WHERE id = %s",
            [self.message.id],
        )
        self.env.invalidate_all()
        self.start()
        self.trigger_cron("logistics_sync_base.ir_cron_masking")
        self.env.invalidate_all()
        bodies = [message._get_body_bytes() for message in messages]
        self.assertEqual(bodies[0], b'{"remark": "Leave it with [erased]"}')
        self.assertEqual(bodies[1], b'{"remark": "To [erased], please"}')
        self.assertEqual(bodies[2], b'{"remark": "Ring twice"}')
        self.assertIn(b"TN-1", self.message._get_body_bytes())
        self.assertNotIn(SIGNER.encode(), self.message._get_body_bytes())

    def test_what_nobody_can_read_here_goes(self):
        """M18: a document sealed with the key of another server stops nothing."""
        unreadable = self.ingest(self.connector, {"remark": "sealed elsewhere"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE logistics_sync_message SET body = %s WHERE id = %s",
            [base64.b64encode(ENCRYPTED + b"another key"), unreadable.id],
        )
        self.env.invalidate_all()
        masking = self.start()
        self.trigger_cron("logistics_sync_base.ir_cron_masking")
        self.env.invalidate_all()
        self.assertEqual(masking.state, "done")
        self.assertEqual(unreadable._get_body_bytes(), b"")
        self.assertIn(b"TN-1", self.message._get_body_bytes())

    def test_what_lies_around_goes_too(self):
        """M18: files, notifications, jobs and the keys of people and of production."""
        name = PERSON["name"]
        real = self.make_connector(environment="production", state="paused")
        for connector in (real, self.connector):
            self.add_secret(connector)
        real.credential_ids.environment = "production"
        attachments = self.env["ir.attachment"].create(
            [
                {"name": f"{name}.txt", "raw": name.encode(), "res_model": model}
                for model in (
                    *("logistics.sync.exception", "logistics.sync.promotion"),
                    *("logistics.sync.connector", "account.payment", "stock.move"),
                )
            ]
        )
        note = self.customer.message_post(body="Hello", partner_ids=self.customer.ids)
        note.notification_ids.mail_email_address = PERSON["email"]
        self.env["mail.blacklist"].create({"email": PERSON["email"]})
        self.env.cr.execute(
            """INSERT INTO res_users_apikeys (name, user_id, key, index, create_date)
               VALUES ('mine', %s, 'x', '12345678', now())""",
            [self.person.id],
        )
        self.start()
        self.trigger_cron("logistics_sync_base.ir_cron_masking")
        self.env.invalidate_all()
        kept = attachments.exists()
        self.assertEqual(kept.mapped("res_model"), ["logistics.sync.connector"])
        self.assertNotEqual(note.notification_ids.mail_email_address, PERSON["email"])
        self.assertFalse(real.credential_ids.sudo().secret_encrypted)
        self.assertEqual(real.credential_ids.state, "revoked")
        self.assertTrue(self.connector.credential_ids.sudo().secret_encrypted)
        self.env.cr.execute(
            "SELECT count(*) FROM res_users_apikeys WHERE user_id = %s",
            [self.person.id],
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self.env.cr.execute(
            "SELECT password FROM res_users WHERE id = %s", [self.person.id]
        )
        self.assertEqual(self.env.cr.fetchone(), (None,))
        kept.unlink()
        self.assertEqual(self.find(PERSON["email"]), {})

    def pictures(self):
        return [
            ("res_model", "=", "res.partner"),
            ("res_id", "=", self.customer.id),
            ("res_field", "=", "image_1920"),
        ]

    def test_a_file_without_a_header_is_masked_by_its_layout(self):
        """M18, M9: a name in the second column of a file stays nowhere."""
        mapping = self.make_mapping(
            {"references.tracking_number": "no"},
            columns=[{"name": "no", "start": 1}, {"name": "signed_by", "start": 2}],
            has_header=False,
            format="csv",
        )
        partner = self.make_connector(format="csv", mapping_id=mapping.id)
        body = f"TN-2,{SIGNER}\n".encode()
        message = self.ingest(partner, body, format="csv")
        self.env["logistics.sync.masking"]._mask_messages(message.id - 1)
        self.assertNotIn(SIGNER.encode(), message._get_body_bytes())
        self.assertIn(b"TN-2", message._get_body_bytes())

    def test_the_story_stays_whole(self):
        """M18: numbers, states and our own companies are what they were."""
        self.drain()
        company = self.env.company.name
        self.start()
        self.trigger_cron("logistics_sync_base.ir_cron_masking")
        self.env.invalidate_all()
        event = self.message.event_ids
        self.assertEqual(event.reference, "TN-1")
        self.assertEqual(event.canonical["milestone"], "delivered")
        self.assertEqual(self.env.company.name, company)
        self.assertEqual(self.system.login, "system_person")

    def test_never_in_production(self):
        """M18: where production is declared, named by the server or live it refuses."""
        environments = self.env["logistics.sync.environment"]
        environments._declare("production")
        with self.assertRaisesRegex(UserError, "for production"):
            self.start()
        environments._declare("test")
        self.env.cr.execute("UPDATE logistics_sync_environment SET fingerprint = 'x:1'")
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "for tests"):
            self.start()
        environments._declare("test")
        self.make_connector(environment="production")
        with self.assertRaisesRegex(UserError, "live here"):
            self.start()
        self.assertEqual(self.customer.name, PERSON["name"])

    def test_who_and_which(self):
        """M18: a system administrator, who types the name of the very database."""
        with self.assertRaises(AccessError):
            self.start(user=self.make_user("only_manager", "manager"))
        with self.assertRaisesRegex(UserError, "Type the name"):
            self.start("another_database")
        self.assertEqual(self.customer.name, PERSON["name"])

    def test_declared_production_meanwhile(self):
        """M18: a masking that runs stops where somebody declares production."""
        masking = self.start()
        self.env["logistics.sync.environment"]._declare("production")
        with self.assertRaisesRegex(UserError, "for production"):
            masking._mask_next()
        self.assertEqual(self.customer.name, PERSON["name"])

    def test_words_that_mean_anybody_are_no_terms(self):
        """M18: short words are not looked for everywhere."""
        self.assertEqual(
            get_terms(["Eve", None, "12/3", " Anna  Berg \n"]), {"Anna Berg"}
        )
