# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.rollout import FEATURE

INBOUND, OUTBOUND = "inbound", "outbound"
IN_FORCE = "in_force"


class LogisticsSyncRolloutRule(models.Model):
    """Where a feature is on or off: the switch that names most counts.

    The one that names nothing is the general switch. Domain addons add features with
    ``selection_add`` and places with :meth:`_get_dimensions`.
    """

    _name = "logistics.sync.rollout.rule"
    _description = "Rollout Switch"
    _inherit = ["mail.thread", "logistics.sync.cached.record"]
    _order = "named_count, company_id, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    switch = fields.Selection(
        [("on", "On"), ("off", "Off")],
        required=True,
        default="on",
        tracking=True,
    )
    state = fields.Selection(
        [("draft", "Prepared"), (IN_FORCE, "In force")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    feature = fields.Selection(
        [(INBOUND, "What partners tell"), (OUTBOUND, "What partners are told")],
        tracking=True,
        help="Empty: everything this suite does.",
    )
    event_type_id = fields.Many2one(
        "logistics.sync.event.type",
        string="Flow",
        ondelete="restrict",
        tracking=True,
        help="Empty: all flows.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        help="Empty: all companies.",
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Partner System",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Empty: all partners.",
    )
    note = fields.Text(string="Why", help="What was agreed, with whom, for when.")
    named_count = fields.Integer(compute="_compute_scope", store=True)
    # What the switch names, in one text: in force there is one of each.
    scope = fields.Char(compute="_compute_scope", store=True)
    switched_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    switched_at = fields.Datetime(readonly=True, copy=False)
    is_general = fields.Boolean(compute="_compute_is_general")

    _scope_unique = models.UniqueIndex(
        "(scope) WHERE state = 'in_force'",
        "A switch for exactly this is in force already. Change that one.",
    )

    # ---------------------------------------------------------- what it names
    @api.model
    def _get_dimensions(self):
        """{name in a subject: field}: what a switch can name."""
        return {
            FEATURE: "feature",
            "flow": "event_type_id",
            "company": "company_id",
            "connector": "connector_id",
        }

    def _get_wants(self):
        """{name in a subject: value} of what this switch names."""
        self.ensure_one()
        found = {}
        for name, field in self._get_dimensions().items():
            value = self[field]
            value = value.id if isinstance(value, models.BaseModel) else value
            if value:
                found[name] = value
        return found

    @api.depends(lambda self: list(self._get_dimensions().values()))
    def _compute_scope(self):
        for rule in self:
            wants = rule._get_wants()
            rule.named_count = len(wants)
            rule.scope = "|".join(f"{name}={wants[name]}" for name in sorted(wants))

    @api.depends("named_count")
    def _compute_is_general(self):
        for rule in self:
            rule.is_general = not rule.named_count

    @api.depends("connector_id")
    def _compute_company_id(self):
        """A place belongs to a company: naming it names the company."""
        for rule in self:
            rule.company_id = rule._get_place_company() or rule.company_id

    def _get_place_company(self):
        self.ensure_one()
        return self.connector_id.company_id

    @api.depends_context("lang")
    @api.depends("scope")
    def _compute_name(self):
        features = dict(self._fields["feature"]._description_selection(self.env))
        for rule in self:
            what = features.get(rule.feature) or self.env._("Everything")
            if rule.event_type_id:
                what = f"{what}: {rule.event_type_id.name}"
            places = rule._get_places() or rule.company_id
            where = ", ".join(place.sudo().display_name for place in places)
            rule.name = f"{what} · {where or self.env._('everywhere')}"

    def _get_places(self):
        """The records that say where, the narrowest kinds."""
        self.ensure_one()
        return list(self.connector_id)

    @api.constrains("event_type_id", "feature")
    def _check_flow(self):
        for rule in self:
            if rule.event_type_id and rule.feature not in (INBOUND, OUTBOUND):
                raise ValidationError(
                    self.env._(
                        "“%s”: a flow is what partners tell or are told. Choose one "
                        "of both.",
                        rule.event_type_id.name,
                    )
                )

    # ------------------------------------------------------------ in the cache
    @api.model
    def _get_cached_fields(self):
        return ("switch", "state", *self._get_dimensions().values())

    def write(self, vals):
        named = vals.keys() & set(self._get_dimensions().values())
        if named and any(rule.state == IN_FORCE for rule in self):
            raise UserError(
                self.env._(
                    "This switch is in force. Take it back before you change what it "
                    "is about."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        if any(rule.state == IN_FORCE for rule in self):
            raise UserError(
                self.env._("A switch in force cannot be deleted. Take it back first.")
            )
