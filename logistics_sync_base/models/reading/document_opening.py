# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncOpensDocument(models.AbstractModel):
    """Mixed into records about a document of another app: who may go there.

    Many see that there is a document and are not let in; they get no button to it.
    """

    _name = "logistics.sync.opens.document"
    _description = "Record That Leads to a Document"

    may_open_document = fields.Boolean(compute="_compute_may_open_document")

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("res_model", "res_id")
    def _compute_may_open_document(self):
        for record in self:
            document = record._get_document()
            record.may_open_document = bool(document) and self._may_open(document)

    @api.model
    def _may_open(self, document):
        """Whether its form opens for this user."""
        return document.has_access("read")


class LogisticsSyncEvent(models.Model):
    _name = "logistics.sync.event"
    _inherit = ["logistics.sync.event", "logistics.sync.opens.document"]


class LogisticsSyncException(models.Model):
    _name = "logistics.sync.exception"
    _inherit = ["logistics.sync.exception", "logistics.sync.opens.document"]


class LogisticsSyncSystemState(models.Model):
    _name = "logistics.sync.system.state"
    _inherit = ["logistics.sync.system.state", "logistics.sync.opens.document"]


class LogisticsSyncExternalRef(models.Model):
    _name = "logistics.sync.external.ref"
    _inherit = ["logistics.sync.external.ref", "logistics.sync.opens.document"]

    def _get_document(self):
        return self._get_record()
