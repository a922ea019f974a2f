# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

# What a code of a partner can be about; also what asks a person when unknown.
KINDS = [
    ("milestone", "Shipment status"),
    ("reason", "Reason"),
    ("carrier", "Carrier"),
    ("service", "Service level"),
    ("charge", "Charge"),
    ("tax", "Tax rule"),
    ("cost_center", "Cost center"),
    ("warehouse", "Warehouse"),
    ("currency", "Currency"),
    ("uom", "Unit of measure"),
    ("reference", "Shipment identifier"),
    ("document", "Document"),
    ("other", "Other"),
]


class LogisticsSyncCodeMap(models.Model):
    """Partner code ⇄ our code.

    A row of one connector wins over a row of the code list the connector uses; a
    code in neither is unknown and stays so until a person decides.
    """

    _name = "logistics.sync.code.map"
    _description = "Code Mapping"
    _order = "kind, code_list, connector_id, external_code"
    _rec_name = "external_code"

    connector_id = fields.Many2one(
        "logistics.sync.connector", ondelete="cascade", index=True
    )
    code_list = fields.Char(
        help="Name of a shared list, such as x12.214.AT701. Leave empty for a row that "
        "holds for one connector only.",
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    kind = fields.Selection(
        KINDS,
        string="About",
        required=True,
        default="milestone",
    )
    external_code = fields.Char(string="Partner Code", required=True)
    internal_code = fields.Char(string="Our Code", required=True)
    classifier = fields.Selection(
        [("actual", "Actual"), ("estimated", "Estimated"), ("planned", "Planned")],
        default="actual",
        required=True,
        help="Estimated and planned events never change the state of a shipment.",
    )
    active = fields.Boolean(default=True)

    _scope_given = models.Constraint(
        "CHECK((connector_id IS NULL) <> (code_list IS NULL))",
        "A code mapping belongs either to one connector or to one shared list.",
    )
    _connector_unique = models.UniqueIndex(
        "(connector_id, kind, external_code) WHERE connector_id IS NOT NULL",
        "This connector maps this code already.",
    )
    _list_unique = models.UniqueIndex(
        "(code_list, kind, external_code) WHERE code_list IS NOT NULL",
        "This list maps this code already.",
    )

    @api.model
    def _load_table(self, connector):
        """{(kind, external code): (internal code, classifier)} of one connector."""
        return self._as_table(self._load_rows(connector))

    @api.model
    def _load_rows(self, connector, code_lists=()):
        """The rows that hold for a connector (may be empty) and some shared lists."""
        lists = [*connector._get_code_lists(), *code_lists] if connector else code_lists
        return self.sudo().search_fetch(
            ["|", ("connector_id", "in", connector.ids)]
            + [("code_list", "in", list(lists))],
            ["connector_id", "kind", "external_code", "internal_code", "classifier"],
        )

    @api.model
    def _as_table(self, rows):
        table = {}
        for row in rows.sorted(lambda row: bool(row.connector_id)):
            key = (row.kind, row.external_code)
            table[key] = (row.internal_code, row.classifier)
        return table

    @api.model
    def _get_kind_names(self):
        return dict(self._fields["kind"]._description_selection(self.env))

    @api.model
    def _load_reverse_table(self, connector):
        """{(kind, our code): (partner code, None)}: what we call it, in their words.

        Of several partner codes with one meaning the connector's own goes before a
        shared one, then the first in alphabetical order: always the same.
        """
        return self._turn_around(self._load_rows(connector))

    @api.model
    def _turn_around(self, rows):
        table = {}
        own_last = rows.sorted(
            lambda row: (not row.connector_id, row.external_code), reverse=True
        )
        for row in own_last:
            table[row.kind, row.internal_code] = (row.external_code, None)
        return table

    @api.model
    @api.private
    def _set_meaning(self, connector, kind, external_code, internal_code, classifier):
        """Create or change the connector's own row for one code."""
        row = self.with_context(active_test=False).search(
            [
                ("connector_id", "=", connector.id),
                ("kind", "=", kind),
                ("external_code", "=", external_code),
            ]
        )
        values = {
            "internal_code": internal_code,
            "classifier": classifier,
            "active": True,
        }
        if row:
            row.write(values)
            return row
        return self.create(
            dict(
                values,
                connector_id=connector.id,
                kind=kind,
                external_code=external_code,
            )
        )
