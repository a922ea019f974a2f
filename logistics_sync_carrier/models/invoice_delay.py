# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .invoice_release_line import GATE_KINDS
from .invoice_rule_condition import CONDITION_KINDS


class LogisticsInvoiceDelay(models.Model):
    """A shipment that is not invoiced, once for each condition it waits for."""

    _name = "logistics.invoice.delay"
    _description = "Delayed Invoice"
    _auto = False
    _order = "since, id"
    _rec_name = "shipment_id"
    _depends = {
        "logistics.invoice.release": [
            "shipment_id",
            "partner_id",
            "company_id",
            "rule_id",
            "amount",
            "currency_id",
            "state",
            "waiting_for",
            "waiting_since",
        ],
        "logistics.invoice.release.line": [
            "release_id",
            "kind",
            "letter",
            "met",
            "since",
        ],
        "logistics.invoice.rule": ["operator"],
    }

    release_id = fields.Many2one("logistics.invoice.release", readonly=True)
    shipment_id = fields.Many2one("logistics.shipment", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    rule_id = fields.Many2one("logistics.invoice.rule", readonly=True)
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Partner System",
        readonly=True,
        help="Who told last about the shipment.",
    )
    kind = fields.Selection(
        [*CONDITION_KINDS, *GATE_KINDS, ("no_rule", "An invoicing rule")],
        string="Missing",
        readonly=True,
    )
    since = fields.Datetime(string="Missing Since", readonly=True)
    days = fields.Float(
        string="Days Waiting", readonly=True, aggregator="avg", digits=(16, 1)
    )
    amount = fields.Monetary(
        string="Not Invoiced Yet",
        readonly=True,
        help="What the goods of the shipment bring, taxes included. A shipment that "
        "waits for several conditions counts under each of them.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)

    @property
    def _table_query(self):
        """Only what really blocks: one met condition of a group is enough for "all"."""
        gates = tuple(kind for kind, _label in GATE_KINDS)
        return SQL(
            """SELECT d.id, d.release_id, d.kind, d.since,
                      extract(epoch FROM now() AT TIME ZONE 'UTC' - d.since) / 86400
                        AS days,
                      r.shipment_id, r.partner_id, r.company_id, r.rule_id, r.amount,
                      r.currency_id,
                      (SELECT m.connector_id FROM logistics_shipment_milestone m
                        WHERE m.shipment_id = r.shipment_id
                          AND m.connector_id IS NOT NULL
                        ORDER BY m.received_at DESC, m.id DESC LIMIT 1) AS connector_id
                 FROM (
                   SELECT l.id::bigint * 2 AS id, l.release_id, l.kind, l.since
                     FROM logistics_invoice_release_line l
                     JOIN logistics_invoice_release w ON w.id = l.release_id
                     LEFT JOIN logistics_invoice_rule u ON u.id = w.rule_id
                    WHERE w.state = 'waiting' AND NOT COALESCE(l.met, false)
                      AND (l.kind IN %(gates)s)
                          = (COALESCE(w.waiting_for, '') IN %(gates)s)
                      AND w.waiting_for <> 'no_rule'
                      AND NOT (u.operator = 'all' AND l.letter IS NOT NULL AND EXISTS (
                          SELECT 1 FROM logistics_invoice_release_line o
                           WHERE o.release_id = l.release_id AND o.letter = l.letter
                             AND o.met))
                   UNION ALL
                   SELECT w.id::bigint * 2 + 1, w.id, 'no_rule', w.waiting_since
                     FROM logistics_invoice_release w
                    WHERE w.state = 'waiting' AND w.waiting_for = 'no_rule'
                 ) AS d
                 JOIN logistics_invoice_release r ON r.id = d.release_id""",
            gates=gates,
        )

    def action_open_release(self):
        self.ensure_one()
        if not self.release_id:
            raise UserError(self.env._("This shipment does not wait any more."))
        return self.release_id._get_records_action(context={})
