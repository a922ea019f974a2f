# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import fnmatch

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.mail import email_normalize

from ..core.email_documents import documents_of


class LogisticsSyncConnector(models.Model):
    """An e-mail address of its own, to which the partner mails documents."""

    _name = "logistics.sync.connector"
    _inherit = ["logistics.sync.connector", "mail.alias.mixin.optional"]

    transport = fields.Selection(
        selection_add=[("email", "E-mail")], ondelete={"email": "set default"}
    )
    outbound_transport = fields.Selection(
        selection_add=[("email", "E-mail")], ondelete={"email": "set null"}
    )
    email_senders = fields.Char(
        string="Accepted Senders",
        help="Addresses, or domains such as @carrier.example.com, separated by commas. "
        "E-mails of others are not read. Senders can be forged: let your mail server "
        "check them (SPF, DKIM), and choose an address nobody guesses.",
    )
    email_pattern = fields.Char(
        string="Attachments to Read", default="*", help="Such as *.csv"
    )
    email_to = fields.Char(
        string="Send To", help="Addresses of the partner, separated by commas."
    )

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id(self._name)
        if self.id:
            values["alias_force_thread_id"] = self.id
        return values

    @api.model_create_multi
    def create(self, vals_list):
        connectors = super().create(vals_list)
        # The address belongs to this connector: no e-mail makes a new one.
        for connector in connectors.filtered("alias_id"):
            connector.alias_id.sudo().alias_force_thread_id = connector.id
        return connectors

    @api.constrains("state", "transport", "alias_name", "email_senders")
    def _check_email(self):
        for connector in self:
            if connector.state != "live" or connector.transport != "email":
                continue
            if not (connector.alias_name and connector.email_senders):
                raise ValidationError(
                    self.env._(
                        "Connector “%s” cannot go live: give it an e-mail address and "
                        "name the senders it accepts.",
                        connector.name,
                    )
                )

    def _accepts_sender(self, sender):
        address = email_normalize(sender or "") or ""
        for part in (self.email_senders or "").split(","):
            wanted = part.strip().lower()
            if wanted and (
                address.endswith(wanted)
                if wanted.startswith("@")
                else address == wanted
            ):
                return True
        return False

    @api.private
    def _receive_email(self, mail, details):
        """Store each attachment as a message; ``mail`` is the parsed e-mail.

        What is not taken becomes a question for a person: nothing is dropped quietly.
        """
        self.ensure_one()
        sender = details.get("email_from") or mail.get("From")
        if self.state == "draft" or self.transport != "email":
            return self._refuse_email(sender, self.env._("it does not read e-mails"))
        if not self._accepts_sender(sender):
            self.env["logistics.sync.security.event"].sudo()._add_refusal(
                self, "unknown_sender", ""
            )
            return self._refuse_email(
                sender, self.env._("the sender is not among those accepted")
            )
        found = documents_of(mail)
        left = [one for one in found if not self._wants_document(one)]
        if len(left) == len(found):
            self._refuse_email(
                sender, self.env._("it has no attachment that is to be read"), left
            )
        elif left:
            self._refuse_email(sender, self.env._("not all of it is to be read"), left)
        number = details.get("message_id") or mail.get("Message-Id")
        for one in found:
            if one not in left:
                self._store(
                    one.body,
                    f"email:{number}:{one.place}",
                    {"file_name": one.name, "content_type": one.content_type},
                )
        self.env["logistics.sync.message"]._dispatch_after_commit(self._get_lanes())
        return None

    def _wants_document(self, document):
        """Whether an attachment is read; what is not is for a person to look at."""
        return (
            fnmatch.fnmatch(document.name, self.email_pattern or "*")
            and 0 < len(document.body) <= self.max_body_kib * 1024
        )

    def _refuse_email(self, sender, reason, documents=()):
        """Ask a person; ``documents`` are told by name and kept with the question."""
        exception = self.env["logistics.sync.exception"]._raise_for(
            "email_refused",
            self.env._(
                "An e-mail of %(sender)s to %(connector)s was not read: "
                "%(reason)s.%(left)s",
                sender=email_normalize(sender or "") or self.env._("an unknown sender"),
                connector=self.name,
                reason=reason,
                left=self._describe_left(documents),
            ),
            connector=self,
        )
        attachments = self.env["ir.attachment"].sudo()
        place = {"res_model": exception._name, "res_id": exception.id}
        kept = attachments.search([(name, "=", value) for name, value in place.items()])
        known = set(kept.mapped("checksum"))
        limit = self.max_body_kib * 1024
        attachments.create(
            [
                {"name": one.name, "raw": one.body, **place}
                for one in documents
                if 0 < len(one.body) <= limit
                # Mail servers deliver twice now and then.
                and attachments._compute_checksum(one.body) not in known
            ]
        )

    def _describe_left(self, documents):
        if not documents:
            return ""
        limit = self.max_body_kib * 1024
        names = []
        for one in documents:
            if not one.body:
                names.append(self.env._("%s (empty)", one.name))
            elif len(one.body) > limit:
                names.append(self.env._("%s (too large, not kept)", one.name))
            else:
                names.append(one.name)
        return " " + self.env._(
            "Left for you to look at: %(names)s. The connector reads %(pattern)s.",
            names=", ".join(names),
            pattern=self.email_pattern or "*",
        )
