# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from dataclasses import replace

from odoo import api, models

from ..codec.contracts import SCHEMAS, split_name
from ..codec.paths import ExpressionError, compile_path
from ..codec.values import ValueFault, text
from ..exceptions import BusinessError

_CANONICAL = re.compile(r"[a-z][a-z_]*/[0-9][0-9.]*", re.ASCII)


class LogisticsSyncDecoder(models.AbstractModel):
    """Several versions of a document side by side; unknown ones are refused."""

    _inherit = "logistics.sync.decoder"

    @api.model
    def _add_document_types(self, context, connector):
        result = super()._add_document_types(context, connector)
        expression = connector.schema_version_expression
        context.version_of = compile_path(expression) if expression else None
        # Copies share what is set above, and have no versions of their own.
        context.versions = {
            version.name: replace(
                context,
                **(
                    self._prepare_mapping(version.mapping_id, connector.timezone)
                    if version.mapping_id.state == "active"
                    else {}
                ),
                type_of=None if version.mapping_id else context.type_of,
            )
            for version in connector.sudo().version_ids
        }
        return result

    @api.model
    def _decode(self, body, document_format, context):
        if context.versions and (document_format != "json" or context.schema_version):
            context = self._for_version(context.schema_version, context)
        return super()._decode(body, document_format, context)

    def _for_json(self, document, context):
        self._check_canonical_version(document, context)
        is_canonical = isinstance(document, dict) and document.get("schema") in SCHEMAS
        if context.versions and not is_canonical:
            name = context.schema_version or self._read_version(document, context)
            context = self._for_version(name, context)
        return super()._for_json(document, context)

    @api.model
    def _inspect_version(self, connector, body, document_format, schema_version):
        """``_inspect`` a document whose version a header or envelope may name."""
        names = connector.sudo().version_ids.mapped("name")
        if names and document_format != "json" and schema_version not in names:
            raise self._get_unknown_version(schema_version, sorted(names))
        told = self.with_context(logistics_schema_version=schema_version)
        return told._inspect(connector, body, document_format)

    def _get_schema_context(self, connector):
        context = super()._get_schema_context(connector)
        context.schema_version = self.env.context.get("logistics_schema_version")
        return context

    def _for_version(self, name, context):
        known = context.versions.get(name)
        if known is None:
            raise self._get_unknown_version(name, sorted(context.versions))
        return known

    def _read_version(self, document, context):
        if context.version_of is None:
            return None
        try:
            return text(context.version_of(document))
        except (ExpressionError, ValueFault):
            return None

    def _check_canonical_version(self, document, context):
        """A schema name of ours with a version that we do not have is an error.

        So is a schema we do not know at all, where no mapping could read it.
        """
        name = document.get("schema") if isinstance(document, dict) else None
        if not isinstance(name, str) or name in SCHEMAS:
            return
        same = [
            known for known in SCHEMAS if split_name(known)[0] == split_name(name)[0]
        ]
        if same and _CANONICAL.fullmatch(name):
            raise self._get_unknown_version(name, same)
        can_be_mapped = context.mapping or context.by_type or context.versions
        if _CANONICAL.fullmatch(name) and not can_be_mapped:
            raise self._get_unknown_version(name, sorted(SCHEMAS))

    def _get_unknown_version(self, name, known):
        if name:
            sentence = self.env._(
                "The version “%(name)s” of the document is not known. Known: "
                "%(known)s.",
                name=name[:60],
                known=", ".join(known),
            )
        else:
            sentence = self.env._(
                "The document does not tell its version. Known: %s.", ", ".join(known)
            )
        error = BusinessError("unknown_schema_version", sentence)
        error.field = "schema"
        error.remedy = self.env._("Send a version that is known, under a new key.")
        error.more = {"known_versions": list(known)}
        return error
