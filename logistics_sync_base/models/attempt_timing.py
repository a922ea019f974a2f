# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncAttempt(models.Model):
    """Where the time of a try went: our own waiting apart from the partner's time."""

    _inherit = "logistics.sync.attempt"

    queue_ms = fields.Integer(
        string="Waited for a Worker (ms)",
        help="From the moment it was due until a worker took it up, without the time "
        "that limits or an outage kept it.",
    )
    limit_ms = fields.Integer(
        string="Waited for a Limit (ms)",
        help="Kept back by the limits set for calls to the partner, or because the "
        "partner asked us to wait.",
    )
    breaker_ms = fields.Integer(
        string="Waited for the Partner (ms)",
        help="Kept back while calls to the partner were stopped.",
    )
    own_ms = fields.Integer(
        string="Our Own Work (ms)",
        help="Writing, signing and checking on our side, without the call itself.",
    )
    network_ms = fields.Integer(
        string="Network (ms)",
        help="Until there was a safe connection: finding the partner's name, "
        "connecting, a proxy of ours, encryption. Told by calls over HTTP only.",
    )
    partner_ms = fields.Integer(
        string="Partner's Time (ms)",
        help="From the sending of the call to the end of the answer. Where the way of "
        "sending does not tell it apart, with the network.",
    )
