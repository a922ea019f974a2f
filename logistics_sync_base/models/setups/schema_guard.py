# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models, tools
from odoo.fields import Domain

from ...codec.contracts import SCHEMAS
from ...codec.schema import Finding
from ...exceptions import BusinessError


class LogisticsSyncContract(models.Model):
    """Which schemas are drafts, for whoever reads documents."""

    _name = "logistics.sync.contract"
    _inherit = ["logistics.sync.contract", "logistics.sync.cached.record"]

    @api.model
    def _get_cached_fields(self):
        return {"code", "approved_digest", "active"}

    @api.model
    @tools.ormcache()
    def _get_drafts(self):
        """Names of the schemas that nobody approved in the words they have now."""
        listed = self.sudo().search(Domain.TRUE)
        approved = listed.filtered(lambda one: one.approval == "approved")
        return frozenset(SCHEMAS) - set(approved.mapped("code"))

    @api.model
    @api.private
    def _get_refused(self, connector):
        """Names of the schemas that no document of a connector may be in.

        In a test system drafts are what is tried out.
        """
        drafts = self._get_drafts()
        return drafts if connector.environment == "production" else frozenset()

    @api.model
    @api.private
    def _check_used(self, connector, documents):
        """Raise BusinessError where these canonical documents are in a refused one."""
        refused = self._get_refused(connector)
        if not refused:
            return
        found = sorted(refused & {document.get("schema") for document in documents})
        if found:
            raise self._get_draft_error(connector, found)

    def _get_draft_error(self, connector, names):
        remedy = self.env._(
            "Have it approved under Configuration > Contracts, then replay."
        )
        sentence = self.env._(
            "A document of %(connector)s uses the schema “%(schemas)s”, a draft that "
            "nobody has approved for production. %(remedy)s",
            connector=connector.name,
            schemas="”, “".join(names),
            remedy=remedy,
        )
        error = BusinessError("schema_drift", sentence)
        error.findings = [
            Finding(name, "draft", sentence, remedy, "approved") for name in names
        ]
        return error


class LogisticsSyncDecoder(models.AbstractModel):
    """In production no document is worked on in a schema that is still a draft."""

    _inherit = "logistics.sync.decoder"

    @api.model
    @api.private
    def _check_approved(self, connector, decoding):
        """Raise BusinessError naming the drafts that a connector of production uses."""
        read = (item.canonical for item in decoding.items if item.canonical)
        self.env["logistics.sync.contract"]._check_used(connector, read)


class LogisticsSyncDocumentWriter(models.AbstractModel):
    """Nor is any told to a partner of production."""

    _inherit = "logistics.sync.document.writer"

    @api.model
    def _write(self, subscription, events, is_batch):
        told = (event.canonical for event in events)
        connector = subscription.connector_id
        self.env["logistics.sync.contract"]._check_used(connector, told)
        return super()._write(subscription, events, is_batch)
