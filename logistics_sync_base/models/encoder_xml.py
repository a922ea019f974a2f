# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..codec import xml_writer
from ..codec.schema import SchemaDefect
from ..codec.xml_document import XmlError
from ..exceptions import BusinessError


class LogisticsSyncEncoder(models.AbstractModel):
    """XML documents for partners: the first name of a field is the root element."""

    _inherit = "logistics.sync.encoder"

    def _encode_xml(self, documents, mapping, connector):
        if len(documents) != 1:
            raise BusinessError(
                "invalid_field",
                self.env._(
                    "An XML file holds one document, but the mapping makes %s.",
                    len(documents),
                ),
            )
        try:
            return xml_writer.dump(documents[0], mapping._get_xml_options())
        except (XmlError, SchemaDefect) as error:
            raise BusinessError("invalid_field", str(error)) from error
