# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncConnector(models.Model):
    """Which acknowledgements were agreed with an EDI partner."""

    _inherit = "logistics.sync.connector"

    edi_sends_ack = fields.Boolean(
        string="We Acknowledge",
        default=True,
        help="Each group of documents received is answered by a functional "
        "acknowledgement. Acknowledgements are never answered.",
    )
    edi_ta1 = fields.Selection(
        [
            ("never", "Never"),
            ("asked", "When the partner asks for it"),
            ("always", "Always"),
        ],
        string="Receipt of the Envelope (TA1)",
        default="asked",
        required=True,
    )
    edi_expects_ack = fields.Boolean(
        string="The Partner Acknowledges",
        default=True,
        help="What we send stays open until the partner says that it can use it.",
    )
    edi_ack_hours = fields.Float(
        string="Answer Expected Within (Hours)", default=24.0, required=True
    )

    _edi_ack_hours_positive = models.Constraint(
        "CHECK(edi_ack_hours > 0)", "The hours until an answer must be above zero."
    )
