# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..codec.paths import ExpressionError, compile_path
from ..codec.values import ValueFault, text


class LogisticsSyncInbound(models.AbstractModel):
    """Which versions of documents came in, and whether they are still served."""

    _inherit = "logistics.sync.inbound"

    def _find_document_versions(self, connector, content):
        """The listed versions that the documents of this request use.

        Versions that nobody listed are no matter of this method: a canonical schema
        is live unless somebody deprecates it.
        """
        versions = self.env["logistics.sync.contract.version"]
        canonical = versions._get_ids("schema")
        own = versions._get_ids("schema", connector.id)
        found = versions.sudo()
        if content.schema_version in own:
            found |= found.browse(own[content.schema_version])
        if (canonical or own) and content.format == "json":
            for name in self._get_document_versions(connector, content, bool(own)):
                found |= found.browse(own.get(name) or canonical.get(name))
        return found

    def _get_document_versions(self, connector, content, has_own):
        """Names of versions that the documents tell themselves."""
        document = self._load_or_none(content)
        documents = document if isinstance(document, list) else [document]
        names = {
            one["schema"]
            for one in documents
            if isinstance(one, dict) and isinstance(one.get("schema"), str)
        }
        expression = connector.schema_version_expression
        if has_own and expression and not content.schema_version:
            find = compile_path(expression)
            for one in documents:
                try:
                    names.add(text(find(one)))
                except (ExpressionError, ValueFault):
                    # What cannot be read names no version; decoding says so.
                    continue
        return names - {None}
