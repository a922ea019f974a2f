# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..adapters import registry
from ..exceptions import BusinessError


class LogisticsSyncConnector(models.Model):
    """Which adapter speaks to the partner, in which version."""

    _inherit = "logistics.sync.connector"

    adapter_code = fields.Selection(
        "_selection_adapter_code",
        string="Adapter",
        required=True,
        default="generic",
        tracking=True,
        help="How this partner's system is spoken to. The general one follows the "
        "settings of this form; apps may bring others for a certain partner.",
    )
    adapter_version = fields.Selection(
        "_selection_adapter_version",
        required=True,
        default="1",
        tracking=True,
        help="Two versions can be installed side by side; going back is a choice here.",
    )
    adapter_capabilities = fields.Char(
        compute="_compute_adapter_capabilities", string="What It Can Do"
    )
    outbound_transport = fields.Selection(
        [("folder", "Folder")],
        string="Documents Leave By",
        help="Empty: by the way they come, where that way works in both directions.",
    )

    @api.model
    def _get_adapter_classes(self):
        """The adapters of the apps installed in this database."""
        return registry.get_adapters(self.env.registry._init_modules)

    @api.model
    def _selection_adapter_code(self):
        names = {}
        for adapter in self._get_adapter_classes():
            names.setdefault(adapter.code, adapter.name)
        return sorted(names.items(), key=lambda item: (item[0] != "generic", item[1]))

    @api.model
    def _selection_adapter_version(self):
        versions = {adapter.version for adapter in self._get_adapter_classes()}
        return [(version, version) for version in sorted(versions)]

    @api.model
    def _get_capability_names(self):
        return {
            "receive": self.env._("receives what the partner posts"),
            "poll": self.env._("fetches documents"),
            "send": self.env._("sends documents"),
            "command": self.env._("orders and gets a number back"),
            "check": self.env._("tests the connection"),
            "enquire": self.env._("asks whether a document arrived"),
            "fetch": self.env._("reads lists of codes again"),
        }

    @api.depends("adapter_code", "adapter_version", "transport")
    def _compute_adapter_capabilities(self):
        names = self._get_capability_names()
        for connector in self:
            adapter = connector._find_adapter_class(connector.transport)
            connector.adapter_capabilities = adapter and ", ".join(
                name for code, name in names.items() if code in adapter.capabilities
            )

    @api.constrains("adapter_code", "adapter_version", "transport")
    def _check_adapter(self):
        for connector in self:
            if connector._find_adapter_class(connector.transport):
                continue
            raise ValidationError(
                self.env._(
                    "There is no adapter “%(code)s” in version %(version)s for this "
                    "way of reaching the partner. Choose another adapter or version.",
                    code=connector.adapter_code,
                    version=connector.adapter_version,
                )
            )

    def _find_adapter_class(self, transport):
        """The class chosen for a transport, else its general one, else None.

        Only the connector's own transport needs exactly the chosen adapter; what
        leaves by another one goes through the general adapter of that.
        """
        self.ensure_one()
        wanted = (transport, self.adapter_code, self.adapter_version)
        general = (transport, "generic", "1") if transport != self.transport else wanted
        found = {
            (adapter.transport, adapter.code, adapter.version): adapter
            for adapter in self._get_adapter_classes()
        }
        return found.get(wanted) or found.get(general)

    @api.private
    def _get_adapter(self):
        """The adapter that documents of this partner come through."""
        adapter = self._find_adapter_class(self.transport)
        if not adapter:
            raise BusinessError(
                "no_adapter",
                self.env._(
                    "The adapter of connector “%s” is not installed.", self.name
                ),
            )
        return adapter(self)

    @api.private
    def _get_sending_adapter(self):
        """The adapter that documents for this partner leave through.

        Raises BusinessError when the connector has no way out.
        """
        adapter = self._find_adapter_class(self._get_outbound_transport())
        if not adapter or "send" not in adapter.capabilities:
            raise BusinessError(
                "no_outbound_transport",
                self.env._(
                    "%s is owed a document, but the connector has no way to send it. "
                    "Set how documents leave and retry.",
                    self.name,
                ),
            )
        return adapter(self)

    def _get_outbound_transport(self):
        """The transport documents leave by."""
        self.ensure_one()
        return self.outbound_transport or (
            "folder" if self.outbound_folder_url else self.transport
        )

    @api.private
    def _leave_transaction(self):
        """Called by adapters between reading what they need and using the wire.

        While messages are sent or fetched it ends the transaction that reading
        opened, so that a slow partner holds up nobody's work in the database.
        Elsewhere, as in the request of a user, it changes nothing.
        """
        if self.env.context.get("logistics_sync_sending"):
            self.env.cr.commit()  # pylint: disable=invalid-commit
        elif self.env.context.get("logistics_sync_polling"):
            self.env["ir.cron"]._commit_progress()
