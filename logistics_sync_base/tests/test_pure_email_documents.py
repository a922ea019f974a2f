# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from email import message_from_bytes
from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.email_documents import documents_of

LOGO = b"\x89PNG" + b"l" * 100
PHOTO = b"\xff\xd8\xff" + b"p" * 100_000


def make_mail(html='<p>See <img src="cid:logo@x"></p>'):
    mail = EmailMessage()
    mail["Subject"] = "Scans"
    mail.set_content("See attached.")
    mail.add_alternative(html, subtype="html")
    return mail


def add_picture(mail, body, disposition="inline", number="<logo@x>"):
    mail.get_body(("html",)).add_related(
        body,
        maintype="image",
        subtype="png",
        disposition=disposition,
        filename="picture.png",
        cid=number,
    )
    return mail


def names(mail):
    return [one.name for one in documents_of(message_from_bytes(bytes(mail)))]


@tagged("post_install", "-at_install")
class TestEmailDocuments(BaseCase):
    def test_only_decoration_is_left_out(self):
        """C11: a logo the text shows is none of the documents; a photo is one."""
        self.assertEqual(names(add_picture(make_mail(), LOGO)), [])
        self.assertEqual(names(add_picture(make_mail(), PHOTO)), ["picture.png"])
        for mail in (
            add_picture(make_mail(), LOGO, disposition="attachment"),
            add_picture(make_mail(), LOGO, number="<other@x>"),
            add_picture(make_mail("<p>No picture</p>"), LOGO),
        ):
            self.assertEqual(names(mail), ["picture.png"])

    def test_signatures_are_no_documents_but_what_is_encrypted_is(self):
        """C11: what we cannot open is told, not passed over."""
        for kind, expected in (
            ("pkcs7-signature", []),
            ("pgp-signature", []),
            ("pkcs7-mime", ["smime.p7m"]),
        ):
            mail = make_mail()
            mail.add_attachment(
                b"bytes", maintype="application", subtype=kind, filename="smime.p7m"
            )
            self.assertEqual(names(mail), expected, kind)

    def test_a_document_without_a_name_gets_one(self):
        """C11: some programs attach without naming."""
        mail = make_mail()
        mail.add_attachment(b"<a/>", maintype="application", subtype="xml")
        [one] = documents_of(message_from_bytes(bytes(mail)))
        self.assertRegex(one.name, r"^attachment-\d+\.(xml|xsl)$")
        self.assertEqual(one.body, b"<a/>")

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(
        st.lists(
            st.tuples(
                st.binary(max_size=200),
                st.sampled_from(["image/jpeg", "text/csv", "application/pdf"]),
            ),
            max_size=5,
        )
    )
    def test_every_attachment_comes_out_as_it_went_in(self, attachments):
        """C11: as many, in the same order, byte for byte, whatever they are."""
        mail = make_mail()
        for number, (body, kind) in enumerate(attachments):
            main, _slash, sub = kind.partition("/")
            mail.add_attachment(
                body, maintype=main, subtype=sub, filename=f"{number}.dat"
            )
        found = documents_of(message_from_bytes(bytes(mail)))
        self.assertEqual([one.body for one in found], [body for body, _ in attachments])
