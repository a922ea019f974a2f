# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.paging import PathError, find

PATHS = ("enquiry_items_path", "enquiry_key_path", "enquiry_number_path")
# What stands for our own numbers in the path to ask at.
KEY, REFERENCE = "{key}", "{reference}"


class LogisticsSyncConnector(models.Model):
    """What is done when a partner was asked for something that costs money, and the
    answer was lost."""

    _inherit = "logistics.sync.connector"

    honours_keys = fields.Boolean(
        string="Recognises Our Key",
        tracking=True,
        help="The partner has promised: asked again under the same key it does nothing "
        "twice. Then a lost answer is simply asked for again.",
    )
    enquiry_path = fields.Char(
        string="Path to Ask At",
        help="Where the partner tells whether it has a document of ours: {key} stands "
        "for the key we sent, {reference} for our number of the document. Such as "
        "bookings?reference={key}",
    )
    enquiry_items_path = fields.Char(
        string="List in the Answer",
        help="Where the documents found are, such as bookings. Empty: the answer is "
        "the one document.",
    )
    enquiry_key_path = fields.Char(
        string="Our Reference in It",
        help="Within a document, such as reference. Only a document that names it "
        "counts as found.",
    )
    enquiry_number_path = fields.Char(
        string="Partner's Number in It", help="Within a document, such as id"
    )
    enquiry_404_is_no = fields.Boolean(
        string="404 Means It Has None",
        help="Leave it off unless the partner says so: a wrong path is answered with "
        "404 as well.",
    )

    @api.constrains("enquiry_path", *PATHS)
    def _check_enquiry(self):
        for connector in self.filtered("enquiry_path"):
            path = connector.enquiry_path
            if KEY not in path and REFERENCE not in path:
                raise ValidationError(
                    self.env._(
                        "“%s” asks for no document of ours. Write {key} or {reference} "
                        "where our number belongs.",
                        path,
                    )
                )
            if not connector.enquiry_key_path:
                raise ValidationError(
                    self.env._(
                        "Say where our reference is in the answer of “%s”; without it "
                        "nobody can tell that the document found is ours.",
                        path,
                    )
                )
            try:
                for name in PATHS:
                    if connector[name]:
                        find(connector[name], {})
            except PathError as error:
                raise ValidationError(str(error)) from error

    def _get_enquiry_text(self):
        """Where {key} or {reference} stand in what the partner is asked."""
        self.ensure_one()
        return self.enquiry_path or ""

    def _can_enquire(self):
        """Whether the partner can be asked if it has a document of ours."""
        self.ensure_one()
        adapter = self._find_adapter_class(self._get_outbound_transport())
        return bool(adapter and adapter(self).can_enquire())


class LogisticsSyncConnectorDocument(models.Model):
    _inherit = "logistics.sync.connector.document"

    costs_money = fields.Boolean(
        help="What we order by this document has to be paid, such as a booking or a "
        "label: it is never sent again before it is clear that the partner does not "
        "have it.",
    )


class LogisticsSyncSubscription(models.Model):
    _inherit = "logistics.sync.subscription"

    costs_money = fields.Boolean(
        help="What we order by these documents has to be paid, such as a booking or a "
        "label: none is sent again before it is clear that the partner does not have "
        "it.",
    )
