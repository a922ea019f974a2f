# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..soap_client import SoapError
from .connector_enquiry import KEY, REFERENCE


class LogisticsSyncConnector(models.Model):
    """How a SOAP service is asked whether it has a document of ours."""

    _inherit = "logistics.sync.connector"

    soap_enquiry_operation = fields.Char(
        string="Operation to Ask With",
        help="Tells whether the partner has a document of ours and changes nothing, "
        "such as findOrders.",
    )
    soap_enquiry_arguments = fields.Char(
        string="Asked With the Arguments",
        help="As JSON: {key} stands for the key we sent, {reference} for our number of "
        'the document. Such as {"reference": "{key}"}',
    )
    soap_enquiry_none_fault = fields.Char(
        string="Fault That Means It Has None",
        help="Code or text of the fault the partner answers with when it does not know "
        "our reference. Leave it empty unless the partner says so.",
    )

    def _get_enquiry_text(self):
        if self._get_outbound_transport() == "soap":
            return self.soap_enquiry_arguments or ""
        return super()._get_enquiry_text()

    @api.constrains(
        "soap_enquiry_operation",
        "soap_enquiry_arguments",
        "soap_file_ids",
        "enquiry_key_path",
    )
    def _check_soap_enquiry(self):
        for connector in self.filtered("soap_enquiry_operation"):
            text = connector.soap_enquiry_arguments or ""
            try:
                is_object = isinstance(json.loads(text), dict)
            except ValueError:
                is_object = False
            if not is_object or (KEY not in text and REFERENCE not in text):
                raise ValidationError(
                    self.env._(
                        "Write the arguments to ask with as JSON, with {key} or "
                        "{reference} where our number belongs."
                    )
                )
            if not connector.enquiry_key_path:
                raise ValidationError(
                    self.env._(
                        "Say where our reference is in the answer of “%s”; without it "
                        "nobody can tell that the document found is ours.",
                        connector.soap_enquiry_operation,
                    )
                )
            try:
                if connector.soap_file_ids:
                    client = connector._get_soap_client()
                    client.get_address(connector.soap_enquiry_operation)
            except SoapError as error:
                raise ValidationError(str(error)) from error
