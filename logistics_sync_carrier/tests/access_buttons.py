# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may press what of this addon: read it as ``access_buttons.py`` of the base.

``confirm`` is the button of a dialog that the same person opened and filled in.
Documents of sales, stock and accounting need the rights of those apps as well.
"""

BUTTONS = {
    "account.move action_view_shipments": "",
    "logistics.compare.rule confirm": "F",
    "logistics.evidence.entry confirm": "OM",
    "logistics.invoice.delay action_open_release": "cofma",
    "logistics.invoice.release action_approve": "F",
    "logistics.invoice.release action_refuse": "F",
    "logistics.invoice.release action_retry": "OFM",
    "logistics.invoice.release action_view_invoices": "",
    "logistics.invoice.release.line action_open_event": "cofma",
    "logistics.invoice.rule action_compare": "f",
    "logistics.invoice.rule action_view_comparisons": "fma",
    "logistics.invoice.rule action_view_releases": "ncofmax",
    "logistics.link.shipment confirm": "COFM",
    "logistics.manual.evidence action_accept_partner": "OFM",
    "logistics.manual.evidence action_keep": "F",
    "logistics.order.checkpoint action_open_order": "cofma",
    "logistics.shipment action_attention_handled": "OM",
    "logistics.shipment action_record_evidence": "cofma",
    "logistics.shipment action_view_evidence": "cofma",
    "logistics.shipment action_view_invoices": "",
    "logistics.shipment action_view_pickings": "",
    "logistics.shipment action_view_sale_orders": "",
    "logistics.shipment action_why_not_invoiced": "COFMa",
    "logistics.shipment.drift action_apply": "OM",
    "logistics.shipment.drift action_ignore": "OM",
    "logistics.shipment.milestone action_open_message": "ncofmax",
    "logistics.sync.connector action_view_drift": "ncofmax",
    "logistics.sync.exception action_link_shipment": "cofm",
    "logistics.sync.exception action_open_order_references": "cofma",
    "sale.order action_confirm": "",
    "sale.order action_view_logistics_shipments": "",
    "sale.order action_why_not_invoiced": "COFMax",
    "stock.picking action_view_logistics_shipments": "",
    "stock.picking action_why_not_invoiced": "COFMax",
}
