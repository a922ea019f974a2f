# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

TEMPLATE_SETTINGS = ("split_expression", "group_by", "partner_schema")


class LogisticsSyncMapping(models.Model):
    """A mapping may start from another one and say only what is different.

    A version follows one version of its template for good: what a message was read
    with never changes because somebody improved the template. The improvement is
    taken over by a new version, which is approved like any other.
    """

    _inherit = "logistics.sync.mapping"

    template_id = fields.Many2one(
        "logistics.sync.mapping",
        string="Starts From",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        domain="[('state', 'in', ('approved', 'active')), ('id', '!=', id), "
        "('canonical_schema', '=', canonical_schema), ('direction', '=', direction), "
        "('format', '=', format)]",
        help="A shared mapping. Rules below replace its rules for the same field; "
        "everything else is as it says.",
    )
    child_ids = fields.One2many("logistics.sync.mapping", "template_id")
    child_count = fields.Integer(compute="_compute_child_count", string="Based on It")
    newer_template_id = fields.Many2one(
        "logistics.sync.mapping", compute="_compute_newer_template_id"
    )
    effective_html = fields.Html(
        compute="_compute_effective_html", string="Rules That Count"
    )

    @api.depends("child_ids.state")
    def _compute_child_count(self):
        for mapping in self:
            mapping.child_count = len(
                mapping.child_ids.filtered(lambda child: child.state != "retired")
            )

    @api.depends("template_id")
    def _compute_newer_template_id(self):
        for mapping in self:
            template = mapping.template_id
            newer = template and self.search(
                [*template._get_family_domain(), ("state", "=", "active")], limit=1
            )
            mapping.newer_template_id = (
                newer if newer and newer.version > template.version else False
            )

    @api.constrains("template_id")
    def _check_template(self):
        if self._has_cycle("template_id"):
            raise ValidationError(
                self.env._(
                    "A mapping cannot start from itself, not even by way of "
                    "another one."
                )
            )
        for mapping in self:
            template = mapping.template_id
            if template and (
                template.direction != mapping.direction
                or template.canonical_schema != mapping.canonical_schema
            ):
                raise ValidationError(
                    self.env._(
                        "“%s” is for another kind of document and cannot be the start "
                        "of this mapping.",
                        template.display_name,
                    )
                )

    def _get_template(self):
        """The template as the code that reads documents sees it."""
        return self.sudo().template_id

    def _get_rules(self):
        own = super()._get_rules()
        template = self._get_template()
        if not template:
            return own.filtered(lambda rule: not rule.is_left_out)
        result, placed = self.env["logistics.sync.mapping.rule"], set()
        by_target = own.grouped("target")
        for rule in template._get_rules():
            if rule.target not in by_target:
                result += rule
            elif rule.target not in placed:
                placed.add(rule.target)
                result += by_target[rule.target]
        for target, rules in by_target.items():
            if target not in placed:
                result += rules
        return result.filtered(lambda rule: not rule.is_left_out)

    def _get_columns(self):
        columns = super()._get_columns()
        template = self._get_template()
        return columns or (template._get_columns() if template else columns)

    def _get_setting(self, name):
        value = super()._get_setting(name)
        template = self._get_template()
        if value or not template or name not in TEMPLATE_SETTINGS:
            return value
        return template._get_setting(name)

    def _check_works(self):
        for mapping in self:
            if mapping._get_template().state == "draft":
                raise ValidationError(
                    self.env._(
                        "“%s”, which it starts from, is a draft itself.",
                        mapping.template_id.display_name,
                    )
                )
        return super()._check_works()

    # -------------------------------------------------------------- shown
    @api.depends(
        "rule_ids.target",
        "rule_ids.expression",
        "rule_ids.constant",
        "rule_ids.is_left_out",
        "template_id",
    )
    def _compute_effective_html(self):
        for mapping in self:
            mapping.effective_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.mapping_effective",
                {"rows": mapping._get_effective_rows()},
            )

    def _get_effective_rows(self):
        """[{target, source, how, origin, label}] of the rules that count, in order.

        ``origin`` is own, inherited, overridden or left_out.
        """
        self.ensure_one()
        template = self._get_template()
        inherited = template._get_rules() if template else self.rule_ids.browse()
        given = set(inherited.mapped("target"))
        words = dict(self.rule_ids._selection_transform())
        rows = []
        for rule in self._get_rules() + self.rule_ids.filtered("is_left_out"):
            own = rule in self.rule_ids
            origin = "own" if own else "inherited"
            if own and rule.target in given:
                origin = "left_out" if rule.is_left_out else "overridden"
            rows.append(
                {
                    "target": rule.target,
                    "source": rule.constant or rule.expression or "",
                    "is_constant": bool(rule.constant),
                    "how": words.get(rule.transform, ""),
                    "origin": origin,
                    "template": rule.mapping_id.display_name,
                }
            )
        return rows

    # ------------------------------------------------------- improvements
    def action_take_over_template(self):
        """Button: a new version that starts from the template's active version."""
        self.ensure_one()
        newer = self.newer_template_id
        if not newer:
            raise UserError(self.env._("The template has no newer active version."))
        fresh = self._make_version(template_id=newer.id)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": fresh.id,
            "view_mode": "form",
        }

    def action_view_children(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Based on %s", self.display_name),
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [("template_id", "=", self.id)],
        }
