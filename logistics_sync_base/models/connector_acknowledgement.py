# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

ANSWERS = [
    ("none", "Nothing"),
    ("receipt", "That it has arrived"),
    ("acceptance", "That it can use it"),
]
HELP = (
    "By an acknowledgement that names our message or document. What is overdue is "
    "asked about once; a late answer settles it."
)


class LogisticsSyncConnector(models.Model):
    """What a partner has agreed to say about the documents we send, and how soon."""

    _inherit = "logistics.sync.connector"

    ack_expected = fields.Selection(
        ANSWERS,
        string="Partner Confirms",
        required=True,
        default="none",
        tracking=True,
        help=HELP,
    )
    ack_hours = fields.Float(
        string="Within (Hours)", default=24.0, required=True, tracking=True
    )

    _ack_hours_positive = models.Constraint(
        "CHECK(ack_hours > 0)", "The hours until an answer must be above zero."
    )


class LogisticsSyncConnectorDocument(models.Model):
    _inherit = "logistics.sync.connector.document"

    ack_expected = fields.Selection(
        ANSWERS,
        string="Partner Confirms",
        help="Empty: as agreed for all documents of the connector.",
    )
    ack_hours = fields.Float(
        string="Within (Hours)", help="0: as agreed for all documents."
    )


class LogisticsSyncSubscription(models.Model):
    _inherit = "logistics.sync.subscription"

    ack_expected = fields.Selection(
        ANSWERS,
        string="Partner Confirms",
        help="Empty: as agreed at the connector.",
    )
    ack_hours = fields.Float(
        string="Within (Hours)", help="0: as agreed at the connector."
    )

    @api.private
    def _get_agreed_answer(self, connector, line):
        """(what is expected, hours): of the subscription, its line, the connector."""
        places = [self, line, connector.sudo()]
        kind = next((place.ack_expected for place in places if place.ack_expected), "")
        hours = next((place.ack_hours for place in places if place.ack_hours), 0)
        return kind, hours
