# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..core.ownership import ANY, part_of
from ..exceptions import BusinessError

CONFLICT = "ownership_conflict"


class LogisticsSyncOwnership(models.Model):
    """Which system has the say about an object, or about a part of it.

    What no record is about may be changed by whoever is connected. Of several records
    the narrowest counts: the part before the whole, the operation before all of them.
    """

    _name = "logistics.sync.ownership"
    _inherit = ["logistics.sync.cached.record"]
    _description = "System of Record"
    _order = "object, part, operation, id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    object = fields.Selection(
        [
            ("order", "Sales order"),
            ("purchase_order", "Purchase order"),
            ("shipment", "Shipment"),
            ("customer_invoice", "Customer invoice"),
            ("supplier_invoice", "Supplier invoice"),
            ("freight_charge", "Freight charge"),
            ("freight_invoice", "Freight invoice"),
            ("vendor", "Vendor"),
            ("payment", "Payment"),
            ("receipt", "Goods receipt"),
            ("return_authorization", "Return"),
            ("stock_level", "Stock level"),
        ],
        required=True,
    )
    part = fields.Selection(
        [
            (ANY, "All of it"),
            ("price", "Prices and amounts"),
            ("quantity", "Quantities"),
            ("dates", "Dates"),
            ("addresses", "Addresses"),
            ("lines", "Lines and products"),
            ("terms", "Terms"),
            ("carrier", "Carrier and service"),
            ("status", "Status"),
            ("bank", "Bank and payment"),
            ("contact", "Names and contacts"),
            ("references", "Numbers"),
        ],
        required=True,
        default=ANY,
    )
    operation = fields.Selection(
        [
            (ANY, "Anything"),
            ("create", "Create"),
            ("update", "Update"),
            ("validate", "Validate"),
            ("archive", "Cancel or archive"),
        ],
        string="May",
        required=True,
        default=ANY,
    )
    owner = fields.Selection(
        [("odoo", "Odoo alone"), ("connectors", "These partner systems")],
        required=True,
        default="odoo",
    )
    connector_ids = fields.Many2many(
        "logistics.sync.connector",
        "logistics_sync_ownership_connector_rel",
        string="Partner Systems",
        check_company=True,
    )
    owner_name = fields.Char(compute="_compute_owner_name", string="System of Record")
    note = fields.Char(help="Why it is so, for whoever asks in a year.")

    _subject_unique = models.UniqueIndex(
        "(company_id, object, part, operation) WHERE active",
        "Who has the say about this is recorded already.",
    )

    @api.constrains("owner", "connector_ids")
    def _check_owner(self):
        for ownership in self:
            if (ownership.owner == "connectors") != bool(ownership.connector_ids):
                raise ValidationError(
                    self.env._(
                        "Name the partner systems that own it, or choose Odoo alone."
                    )
                )

    @api.depends("owner", "connector_ids")
    def _compute_owner_name(self):
        for ownership in self:
            names = ", ".join(ownership.sudo().connector_ids.mapped("name"))
            ownership.owner_name = names or self.env._("Odoo")

    @api.depends("object", "part", "operation", "owner_name")
    def _compute_display_name(self):
        for ownership in self:
            ownership.display_name = f"{ownership._describe()}: {ownership.owner_name}"

    def _describe(self):
        """Such as "Sales order, prices and amounts, update"."""
        self.ensure_one()
        words = [
            dict(self._fields[name]._description_selection(self.env))[self[name]]
            for name in ("object", "part", "operation")
            if self[name] and (name == "object" or self[name] != ANY)
        ]
        return ", ".join([*words[:1], *(word.lower() for word in words[1:])])

    # --------------------------------------------------------------- cache
    @api.model
    @tools.ormcache("company_id")
    def _get_rules(self, company_id):
        """{(object, part, operation): (record id, ids of connectors that own it)}"""
        found = self.sudo().search([("company_id", "=", company_id)])
        return {
            (rule.object, rule.part, rule.operation): (
                rule.id,
                frozenset(rule.connector_ids.ids),
            )
            for rule in found
        }

    # --------------------------------------------------------------- asking
    @api.model
    @api.private
    def _find_conflict(
        self, object_name, operation, connector, fields=(), company=None
    ):
        """The record that forbids ``connector`` to do this, or an empty recordset.

        ``object_name`` is a canonical object (``order``), ``operation`` create,
        update, validate or archive, ``connector`` the system that wants it: none is
        Odoo itself. ``fields`` names what changes, by canonical or Odoo names
        (``lines.unit_price``, ``commitment_date``) or parts (``price``); without them
        only what is said of the whole object counts. Costs nothing where no record
        exists.
        """
        company = company or (connector and connector.company_id) or self.env.company
        rules = self._get_rules(company.id)
        if not rules:
            return self.browse()
        for part in dict.fromkeys([*map(part_of, fields)] or [ANY]):
            found = self._pick_rule(rules, object_name, part, operation)
            if found and self._forbids(found, connector):
                return self.browse(found[0])
        return self.browse()

    @api.model
    def _pick_rule(self, rules, object_name, part, operation):
        keys = (
            (object_name, part, operation),
            (object_name, part, ANY),
            (object_name, ANY, operation),
            (object_name, ANY, ANY),
        )
        return next((rules[key] for key in keys if key in rules), None)

    @api.model
    def _forbids(self, found, connector):
        owners = found[1]
        return bool(connector) and connector.id not in owners

    @api.model
    @api.private
    def _check(
        self, object_name, operation, connector, fields=(), record=None, company=None
    ):
        """Raise BusinessError ``ownership_conflict`` when another system has the say.

        See :meth:`_find_conflict`; ``record`` is the document that stays as it is.
        """
        conflict = self._find_conflict(
            object_name, operation, connector, fields, company
        )
        if conflict:
            raise BusinessError(
                CONFLICT, conflict._get_sentence(connector, record), record
            )

    def _get_sentence(self, connector, record=None):
        """What a clerk reads in the exception queue."""
        self.ensure_one()
        return self.env._(
            "%(connector)s wanted to change %(document)s, but %(owner)s has the say "
            "about it (%(subject)s). Nothing was changed.",
            connector=connector.name or self.env._("Odoo"),
            document=record.display_name if record else self.env._("a document"),
            owner=self.owner_name,
            subject=self._describe(),
        )
