# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import json

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..codec.paths import ExpressionError, compile_path
from ..soap_client import SoapError, get_client


class LogisticsSyncConnector(models.Model):
    """A partner's SOAP service: its files, and which operation does what."""

    _inherit = "logistics.sync.connector"

    transport = fields.Selection(
        selection_add=[("soap", "SOAP service")], ondelete={"soap": "set default"}
    )
    outbound_transport = fields.Selection(
        selection_add=[("soap", "SOAP service")], ondelete={"soap": "set null"}
    )
    format = fields.Selection(
        selection_add=[("soap", "Reply of a SOAP service")],
        ondelete={"soap": "set default"},
    )
    soap_file_ids = fields.Many2many(
        "ir.attachment",
        "logistics_sync_connector_soap_file_rel",
        string="WSDL and XSD Files",
        help="All files the WSDL refers to, by their names. Nothing is loaded from the "
        "network.",
    )
    soap_send_operation = fields.Char(
        string="Operation to Send",
        help="Called with what we send, such as createOrder.",
    )
    soap_number_path = fields.Char(
        string="Number in the Reply",
        help="JMESPath of the reply. With it, an answer without number is no success.",
    )
    soap_poll_operation = fields.Char(
        string="Operation to Fetch", help="Tells what is new, such as getStatuses."
    )
    soap_poll_arguments = fields.Char(
        string="With the Arguments", help='As JSON, such as {"since": "today"}'
    )
    soap_login = fields.Boolean(
        string="User Name in the Envelope",
        help="WS-Security: the credential “User name and password” goes along.",
    )
    soap_strict = fields.Boolean(
        string="Replies Must Follow the WSDL",
        default=True,
        help="A few partners break their own description; their replies are read as "
        "far as they go.",
    )

    @api.constrains("soap_file_ids", "soap_send_operation", "soap_poll_operation")
    def _check_soap(self):
        for connector in self.filtered("soap_file_ids"):
            try:
                client = connector._get_soap_client()
                for name in (
                    connector.soap_send_operation,
                    connector.soap_poll_operation,
                ):
                    if name:
                        client.get_address(name)
            except SoapError as error:
                raise ValidationError(str(error)) from error

    @api.constrains("soap_poll_arguments", "soap_number_path")
    def _check_soap_texts(self):
        for connector in self:
            try:
                found = json.loads(connector.soap_poll_arguments or "{}")
                if not isinstance(found, dict):
                    raise ValueError(self.env._("an object in braces is expected"))
                if connector.soap_number_path:
                    compile_path(connector.soap_number_path)
            except (ValueError, ExpressionError) as error:
                raise ValidationError(
                    self.env._("The settings of the SOAP service: %s", error)
                ) from error

    @api.private
    def _get_network_urls(self):
        """The WSDL's own addresses belong to the partner, like those entered."""
        urls = super()._get_network_urls()
        if self.soap_file_ids:
            client = self._get_soap_client()
            urls += [client.get_address(name) for name in client.operations()]
        return urls

    @api.private
    def _get_soap_client(self):
        """The client of the files; raises SoapError when they are not complete."""
        self.ensure_one()
        files = [
            (attachment.name, base64.b64decode(attachment.datas or b""))
            for attachment in self.sudo().soap_file_ids
        ]
        # The one that describes the service first; the rest it refers to.
        files.sort(key=lambda item: (not item[0].lower().endswith(".wsdl"), item[0]))
        if not files or not files[0][0].lower().endswith(".wsdl"):
            raise SoapError(self.env._("Attach the WSDL file of the service."))
        return get_client(tuple(files), self.soap_strict)

    def _get_soap_login(self):
        """(user, password) for the envelope, or None."""
        self.ensure_one()
        if not self.soap_login:
            return None
        texts = self.credential_ids._get_secret_texts("password")
        if not texts:
            raise SoapError(self.env._("Enter user name and password at the secrets."))
        user, __, password = texts[0].partition(":")
        return user, password
