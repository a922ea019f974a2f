# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from email.message import EmailMessage

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from .common import LogisticsSyncCommon
from .test_batches import BatchCase, csv_file

ROW = "P-1,DLV,202611201205"


@tagged("post_install", "-at_install")
class TestEmail(BatchCase):
    """Documents mailed to the address of a connector, through the mail gateway."""

    def setUp(self):
        super().setUp()
        domain = self.env["mail.alias.domain"].create({"name": "shipper.example.com"})
        self.connector.write(
            {
                "transport": "email",
                "alias_name": "carrier-7f3a",
                "alias_domain_id": domain.id,
                "email_senders": "@carrier.example.com, one@other.example.com",
                "email_pattern": "*.csv",
            }
        )

    def mail(self, *attachments, sender="edi@carrier.example.com", number="1", **more):
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, "carrier-7f3a@shipper.example.com"
        mail["Subject"], mail["Message-Id"] = "Scans", f"<{number}@carrier.example.com>"
        mail.set_content("Please find attached.")
        for name, body in attachments:
            mail.add_attachment(body, maintype="text", subtype="csv", filename=name)
        for add in more.values():
            add(mail)
        self.env["mail.thread"].message_process(False, mail.as_bytes())

    def get_messages(self):
        return self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.connector.id)], order="id"
        )

    def test_an_attachment_becomes_an_applied_message(self):
        """C11, N10: the bytes are those attached, and the rows are applied."""
        body = csv_file([ROW])
        self.mail(("scans.csv", body))
        message = self.get_messages()
        self.assertEqual(message._get_body_bytes(), body)
        self.assertEqual(message.file_name, "scans.csv")
        self.drain()
        self.assertEqual(message.done_count, 1)

    def test_each_attachment_is_a_message_of_its_own(self):
        """C11: the rest is read, what does not match the pattern is told and kept."""
        self.mail(
            ("one.csv", csv_file([ROW])),
            ("terms.txt", b"see you"),
            ("../two.csv", csv_file([ROW.replace("P-1", "P-2")])),
        )
        names = self.get_messages().mapped("file_name")
        self.assertEqual(names, ["one.csv", "two.csv"])
        question = self.get_exceptions("email_refused", connector_id=self.connector.id)
        self.assertIn("terms.txt", question.name)
        self.assertEqual(self.get_kept(question), [("terms.txt", b"see you")])

    def get_kept(self, question):
        return [
            (attachment.name, attachment.raw)
            for attachment in self.env["ir.attachment"].search(
                [("res_model", "=", question._name), ("res_id", "=", question.id)],
                order="id",
            )
        ]

    def test_a_photo_is_not_dropped(self):
        """C11, J6: a picture of a delivery is kept for a person, or is a message."""
        photo = b"\xff\xd8\xff" + b"photo" * 9

        def add(mail):
            mail.add_attachment(
                photo, maintype="image", subtype="jpeg", filename="pod.jpg"
            )

        for _delivered_twice in range(2):
            self.mail(("scans.csv", csv_file([ROW])), add=add)
        question = self.get_exceptions("email_refused", connector_id=self.connector.id)
        self.assertIn("pod.jpg", question.name)
        self.assertEqual(self.get_kept(question), [("pod.jpg", photo)])
        self.assertEqual(self.get_messages().mapped("file_name"), ["scans.csv"])
        self.connector.email_pattern = "*"
        self.mail(number="2", add=add)
        self.assertEqual(self.get_messages()[1:]._get_body_bytes(), photo)

    def test_an_empty_or_too_large_attachment_is_told(self):
        """C11, J6: neither is read, both are named, and the good one is read."""
        self.connector.max_body_kib = 1
        self.mail(
            ("empty.csv", b""), ("huge.csv", b"x" * 2000), ("a.csv", csv_file([ROW]))
        )
        question = self.get_exceptions("email_refused", connector_id=self.connector.id)
        self.assertIn("empty.csv (empty), huge.csv (too large", question.name)
        self.assertEqual(self.get_kept(question), [])
        self.assertEqual(self.get_messages().file_name, "a.csv")

    def test_the_same_mail_twice_is_read_once(self):
        """B6: a mail server that delivers twice doubles nothing."""
        for _time in range(2):
            self.mail(("scans.csv", csv_file([ROW])))
        self.assertEqual(len(self.get_messages()), 1)

    def test_others_cannot_send_documents(self):
        """C3: a sender nobody named is refused, counted and told to a person."""
        for sender in ("edi@evil.example.com", "x@notcarrier.example.com.evil.example"):
            self.mail(("scans.csv", csv_file([ROW])), sender=sender)
        self.assertFalse(self.get_messages())
        exception = self.get_exceptions("email_refused", connector_id=self.connector.id)
        self.assertEqual(len(exception), 1)
        self.assertIn("not among those accepted", exception.name)
        self.assertEqual(
            self.env["logistics.sync.security.event"]
            .search([("connector_id", "=", self.connector.id)])
            .count,
            2,
        )

    def test_a_mail_without_document_is_not_silent(self):
        """C11: a mail that brings nothing to read is a question, not nothing."""
        self.mail(sender="one@other.example.com")
        exception = self.get_exceptions("email_refused", connector_id=self.connector.id)
        self.assertIn("no attachment", exception.name)

    def test_no_mail_changes_the_connector(self):
        """C3: e-mails make no connector and leave no conversation on one."""
        before = self.env["logistics.sync.connector"].search_count([])
        posted = self.connector.message_ids
        self.mail(("scans.csv", csv_file([ROW])))
        self.assertEqual(self.env["logistics.sync.connector"].search_count([]), before)
        self.assertEqual(self.connector.message_ids, posted)

    def test_going_live_needs_an_address_and_senders(self):
        """C11: a connector that anybody could mail to does not go live."""
        with self.assertRaisesRegex(ValidationError, "senders it accepts"):
            self.connector.email_senders = False


@tagged("post_install", "-at_install")
class TestEmailCreation(LogisticsSyncCommon, TransactionCase):
    def test_the_address_belongs_to_the_connector(self):
        """C11: an address given at creation leads to that connector too."""
        connector = self.make_connector(
            transport="email",
            alias_name="wms-11",
            email_senders="@wms.example.com",
        )
        self.assertEqual(connector.alias_id.alias_force_thread_id, connector.id)
