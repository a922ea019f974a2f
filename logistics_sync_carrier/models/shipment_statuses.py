# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL


class LogisticsShipment(models.Model):
    """What orders and transfers are told of the state of their shipments."""

    _inherit = "logistics.shipment"

    @api.model
    @api.private
    def _read_statuses(self, documents, field_name):
        """{document id: [status]} of the shipments that this field of them names."""
        statuses = defaultdict(list)
        if not documents.ids:
            return statuses
        self.flush_model(["status"])
        field = documents._fields[field_name]
        for document_id, status in self.env.execute_query(
            SQL(
                """SELECT r.%(document)s, s.status FROM %(relation)s r
                     JOIN logistics_shipment s ON s.id = r.%(shipment)s
                    WHERE r.%(document)s IN %(ids)s""",
                document=SQL.identifier(field.column1),
                relation=SQL.identifier(field.relation),
                shipment=SQL.identifier(field.column2),
                ids=tuple(documents.ids),
            )
        ):
            statuses[document_id].append(status)
        return statuses
