# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

# Shipments that events of message ``m`` are about.
SHIPMENTS = SQL(
    """SELECT t.shipment_id FROM logistics_sync_event e
         JOIN logistics_shipment_milestone t ON t.event_id = e.id
        WHERE e.message_id = m.id
        UNION
       SELECT e.res_id FROM logistics_sync_event e
        WHERE e.message_id = m.id AND e.res_model = 'logistics.shipment'"""
)
# Without a rule nobody waits for anything: such an order is invoiced by hand.
OPEN_RELEASE = SQL(
    """EXISTS (SELECT 1 FROM logistics_invoice_release r
         WHERE r.shipment_id IN (%s)
           AND r.state IN ('waiting', 'eligible', 'to_approve', 'failed')
           AND r.waiting_for IS DISTINCT FROM 'no_rule')""",
    SHIPMENTS,
)
OPEN_QUESTION = SQL(
    """EXISTS (SELECT 1 FROM logistics_sync_exception x
         WHERE x.state IN ('open', 'in_progress')
           AND (x.res_model = 'logistics.shipment' AND x.res_id IN (%(shipments)s)
             OR x.res_model = 'logistics.invoice.release' AND x.res_id IN (
                SELECT r.id FROM logistics_invoice_release r
                 WHERE r.shipment_id IN (%(shipments)s))))""",
    shipments=SHIPMENTS,
)
DRAFT_INVOICE = SQL(
    """EXISTS (SELECT 1 FROM logistics_shipment_invoice_rel b
         JOIN account_move i ON i.id = b.invoice_id
        WHERE b.shipment_id IN (%s) AND i.state = 'draft')""",
    SHIPMENTS,
)


class LogisticsSyncRetentionRule(models.Model):
    """What an invoice still has to be made of, or argued with, is kept till then."""

    _inherit = "logistics.sync.retention.rule"

    @api.model
    def _get_blockers(self):
        return [*super()._get_blockers(), OPEN_RELEASE, OPEN_QUESTION, DRAFT_INVOICE]
