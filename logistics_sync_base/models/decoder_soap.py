# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..codec.json_document import json_safe
from ..exceptions import BusinessError
from ..soap_client import Fault, SoapError
from .decoding import Decoding


class LogisticsSyncDecoder(models.AbstractModel):
    """Replies of SOAP services: read by the WSDL, then mapped like JSON."""

    _inherit = "logistics.sync.decoder"

    @api.model
    def _decode_soap(self, body, context):
        connector = self.env["logistics.sync.connector"].browse(context.connector_id)
        operation = connector.soap_poll_operation
        if not operation:
            raise BusinessError(
                "unreadable",
                self.env._("The connector does not say which operation this answers."),
            )
        try:
            found = connector._get_soap_client().read_reply(operation, body)
        except (Fault, SoapError) as error:
            raise BusinessError("unreadable", str(error)) from error
        document = json_safe({"reply": found})
        decoding = Decoding()
        known = self._for_json(document, context)
        self._check_partner_schema(document, known)
        decoding.items.extend(self._map_json(document, known))
        return decoding
