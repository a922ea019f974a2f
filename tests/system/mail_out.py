# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Owe a partner a document that leaves by e-mail, and let the worker send it.

Arguments: port of the mail server on loopback; port of one that does not answer, to be
tried first.
"""

import sys

BODY = b"ISA*00*          *00*~\r\n\x00\xff"


def main():
    """Send to the server that does not answer, then to the one that does."""
    import odoo_process

    with odoo_process.environment() as env:
        right, wrong = map(int, sys.argv[1:3])
        env.company.email = "edi@shipper.example.com"
        server = env["ir.mail_server"].create(
            {"name": "Simulated", "smtp_host": "127.0.0.1", "smtp_port": wrong}
        )
        connector = env["logistics.sync.connector"].create(
            {
                "name": "Mailed",
                "code": "mailed",
                "outbound_transport": "email",
                "email_to": "in@carrier.example.com",
                "state": "live",
            }
        )
        messages = env["logistics.sync.message"]
        message, __ = messages._ingest(
            connector, BODY, "one", direction="out", file_name="order.edi"
        )
        env.cr.commit()
        messages._drain("outbound")
        sys.stdout.write(f"{message.state}\n")
        server.smtp_port = right
        message.next_attempt_at = "2026-01-01 00:00:00"
        env.cr.commit()
        messages._drain("outbound")
        message.invalidate_recordset()
        sys.stdout.write(f"{message.state} {message.public_id}\n")
        env.cr.commit()


if __name__ == "__main__":
    main()
