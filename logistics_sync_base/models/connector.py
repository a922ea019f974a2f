# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

ENVIRONMENTS = [
    ("production", "Production"),
    ("test", "Test"),
    ("demo", "Demonstration"),
]
CODE_PATTERN = re.compile(r"^[a-z0-9][a-z0-9_-]{1,62}$")


class LogisticsSyncConnector(models.Model):
    """One partner system in one environment."""

    _name = "logistics.sync.connector"
    _description = "Connector"
    _inherit = ["mail.thread"]
    _order = "sequence, name"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="Names the connector in its web address: lower-case letters, digits, "
        "dashes.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner")
    environment = fields.Selection(
        ENVIRONMENTS,
        required=True,
        default="test",
        tracking=True,
    )
    state = fields.Selection(
        [("draft", "In preparation"), ("live", "Live"), ("paused", "Paused")],
        required=True,
        default="draft",
        tracking=True,
        copy=False,
        help="In preparation: nothing is accepted. Paused: messages are accepted and "
        "kept, but not processed.",
    )
    kind = fields.Selection(
        [
            ("carrier", "Parcel carrier"),
            ("ltl", "LTL carrier"),
            ("3pl", "3PL"),
            ("wms", "Warehouse (WMS)"),
            ("tms", "Transport system (TMS)"),
            ("freight_audit", "Freight audit"),
            ("ap", "Accounts payable"),
            ("platform", "Integration platform (iPaaS)"),
            ("erp", "Other ERP"),
            ("warehouse", "Data warehouse"),
            ("customer", "Customer"),
            ("supplier", "Supplier"),
        ],
        string="Type of Partner",
        required=True,
        default="carrier",
    )
    transport = fields.Selection(
        [("webhook", "Web (the partner posts to us)"), ("folder", "Watched folder")],
        required=True,
        default="webhook",
    )
    format = fields.Selection(
        [
            ("json", "JSON"),
            ("xml", "XML"),
            ("x12", "EDI X12"),
            ("edifact", "EDIFACT"),
            ("csv", "CSV file"),
            ("fixed_width", "Fixed-width file"),
        ],
        required=True,
        default="json",
    )
    authentication = fields.Selection(
        [
            ("standard_webhooks", "Signed (Standard Webhooks)"),
            ("bearer_token", "Access token"),
        ],
        required=True,
        default="standard_webhooks",
    )
    credential_ids = fields.One2many("logistics.sync.credential", "connector_id")
    max_body_kib = fields.Integer(
        string="Largest Message (KiB)",
        default=5120,
        required=True,
        help="Anything larger is refused before it is read.",
    )
    mapping_id = fields.Many2one(
        "logistics.sync.mapping",
        domain="[('state', '=', 'active')]",
        check_company=True,
        tracking=True,
    )
    code_list = fields.Char(
        help="Shared lists of status codes this partner uses, separated by commas, "
        "such as x12.214.AT701."
    )
    timezone = fields.Char(
        default="UTC", required=True, help="For times the partner sends without offset."
    )
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        tracking=True,
        help="Gets the exceptions of this connector.",
    )
    channel = fields.Selection(
        [
            ("operational", "Operational"),
            ("financial", "Financial"),
            ("batch", "Batch"),
        ],
        string="Lane",
        required=True,
        default="operational",
        help="Each lane has workers of its own, so that a flood of scans never holds "
        "up money, and money never holds up scans. Batch is for large files nobody "
        "waits for.",
    )
    priority = fields.Integer(default=10, help="A lower number goes first.")
    retry_policy_id = fields.Many2one(
        "logistics.sync.retry.policy",
        ondelete="restrict",
        tracking=True,
        help="For everything of this partner. Empty: as each event type says, else "
        "the standard policy.",
    )
    sync_message_count = fields.Integer(
        compute="_compute_counts", string="Messages Exchanged"
    )
    open_exception_count = fields.Integer(compute="_compute_counts")
    last_message_at = fields.Datetime(compute="_compute_counts")
    inbound_address = fields.Char(
        compute="_compute_inbound_address", string="Address for the Partner"
    )

    _code_unique = models.UniqueIndex("(code)", "Another connector has this code.")
    _max_body_positive = models.Constraint(
        "CHECK(max_body_kib > 0)", "The largest message must be above zero."
    )

    @api.constrains("code")
    def _check_code(self):
        for connector in self:
            if not CODE_PATTERN.match(connector.code or ""):
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be part of a web address. Use lower-case "
                        "letters, digits and dashes, at least two.",
                        connector.code,
                    )
                )

    @api.constrains("timezone")
    def _check_timezone(self):
        for connector in self:
            if not connector._get_zone():
                raise ValidationError(
                    self.env._(
                        "“%s” is not a time zone. Write it as in Europe/Berlin.",
                        connector.timezone,
                    )
                )

    @api.constrains("state", "format", "mapping_id")
    def _check_ready(self):
        for connector in self:
            if connector.state == "live" and connector._needs_mapping():
                raise ValidationError(
                    self.env._(
                        "Connector “%s” cannot go live without an active mapping.",
                        connector.name,
                    )
                )

    def _needs_mapping(self):
        self.ensure_one()
        return self.format in ("csv", "fixed_width", "xml") and not self._has_mapping()

    def _compute_counts(self):
        messages = {
            connector: (count, last)
            for connector, count, last in self.env[
                "logistics.sync.message"
            ]._read_group(
                [("connector_id", "in", self.ids)],
                ["connector_id"],
                ["__count", "received_at:max"],
            )
        }
        exceptions = dict(
            self.env["logistics.sync.exception"]._read_group(
                [
                    ("connector_id", "in", self.ids),
                    ("state", "in", ("open", "in_progress")),
                ],
                ["connector_id"],
                ["__count"],
            )
        )
        for connector in self:
            count, last = messages.get(connector, (0, False))
            connector.sync_message_count = count
            connector.last_message_at = last
            connector.open_exception_count = exceptions.get(connector, 0)

    @api.depends("code", "transport")
    def _compute_inbound_address(self):
        for connector in self:
            connector.inbound_address = (
                f"{connector.get_base_url()}/logistics_sync/v1/{connector.code}/events"
                if connector.transport == "webhook" and connector.code
                else False
            )

    def _get_zone(self):
        """The tzinfo of the partner's clock, or None when the name is unknown."""
        self.ensure_one()
        try:
            return ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError):
            return None

    def _get_code_lists(self):
        self.ensure_one()
        return [
            name.strip() for name in (self.code_list or "").split(",") if name.strip()
        ]

    def action_go_live(self):
        self.write({"state": "live"})
        self.env["logistics.sync.message"]._dispatch()

    def action_pause(self):
        self.write({"state": "paused"})

    def action_view_messages(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Messages of %s", self.name),
            "res_model": "logistics.sync.message",
            "view_mode": "list,form",
            "domain": [("connector_id", "=", self.id)],
        }

    def action_view_exceptions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_exception_action"
        )
        action["domain"] = [("connector_id", "=", self.id)]
        return action
