# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.fields import Domain

from ..core.flow import suggest_mode

COLLECTED = ("micro_batch", "batch")
MODES = [
    ("real_time", "At once, before the rest"),
    ("near_real_time", "Within moments"),
    ("micro_batch", "Collected for some minutes"),
    ("batch", "In a batch"),
]
# What goes at once goes before all that is urgent in its lane.
AT_ONCE = 1


class LogisticsSyncEventType(models.Model):
    """An event type is a flow: how critical it is decides how it is worked on."""

    _name = "logistics.sync.event.type"
    _inherit = ["logistics.sync.event.type"]

    criticality = fields.Selection(
        [("low", "Low"), ("normal", "Normal"), ("high", "High")],
        required=True,
        default="normal",
        help="What it costs the business when this fact is not known in time.",
    )
    latency_tolerance = fields.Selection(
        [
            ("seconds", "Seconds"),
            ("minutes", "Minutes"),
            ("hours", "Hours"),
            ("days", "A day or more"),
        ],
        string="May Be Late By",
        required=True,
        default="minutes",
    )
    financial_impact = fields.Selection(
        [
            ("none", "None"),
            ("indirect", "Leads to an invoice or a payment"),
            ("direct", "Is about money itself"),
        ],
        compute="_compute_financial_impact",
        store=True,
        readonly=False,
        precompute=True,
    )
    mode = fields.Selection(
        MODES,
        string="Worked On",
        compute="_compute_mode",
        store=True,
        readonly=False,
        precompute=True,
        help="Follows from the three answers before it; choose another one where you "
        "know better.",
    )
    collect_count = fields.Integer(
        string="Collect Up To",
        default=50,
        help="So many facts are worked on together as soon as they are there.",
    )
    collect_minutes = fields.Integer(
        string="For at Most (minutes)",
        default=5,
        help="Fewer facts are worked on when the oldest of them waited so long.",
    )
    flow_override_ids = fields.One2many(
        "logistics.sync.flow.override", "event_type_id", string="Other with a Partner"
    )

    _collect_positive = models.Constraint(
        "CHECK(collect_count > 0 AND collect_minutes > 0)",
        "Facts are collected up to a number and for minutes above zero.",
    )

    @api.depends("category")
    def _compute_financial_impact(self):
        for flow in self:
            flow.financial_impact = "direct" if flow.category == "financial" else "none"

    @api.depends("criticality", "latency_tolerance", "financial_impact")
    def _compute_mode(self):
        for flow in self:
            flow.mode = suggest_mode(
                flow.criticality or "normal",
                flow.latency_tolerance or "minutes",
                flow.financial_impact or "none",
            )

    @api.model
    def _get_cached_fields(self):
        return (
            *super()._get_cached_fields(),
            "category",
            "criticality",
            "latency_tolerance",
            "financial_impact",
            "mode",
        )

    @api.model
    @tools.ormcache()
    def _get_modes(self):
        """({event type id: mode}, {(connector id, event type id): mode}), read once."""
        flows = self.sudo().with_context(active_test=False).search(Domain.TRUE)
        other = self.env["logistics.sync.flow.override"].sudo().search(Domain.TRUE)
        return (
            {flow.id: flow.mode for flow in flows},
            {
                (line.connector_id.id, line.event_type_id.id): line.mode
                for line in other
                if line.mode
            },
        )

    @api.model
    @tools.ormcache()
    def _get_collected_types(self):
        """Ids of the event types that are collected, be it of one partner only."""
        modes, other = self._get_modes()
        found = {type_id for type_id, mode in modes.items() if mode in COLLECTED}
        found.update(key[1] for key, mode in other.items() if mode in COLLECTED)
        return frozenset(found)


class LogisticsSyncConnector(models.Model):
    _inherit = "logistics.sync.connector"

    flow_override_ids = fields.One2many(
        "logistics.sync.flow.override", "connector_id", string="Flows of This Partner"
    )

    def _get_event_priorities(self):
        found = super()._get_event_priorities()
        EventType = self.env["logistics.sync.event.type"].sudo()
        modes, other = EventType._get_modes()
        for event_type in EventType.search(Domain.TRUE):
            mode = other.get((self.id, event_type.id), modes.get(event_type.id))
            if mode == "real_time":
                found[event_type.code] = min(found[event_type.code], AT_ONCE)
        return found
