# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC
from email.utils import format_datetime

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class LogisticsSyncContractVersion(models.Model):
    """A version of what partners rely on: a web address, or a document's schema.

    Several are live at once. A deprecated one still works, tells so with each answer
    and counts who still uses it; past its last day it is refused.
    """

    _name = "logistics.sync.contract.version"
    _description = "Interface Version"
    _order = "kind, connector_id, name"

    kind = fields.Selection(
        [("endpoint", "Web address"), ("schema", "Document")],
        required=True,
        default="schema",
        help="Web address: the part after /logistics_sync/, such as v1. Document: a "
        "schema of ours such as delivery_event/1.0, or a version the partner names.",
    )
    name = fields.Char(
        string="Version",
        required=True,
        help="As it stands in the address, or in the document: v1, order/1.0, 2024-10.",
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        ondelete="cascade",
        index="btree_not_null",
        help="Only for versions of this partner's own documents.",
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    mapping_id = fields.Many2one(
        "logistics.sync.mapping",
        domain="[('state', '=', 'active')]",
        ondelete="restrict",
        help="Documents of this version are read with it. Empty: with the mapping of "
        "the connector.",
    )
    state = fields.Selection(
        [("live", "Live"), ("deprecated", "Deprecated")],
        required=True,
        default="live",
    )
    deprecated_on = fields.Datetime(
        string="Deprecated Since",
        compute="_compute_deprecated_on",
        store=True,
        readonly=False,
    )
    sunset_on = fields.Datetime(
        string="Refused From", help="From this moment on it is refused."
    )
    info_url = fields.Char(
        string="Notice", help="Address of a page that says what to use instead."
    )
    use_ids = fields.One2many("logistics.sync.version.use", "version_id")

    _name_unique = models.UniqueIndex(
        "(kind, name, COALESCE(connector_id, 0))", "This version is listed already."
    )

    @api.depends("state")
    def _compute_deprecated_on(self):
        for version in self:
            if version.state == "live":
                version.deprecated_on = False
            elif not version.deprecated_on:
                version.deprecated_on = fields.Datetime.now()

    @api.constrains("kind", "connector_id", "state", "deprecated_on", "sunset_on")
    def _check_dates(self):
        for version in self:
            if version.kind == "endpoint" and version.connector_id:
                raise ValidationError(
                    self.env._("A web address is the same for all connectors.")
                )
            if version.sunset_on and version.state == "live":
                raise ValidationError(
                    self.env._(
                        "“%s” has a last day: set it to Deprecated.", version.name
                    )
                )
            if version.sunset_on and version.sunset_on < version.deprecated_on:
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be refused before it is deprecated.", version.name
                    )
                )

    # ------------------------------------------------------------- look-up
    @api.model
    @api.private
    @tools.ormcache("kind", "connector_id")
    def _get_ids(self, kind, connector_id=False):
        """{name: id} of the versions of one kind, of one connector or of all."""
        domain = [("kind", "=", kind), ("connector_id", "=", connector_id)]
        return {version.name: version.id for version in self.sudo().search(domain)}

    @api.model
    @tools.ormcache("version_id")
    def _get_life(self, version_id):
        """What the door reads of a version; kept, as it does so with each request."""
        version = self.sudo().browse(version_id)
        names = ("name", "state", "deprecated_on", "sunset_on", "info_url")
        return {name: version[name] for name in names}

    @api.model
    @api.private
    def _find(self, kind, name, connector_id=False):
        """The version record in sudo, empty when none is listed."""
        version = self.sudo().browse(self._get_ids(kind, connector_id).get(name))
        if version:
            for field, value in self._get_life(version.id).items():
                version._fields[field]._get_cache(self.env)[version.id] = value or None
        return version

    @api.private
    def _is_over(self):
        self.ensure_one()
        return bool(self.sunset_on) and self.sunset_on <= fields.Datetime.now()

    @api.private
    def _get_headers(self):
        """Deprecation (RFC 9745), Sunset (RFC 8594) and Link headers of an answer.

        With several versions in one request, the one refused first is told.
        """
        old = self.filtered(lambda version: version.state == "deprecated")
        if not old:
            return {}
        first = old.sorted(lambda v: (not v.sunset_on, v.sunset_on, v.id))[0]
        since = first.deprecated_on.replace(tzinfo=UTC)
        headers = {"Deprecation": f"@{int(since.timestamp())}"}
        if first.sunset_on:
            until = first.sunset_on.replace(tzinfo=UTC)
            headers["Sunset"] = format_datetime(until, usegmt=True)
        if first.info_url:
            headers["Link"] = f'<{first.info_url}>; rel="deprecation"; type="text/html"'
        return headers

    def action_view_uses(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_version_use_action"
        )
        action["domain"] = [("version_id", "in", self.ids)]
        return action
