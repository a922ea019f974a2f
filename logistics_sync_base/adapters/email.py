# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tools.mail import email_domain_extract

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from .base import Adapter
from .registry import register
from .results import Delivery


@register
class EmailAdapter(Adapter):
    """The partner mails documents to us as attachments, and gets ours so."""

    transport = "email"
    code = "generic"
    name = "Any partner"
    capabilities = frozenset({"receive", "send"})

    def send(self, message) -> Delivery:
        """Mail one message as an attachment; sent means that a mail server took it."""
        connector = self.connector
        if not connector.email_to:
            return Delivery.business(
                "no_outbound_transport",
                self.env._(
                    "%s is owed a document, but the connector has no e-mail address "
                    "to send it to.",
                    connector.name,
                ),
            )
        name = message.file_name or f"{message.public_id}.dat"
        servers = self.env["ir.mail_server"].sudo()
        mail = servers._build_email__(
            email_from=connector.company_id.email_formatted or "",
            email_to=[part.strip() for part in connector.email_to.split(",")],
            subject=name,
            body=self.env._("Document %s is attached.", name),
            attachments=[(name, message._get_body_bytes(), "application/octet-stream")],
            # The same id whenever it is sent again: mail systems know it by that.
            message_id=f"<{message.public_id}@{self._get_domain()}>",
            headers={"X-Correlation-ID": message.correlation_id},
        )
        try:
            number = servers.send_email(mail)
        except (OSError, MailDeliveryException) as error:
            return Delivery.transient(
                self.env._("The mail server did not take the e-mail: %s", error)
            )
        return Delivery.success(external_id=number)

    def _get_domain(self):
        sender = email_domain_extract(self.connector.company_id.email or "")
        return sender or "logistics-sync.invalid"
