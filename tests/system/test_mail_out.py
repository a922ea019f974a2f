# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents that leave by e-mail, to a real mail server."""

import email

from aiosmtpd.controller import Controller
from harness import Database, held_port
from mail_out import BODY


class Mailbox:
    """Keeps what it is given."""

    def __init__(self):
        self.envelopes = []

    async def handle_DATA(self, _server, _session, envelope):
        """Take one e-mail, as aiosmtpd hands it over."""
        self.envelopes.append(envelope)
        return "250 taken"


def test_a_document_is_mailed_once_the_server_answers(ready):
    """C11, K2: no mail server is no success; later it leaves, byte for byte."""
    mailbox = Mailbox()
    with held_port() as port, held_port() as nobody:
        controller = Controller(mailbox, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            with Database("mail", template=ready) as database:
                output = database.run("mail_out.py", str(port), str(nobody))
        finally:
            controller.stop()
    first, second = output.splitlines()[-2:]
    assert first == "failed"
    state, public_id = second.split()
    assert state == "processed"
    [envelope] = mailbox.envelopes
    assert envelope.rcpt_tos == ["in@carrier.example.com"]
    mail = email.message_from_bytes(envelope.content)
    assert mail["Message-Id"] == f"<{public_id}@shipper.example.com>"
    [part] = [part for part in mail.walk() if part.get_filename()]
    assert part.get_filename() == "order.edi"
    assert part.get_payload(decode=True) == BODY
